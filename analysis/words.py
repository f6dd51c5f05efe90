"""Every string that a reader of figures and terminal tables sees, in English and Chinese.

Terms follow ``docs/glossary.md``. A sentence about results carries its reach (how many seeds, which point, this model);
none of them states a verdict.
"""

from __future__ import annotations

from typing import Literal

from analysis.figure_words import FIGURE_WORDS
from analysis.report_words import REPORT_WORDS
from analysis.words_sweeps import SWEEP_WORDS

type Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

# key: (English, Chinese)
WORDS: dict[str, tuple[str, str]] = {
    # --- arms ---
    "grid": ("grid", "网格化"),
    "network": ("network", "网络化"),
    "hybrid": ("hybrid", "混合"),
    "none": ("none", "不考核"),
    "none_long": ("no assessment", "不考核"),
    "ranking": ("ranking", "排名"),
    "pass_fail": ("pass/fail", "达标"),
    "mixed": ("mixed", "排名加达标"),
    "ranking_peer_groups": ("ranking among peers", "同类排名"),
    "ranking_risk_adjusted": ("risk-adjusted ranking", "难度调整排名"),
    "improvement": ("improvement on last year", "进步考核"),
    "pass_fail_ratchet": ("pass/fail with a ratchet", "水涨船高达标"),
    "quantile_standard": ("standard at a quantile", "分位线考核"),
    "as_it_is": ("as it is", "现状"),
    "without": ("without", "去掉机制"),
    "without_long": ("without it", "去掉机制"),
    "world_a": ("world A", "世界A"),
    "world_b": ("world B", "世界B"),
    "street_of_eight": ("street of eight communities", "八个社区的街道"),
    "l_community": ("L community", "L社区"),
    "l_community_advised": ("L community, advised", "L社区（按建议）"),
    "street_of_three": ("street of three communities", "三个社区的街道"),
    "shanghai_grid_centre": ("Shanghai grid centre", "上海网格化中心"),
    "emergency_villages": ("villages in the emergency", "应急中的村居"),
    "f_community": ("F community", "F社区"),
    "f_community_no_register": ("F community, small register", "F社区（无空挂户）"),
    "xian_beilin": ("Xi'an Beilin", "西安碑林"),
    "golmud_one_stop": ("Golmud one-stop", "格尔木一站式"),
    "ordos_colours": ("Ordos colours", "鄂尔多斯红黄绿"),
    "wuhan_jiangan": ("Wuhan Jiang'an", "武汉江岸"),
    "nanjing_cuizhuyuan": ("Nanjing Cuizhuyuan", "南京翠竹园"),
    "chengdu_forms": ("Chengdu forms", "成都填表支持"),
    "shunde_supplies": ("Shunde supplies", "顺德物资"),
    "shanghai_project_coordination": ("Shanghai project coordination", "上海项目统筹"),
    "hebei_party_members": ("Hebei party members", "河北党员下沉"),
    # --- when ---
    "block_normal": ("Normal time", "常态"),
    "block_whole": ("Whole run", "全程"),
    "block_before": ("Before the emergency", "应急之前"),
    "block_during": ("During the emergency", "应急期间"),
    "block_after": ("After the emergency", "应急之后"),
    "in_block_normal": ("normal time", "常态"),
    "in_block_whole": ("whole run", "全程"),
    "in_block_before": ("before the emergency", "应急之前"),
    "in_block_during": ("during the emergency", "应急期间"),
    "in_block_after": ("after the emergency", "应急之后"),
    "emergency": ("emergency", "应急期"),
    "week": ("week of the run", "运行周次"),
    # --- outcomes: name, and unit on axes ---
    "workload_hours_week": ("Workload", "工作负担"),
    "workload_hours_week_unit": ("hours per paid worker and week", "每名有偿工作者每周小时"),
    "difference_unit_workload_hours_week": ("hours a week", "每周小时"),
    "workload_hours_week_short_unit": ("h a week", "小时/周"),
    "need_based_days": ("Response time", "响应时间"),
    "need_based_days_unit": ("days from need to true resolution", "从需求产生到真正解决的天数"),
    "difference_unit_need_based_days": ("days", "天"),
    "need_based_days_short_unit": ("days, need-based", "天（需求起算）"),
    "participation_share": ("Participation", "居民参与"),
    "participation_share_unit": ("% of present residents, 30 days", "在住居民30天参与率，%"),
    "difference_unit_participation_share": ("percentage points", "百分点"),
    "participation_share_short_unit": ("% of present", "占在住居民%"),
    "strain": ("Strain", "职业压力"),
    "strain_short_unit": ("0 to 1", "0至1"),
    # --- comparison ---
    "effect_workload_hours_week": ("{value} h a week", "每周{value}小时"),
    "effect_need_based_days": ("{value} days", "{value}天"),
    "effect_participation_share": ("{value} percentage point", "{value}个百分点"),
    "difference_axis": ("difference, {unit}", "差值，{unit}"),
    "reference": ("reference", "参照"),
    "reference_short": ("ref.", "参照"),
    "arm_mean": ("mean", "均值"),
    "outcomes_title": (
        "Workload, response time and participation by governance and assessment: {regime}",
        "不同治理方式与考核方式下的工作负担、响应时间与居民参与：{regime}",
    ),
    "outcomes_title_without": (
        "What the scenario's mechanism does to workload, response time and participation: {regime}",
        "该场景的机制对工作负担、响应时间与居民参与的作用：{regime}",
    ),
    "outcomes_caption": (
        "Each line compares an arm with {governance}, {name}, run by run of the same seed. Faint dots: one seed "
        "each; marker and bar: mean and 95 % interval over {n_seeds}. Grey band: below the smallest effect of "
        "interest. Numbers on the right: mean of the arm itself.",
        "每一行将该组与“{governance}、{name}”按同一随机种子逐次配对比较。浅色点：单个种子；"
        "标记与横线：{n_seeds}的均值与95%区间。灰带：小于最小关注效应。右侧数字：该组自身的均值。",
    ),
    "clock_note": (
        "Response time: restricted mean at 30 days, from the need to its true resolution; needs that lapsed or that "
        "neighbours settled count as not resolved.",
        "响应时间：从需求产生到真正解决的30天限制均值；自行消失或由邻里解决的需求计为未解决。",
    ),
    "curves_title": (
        "How quickly orders are closed on paper, and needs are met: {block}",
        "工单上报办结有多快，需求真正解决有多快：{block}",
    ),
    "curves_reported": (
        "orders since dispatch: reported closed (full), truly resolved (dashed)",
        "工单自派单起：上报办结（实线）、真正解决（虚线）",
    ),
    "curves_need": ("all needs since they arose: truly resolved", "全部需求自产生起：真正解决"),
    "gap_head": ("reported − true after 7, 30 days", "7天、30天后上报减实际"),
    "gap_row": ("{name} {week}, {month} points", "{name} {week}、{month}个百分点"),
    "curves_caption": (
        "Upper row: official clock, orders on a matter, and when the matter of the same orders was truly resolved. "
        "Lower row: every need that arose, voiced or not; needs that lapsed or that neighbours settled never count as "
        "resolved (cumulative incidence). Thin lines: one seed each; thick: mean of {n_seeds}.",
        "上排：官方时钟，涉及事项的工单，以及同一批工单的事项何时真正解决。下排：产生的全部需求，不论是否表达；"
        "自行消失或由邻里解决的不计为解决（累计发生率）。细线：单个随机种子；粗线：{n_seeds}的均值。",
    ),
    "elapsed_days": ("elapsed days", "经过天数"),
    "weeks_title": (
        "Workload and participation, week by week: {regime}",
        "逐周的工作负担与居民参与：{regime}",
    ),
    "weeks_caption": (
        "Thin lines: one seed each; thick: mean of {n_seeds}. Shaded: emergency.",
        "细线：单个随机种子；粗线：{n_seeds}的均值。阴影：应急期。",
    ),
    "weeks_caption_normal": (
        "Thin lines: one seed each; thick: mean of {n_seeds}.",
        "细线：单个随机种子；粗线：{n_seeds}的均值。",
    ),
    "regime_normal": ("normal time", "常态"),
    "regime_emergency": ("with an emergency", "含应急期"),
    "one_seed": ("{n} seed", "{n}个随机种子"),
    "many_seeds": ("{n} seeds", "{n}个随机种子"),
    "reach": (
        "Model: {scenario}, {days} days. Seeds show chance at this one design point only, not what is plausible "
        "elsewhere.",
        "模型：{scenario}，{days}天。随机种子只反映这一个设计点上的偶然波动，不代表其他合理设定下的结果。",
    ),
    "reach_one": (
        "Model: {scenario}, {days} days. One seed at one design point: chance is not shown.",
        "模型：{scenario}，{days}天。一个设计点、一个随机种子：未显示偶然波动。",
    ),
    # --- terminal table ---
    "table_reference": (
        "Mean, paired difference to {governance}, {name}, ± half its 95 % interval; {n_seeds}.",
        "各列为均值、与“{governance}、{name}”的配对差、95%区间的半宽；{n_seeds}。",
    ),
    "table_bold": (
        "Bold: at least the smallest effect of interest ({effects}) and distinguishable from zero after Holm's "
        "correction over {n} comparisons.",
        "粗体：不小于最小关注效应（{effects}），且在{n}次比较的Holm校正后可与零区分。",
    ),
    "table_failed": ("{n} of {of} runs failed and are left out.", "{of}次运行中有{n}次失败，未计入。"),
    "table_unpaired": (
        "{n} runs have no partner of the same seed and are left out of the differences.",
        "{n}次运行没有同一种子的配对，未计入差值。",
    ),
    # --- replayed logs ---
    "tickets_title": ("How long requests stay open, recorded and in the model", "请求办结前经过的时间：记录与模型"),
    "tickets_axis": ("{unit} since the request", "请求后经过的{unit}数"),
    "tickets_n": ("n", "件数"),
    "tickets_mean": ("mean {unit}", "平均{unit}"),
    "tickets_closed": ("closed", "已办结"),
    "tickets_clock": (
        "Mean: restricted mean at {at}, until reported closed; what is open when the log or the run ends is censored "
        "(Kaplan-Meier). Left out: {n} orders of the model whose need went away first; a log may count such as closed.",
        "平均：{at}限制均值，到上报办结为止；日志或模拟结束时未办结者按删失处理（Kaplan-Meier）。"
        "未计入：模型中需求先行消失的{n}件工单，城市日志可能将此类计为办结。",
    ),
    "tickets_reach": (
        "One run of one seed of a model with other people, offices and laws than the log's city: a difference says "
        "what this model would have done, not who is better. Not validated here.",
        "模型的一次运行、一个随机种子，其居民、机构与规则不同于日志所在城市：差异只说明本模型会如何处理，不说明孰优孰劣。此处未经验证。",
    ),
    "tickets_caption": (
        "Share of requests not yet reported closed; full: recorded in the log, dashed: the same requests in the model, "
        "with their numbers.",
        "尚未上报办结的请求所占比例；实线：日志记录，虚线：模型中的同一批请求，附件数。",
    ),
    "recorded": ("recorded", "记录"),
    "model": ("model", "模型"),
    "all_kinds": ("all kinds", "全部类别"),
    # --- patterns ---
    "pattern_without": ("mechanism off: {what}", "去除机制：{what}"),
    "expected_up": ("up, at least {value} {unit}", "上升，至少{value}{unit}"),
    "expected_down": ("down, at least {value} {unit}", "下降，至少{value}{unit}"),
    "expected_same": ("the same, within {value} {unit}", "相同，相差小于{value}{unit}"),
    "expected_within": ("{low} to {high} {unit}", "{low}至{high}{unit}"),
    "expected_up_any": ("up", "上升"),
    "expected_down_any": ("down", "下降"),
    "share_of_settings": ("{n} of {of}", "{of}个中的{n}个"),
    "share_interval": ("({low} to {high})", "（{low} 至 {high}）"),
    "share_short": ("{n} of {of} settings", "{of}个设定中的{n}个"),
    "appears": ("appears", "成立"),
    "reverses": ("reverses", "相反"),
    "absent": ("absent", "未出现"),
    "absent_level": ("outside", "不在范围内"),
    "depends": ("depends", "视设定而定"),
    "unsettled": ("?", "？"),
    "not_in_model": ("Not in the model.", "模型中没有。"),
    "not_run": ("not run", "未运行"),
    "without_vanishes": ("vanishes ({n} of {of})", "消失（{of}个中剩{n}个）"),
    "without_weakens": ("weakens ({n} of {of})", "减弱（{of}个中剩{n}个）"),
    "without_stays": ("stays ({n} of {of})", "仍在（{of}个中有{n}个）"),
    "without_nothing_to_lose": ("was not there ({n} of {of})", "本来没有（{of}个中有{n}个）"),
    "status_imposed": ("imposed", "规定"),
    "status_calibrated": ("calibrated", "校准"),
    "status_emergent": ("emergent", "涌现"),
    "region": (
        "`{name}` (ρ {rho}): {lower} % of its lower half, {upper} % of its upper",
        "`{name}`（ρ {rho}）：低半{lower}%，高半{upper}%",
    ),
    "pattern_reach": (
        "In this model, on a small street of three communities, {days} days: {n} settings drawn from the "
        "declared ranges, each with the same needs and people in every arm; paired seeds per setting: {seeds}.",
        "仅就本模型而言：三个社区的小街道，{days}天；从声明的取值范围中抽取{n}个设定，每个设定下各组的需求与居民相同；"
        "每个设定的配对种子数：{seeds}。",
    ),
    "patterns_reach": (
        "In this model, on a small street of three communities: {n} drawn settings, paired seeds at each: {seeds}.",
        "仅就本模型而言：三个社区的小街道，抽取的{n}个设定，每个设定的配对种子数：{seeds}。",
    ),
    "pattern_rule": (
        "Appears: 80 % of the settings or more have the stated sign and at least the smallest effect; reverses: 80 % "
        "the other way; absent: 80 % with less than it, or outside the level; else depends. A question mark: the 95 % "
        "interval of a share reaches across 80 %. Plausible: settings under which an ordinary year, before anything is "
        "changed, contradicts nothing that is known.",
        "成立：80%以上的设定符合所述方向且不小于最小关注效应；相反：80%以上为反方向；未出现：80%以上小于该效应或不在所述范围；"
        "否则视设定而定。问号：某一比例的95%区间跨过80%。"
        "合理：在任何改动之前的平常一年里与已知情况没有矛盾的设定。",
    ),
    "pattern_caption": (
        "Each dot: one of {n} drawn settings, mean over its paired seeds, in order of size. Dark line: median. "
        "Grey band: below the smallest effect of interest, or the expected level.",
        "每点：抽取的{n}个设定之一，为其配对种子的均值，按大小排列。深色竖线：中位数。灰带：小于最小关注效应，或预期的水平。",
    ),
    "pattern_caption_without": (
        "Lower row, light grey: the same with the mechanism off ({label}).",
        "下排浅灰：去除机制后的同一比较（{label}）。",
    ),
    # --- the headline ---
    "headline_stake": ("the same stake", "利害相同"),
    "headline_payout": ("the same expected payout", "预期支付相同"),
    "headline_score": ("the same mean score", "平均得分相同"),
    "headline_place": ("place of the standard, sd", "标准的位置（标准差）"),
    "headline_hours": ("h a week, ranking less pass/fail", "每周小时：排名减达标"),
    "headline_share": ("% of settings", "占设定%"),
    "headline_longer": ("longer under ranking", "排名下更长"),
    "headline_shorter": ("shorter under ranking", "排名下更短"),
    "headline_answered": ("with an answer", "有答案"),
    "headline_third_low": ("stakes {low} to {high}", "利害{low}至{high}"),
    "headline_third_middle": ("stakes {low} to {high}", "利害{low}至{high}"),
    "headline_third_high": ("stakes {low} to {high}", "利害{low}至{high}"),
    "headline_caption": (
        "Hours per paid worker and week under ranking less those under pass/fail. Line: median over settings; band: "
        "5 to 95 %; red lines: medians by thirds of the stake; grey band: less than {hours} h, of no interest. "
        "Below: settings in which the difference is at least {hours} h. Place: (z − m0)/s, standard deviations "
        "above the median unit's score before.",
        "有偿工作者每人每周工时：排名减达标。线：各设定的中位数；浅带：5%至95%；红线：按利害大小三等分的中位数；灰带：不足{hours}小时，"
        "不予关注。下图：相差至少{hours}小时的设定。位置：(z−m0)/s，即高出此前中位单位得分的标准差数。",
    ),
    "headline_meanings": (
        "The same payout, the same score: the bonus at which pass/fail pays, or scores, what the ranking does, "
        "within four times the prize spread; where none does, there is no answer.",
        "预期支付相同、得分相同：取使达标的支付或得分与排名相同的奖金，上限为奖差的四倍；无此奖金则没有答案。",
    ),
    # --- the report of the patterns ---
    "page_head": (
        "# Patterns and claims\n\nMade by `gewang validate`; nothing on this page is typed. Each pattern asks "
        "whether what the sources state appears *in this model*, on a small street of three communities "
        "(`street_of_three`), at drawn settings: a Latin hypercube over the ranges of `configs/factors/`. All "
        "patterns are read off the same runs; every arm runs at every setting with the same people and needs.\n\n"
        "**Appears**: 80 % of the settings or more have the stated sign and at least the smallest effect of "
        "interest. **Reverses**: 80 % the other way. **Absent**: in 80 % the effect is smaller than that either "
        "way; **outside**: 80 % miss the stated level. Else it **depends**, and the last column names the drawn "
        "value to which the effect is closest in rank (Spearman's rho), with the share of settings as expected in "
        "the lower and the upper half of its values. A question mark: the 95 % interval (Wilson) of a share reaches "
        "across 80 %, so that more settings could change the verdict.\n\nEach pattern is asked again with the "
        "**mechanism off** that it is said to come from. It *vanishes* if it then holds in at most 20 % of the "
        "settings, *weakens* if it is smaller in 80 % or more, else it *stays*, and comes from something else; one "
        "that held in at most 20 % anyway *was not there*. Where a pattern compares a mechanism with its absence, "
        "it vanishes by construction.\n\n**Imposed**: a rule states it. **Calibrated**: values were set for it. "
        "**Emergent**: neither; only such may be called findings. That an expectation appears says that the model "
        "is consistent with the claim, not that the claim is true; that it does not is a finding about the model, "
        "and stands here as it came out.\n",
        "# 模式与主张\n\n"
        "由 `gewang validate` 生成，本页没有手工填写的内容。每个模式检验来源所述在*本模型*中是否出现：三个社区的小街道"
        "（`street_of_three`），在 `configs/factors/` 声明范围内以拉丁超立方抽取设定。"
        "所有模式共用同一批运行；每个设定下各组的居民与需求相同。\n\n"
        "**成立**：80%以上的设定符合所述方向且不小于最小关注效应。**相反**：80%以上为反方向。**未出现**：80%以上的效应小于该值；"
        "**不在范围内**：80%以上不在所述水平。否则**视设定而定**，末列给出与效应秩相关（Spearman ρ）最强的抽取参数，"
        "以及该参数低半与高半中符合预期的设定比例。问号：某一比例的95%区间（Wilson）跨过80%，增加设定可能改变结论。\n\n"
        "每个模式在**去除其机制**后再检验一次：至多20%的设定仍符合为*消失*，80%以上的设定变小为*减弱*，否则*仍在*，说明另有来由；"
        "原本至多20%符合的，*本来没有*。若模式本身就是比较机制的有无，则按构造必然消失。\n\n"
        "**规定**：由规则直接写定。**校准**：为此设定了数值。**涌现**：两者都不是，只有这类可称为发现。"
        "预期成立只说明模型与该主张一致，不说明主张为真；不成立是关于模型的发现，照实列出。\n",
    ),
    "page_part": (
        "**Stopped before its end: {n} of {of} pairs of setting and seed are judged here.**",
        "**中途停止：此处只依据{of}对设定与种子中的{n}对。**",
    ),
    "page_ran": (
        "**What was run.** {settings} settings of {factors} factors, {seeds} paired seeds at each, {arms} distinct "
        "arms (the patterns ask for {asked}; equal ones are run once): {runs} runs, {cpu} minutes of computing, "
        "{wall} minutes on the clock with {processes} processes. Model `{model}`.\n",
        "**运行规模。** {factors}个因素的{settings}个设定，每个设定{seeds}个配对种子，"
        "{arms}个不同的组（各模式共需{asked}个，相同者只运行一次）："
        "{runs}次运行，计算{cpu}分钟，{processes}个进程历时{wall}分钟。模型 `{model}`。\n",
    ),
    "page_headline": (
        "Theory: at the standard, pass/fail pulls 1.41 times as hard as a linear ranking with the same stake; ranking "
        "pulls harder where the standard is more than 0.83 sd away. So the verdict is a region.\n\n"
        "*Place then*: how far the standard stands, in the median, from what units come to expect under it with the "
        "same stake. *Longer / shorter*: settings in which hours differ by the smallest effect of interest or more. "
        "*Answered*: settings with a bonus at which the same is the same. Verdict on: longer under ranking, in this "
        "model.",
        "理论：标准恰在实际水平时，同等利害下达标的牵引力是线性排名的1.41倍；标准相距0.83个标准差以上时，"
        "排名的牵引力更强。因此结论是一个区域。\n\n"
        "*后来的位置*：同等利害下标准与单位后来预期水平之距的中位数。"
        "*更长 / 更短*：工时相差不小于最小关注效应的设定数。"
        "*有答案*：存在使何者相同的奖金的设定数。结论针对“排名下更长”，仅就本模型而言。",
    ),
    "page_headline_columns": (
        "| the same | place, sd | place then | median h a week (5 to 95 %) | longer / shorter | answered | verdict |",
        "| 何者相同 | 位置（标准差） | 后来的位置 | 每周小时中位数（5%至95%） | 更长 / 更短 | 有答案 | 结论 |",
    ),
    "page_overview": (
        "## All verdicts\n\n"
        "Numbers of expectations of each pattern, in this model, over {n} drawn settings; those that are emergent "
        "in brackets.",
        "## 结论一览\n\n各模式的预期条数，仅就本模型而言，抽取的{n}个设定；括号内为其中涌现的条数。",
    ),
    "page_overview_pattern": ("pattern", "模式"),
    "page_plausible": (
        "## If only plausible settings count\n\n"
        "A drawn setting is *plausible* if the small street, run for a year before anything is changed (the governance "
        "of its past, no assessment, normal time), contradicts nothing that is known: {n} of {of} are. Verdicts above "
        "and below count every drawn setting; here stand those that are others over the plausible ones alone.",
        "## 只计合理设定时\n\n"
        "抽取的设定若使小街道在任何改动之前的一年（沿用原有治理方式、不考核、平时）与已知情况没有矛盾，即为*合理设定*："
        "{of}个中有{n}个。上下各表的结论计入全部抽取的设定；这里列出只计合理设定时结论不同的预期。",
    ),
    "page_plausible_columns": (
        "| known | possible | why | source | settings that contradict it | possible, by the closest drawn value |",
        "| 已知情况 | 可能的范围 | 理由 | 来源 | 与之矛盾的设定 | 按最相关的参数，可能的比例 |",
    ),
    "page_changed": ("{n} of {of} verdicts are others:", "{of}条结论中有{n}条不同："),
    "page_none_changed": ("None of {of} verdicts is another.", "{of}条结论全部相同。"),
    "page_none_plausible": (
        "No drawn setting is plausible, so that nothing can be said of plausible ones.",
        "抽取的设定中没有一个合理，因此无从比较。",
    ),
    "share_of_plausible": ("{n} of {of} plausible", "合理的{of}个中{n}个"),
    "verdict_at_plausible": ("{share}: {verdict}", "{share}：{verdict}"),
    "none_plausible": ("none plausible", "没有合理的"),
    "plausible_otherwise": ("plausible settings alone: {verdict}", "只计合理设定：{verdict}"),
    "page_changed_columns": (
        "| pattern | expectation | status | all settings | plausible settings |",
        "| 模式 | 预期 | 性质 | 全部设定 | 合理设定 |",
    ),
    "verdict_and_share": ("**{verdict}** ({share})", "**{verdict}**（{share}）"),
    "limit_low": ("at least {low}", "至少{low}"),
    "limit_high": ("at most {high}", "至多{high}"),
    "limit_low_high": ("{low} to {high}", "{low}至{high}"),
    "page_size": (
        "{days} days on `{scenario}`. Mechanism off: {without}. Figure: `figures/{name}.en.png` of the results' "
        "folder.",
        "`{scenario}`，{days}天。去除机制：{without}。图：结果目录中的 `figures/{name}.zh.png`。",
    ),
    "page_about": ("Read off: {names}.", "所读结果：{names}。"),
    "page_definitions": (
        "## What is read\n\nOutcomes of `docs/tables.md`, and measures of the patterns, of whole runs.\n\n"
        "| name | unit | definition |",
        "## 所读结果\n\n定义为英文，与数据表一致。\n\n| 名称 | 单位 | 定义 |",
    ),
    "page_columns": (
        "| expectation | status | expected | median (5 to 95 %) | settings as expected | verdict | mechanism off | "
        "closest to |",
        "| 预期 | 性质 | 预期的大小 | 中位数（5%至95%） | 符合预期的设定 | 结论 | 去除机制 | 最相关的参数 |",
    ),
    "page_ledger": (
        "## The claims ledger\n\nEvery causal claim of the five articles: *dynamic* ones ({dynamic}) follow from "
        "the model's working and get a verdict; *input* ones ({input}) restate what a parameter or preset says; "
        "*out of scope* ones ({out_of_scope}) are about what the model does not contain. Numbers behind verdicts "
        "count a pattern's expectations.",
        "## 主张清单\n\n五篇文章的全部因果主张：由模型运行得出的（{dynamic}条）有结论；"
        "只是复述某个参数或场景的（{input}条）"
        "以及模型不涉及的（{out_of_scope}条）不作结论。逐条的类型、理由与结论见英文版 `validation.en.md`。",
    ),
    "to": ("to", "至"),
    "unit_points": ("percentage points", "个百分点"),
    "unit_index": ("of 1", "（满分1）"),
    "unit_hours per worker and week": ("h a week", "小时/周"),
    "unit_hours": ("hours", "小时"),
    "unit_hours per matter": ("h per matter", "小时/件"),
    "unit_days": ("days", "天"),
    "unit_orders": ("orders", "件工单"),
    "unit_matters": ("matters", "件"),
    "unit_hand-offs": ("hand-offs", "次转办"),
    "unit_points (0 to 100)": ("points", "分"),
    "unit_log hours": ("log units", "对数单位"),
    "unit_value (hours' worth)": ("hours' worth", "小时当量"),
    "unit_places per sd": ("places per sd", "名次/标准差"),
    "unit_orders per resident and year": ("orders per resident and year", "件/人·年"),
    "unit_none": ("(no unit)", "（无单位）"),
    "unit_sd": ("sd", "个标准差"),
    "unit_people per post and year": ("people per post and year", "人/岗·年"),
    "unit_breaches per worker and week": ("breaches a week", "次/周"),
    # --- calibration ---
    "ridge_title": (
        "Known only as products: loss over both sides",
        "只能识别乘积的参数对：损失随两侧参数的变化",
    ),
    "ridge_level": ("{title} (mean strain)", "{title}（平均职业压力）"),
    "ridge_caption": (
        "Colour and lines: loss above the least in the panel (0: as close to the targets as this pair gets); a valley "
        "that runs across the panel is a ridge, along which the targets cannot tell one pair from another. Cross: "
        "the defaults.",
        "颜色与等值线：损失超出本图最小值的部分（0表示该参数对所能达到的最接近目标）；横贯全图的谷即为“脊”，"
        "沿脊各组合无法由目标区分。叉号：默认值。",
    ),
    "ridge_reach": (
        "Gain of strain and recovery: mean strain instead, as no target speaks about strain. In this model, on one "
        "street, one seed; everything else at the defaults.",
        "职业压力一图改画平均压力，因为没有目标涉及压力。仅就本模型的一个街道、一个种子而言，其余参数为默认值。",
    ),
    "comma": (", ", "、"),
    "pair": ("{a}, {b}", "{a}，{b}"),
    **SWEEP_WORDS,
    **FIGURE_WORDS,
    **REPORT_WORDS,
}


def word(key: str, language: Language, **values: object) -> str:
    """The string behind a key in one language, with its blanks filled.

    Raises:
        KeyError: nobody wrote down this key.
        ValueError: the language is not one of :data:`LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: there are {', '.join(LANGUAGES)}")
    return WORDS[key][LANGUAGES.index(language)].format(**values)


def name_of(key: str, language: Language) -> str:
    """Name of a preset or an arm; one that nobody translated keeps its key."""
    return word(key, language) if key in WORDS else key.replace("_", " ")


def long_name(name: str, language: Language) -> str:
    """Name of an arm where it stands alone: ``none`` reads as ``no assessment``."""
    return name_of(f"{name}_long" if f"{name}_long" in WORDS else name, language)


def seeds(n: int, language: Language) -> str:
    """A number of seeds, in words."""
    return word("one_seed" if n == 1 else "many_seeds", language, n=n)
