"""Every string of twins, explanations, reports and handouts, in English and Chinese."""

from __future__ import annotations

# key: (English, Chinese)
REPORT_WORDS: dict[str, tuple[str, str]] = {
    # --- twins ---
    "twins_title": ("The same matters under {a} and under {b}: {regime}", "同一事项在“{a}”与“{b}”之下：{regime}"),
    "twins_caption": (
        "Both arms share every need of a seed. Days from the need to its true resolution, cut at 30: a need that "
        "lapsed, that neighbours settled or that is still open counts 30. Matters that arose 30 days or more before "
        "the end; {n_seeds}. The matters on the right were chosen because they change most, so they are not typical.",
        "两组中同一种子的需求完全相同。从需求产生到真正解决的天数，以30天为限：自行消失、由邻里解决或仍未办结的计为30天。"
        "结束前30天以上产生的事项；{n_seeds}。右侧事项因变化最大而入选，并不典型。",
    ),
    "twins_alone": (
        "{n} matters arose in one of the arms only and are left out.",
        "{n}件事项只在其中一组出现，未计入。",
    ),
    "said_twins": (
        "of {n} matters seen in both arms {sooner} % end sooner under {b}, {later} % later, {same} % at the same hour, "
        "and {neither} % are not resolved within 30 days in either; the mean difference is {mean} days{interval}",
        "在两组中都可见的{n}件事项里，{sooner}%在“{b}”下更早解决，{later}%更晚，{same}%同时，"
        "{neither}%在两组中30天内都未解决；平均相差{mean}天{interval}",
    ),
    "twins_interval": (" ({low} to {high}, 95 % over seeds)", "（种子间95%区间{low}至{high}）"),
    "twins_share": ("% of all matters, by difference", "各差值的事项，占全部事项%"),
    "twins_axis": ("difference, days", "相差天数"),
    "twins_sooner": ("sooner under {arm}:\n{share} % of matters", "在“{arm}”下更早：\n事项的{share}%"),
    "twins_later": ("later under {arm}:\n{share} % of matters", "在“{arm}”下更晚：\n事项的{share}%"),
    "twins_most": ("those that change most", "变化最大的事项"),
    "twins_days": ("days from need to true resolution", "从需求产生到真正解决的天数"),
    "twins_cut": ("not in 30 days", "30天内未解决"),
    "twins_matter": ("{domain}, {urgency} · seed {seed}, no. {id}", "{domain}，{urgency}·种子{seed}，{id}号"),
    "twins_story": ("No. {id} of seed {seed}, side by side", "种子{seed}的{id}号事项，两组对照"),
    # --- explanations ---
    "explain_title": ("From {a} to {b}: {block}", "从“{a}”到“{b}”：{block}"),
    "explain_start": ("first arm", "第一组"),
    "explain_directly": ("with all channels shut", "全部渠道关闭时"),
    "explain_difference": ("difference", "差值"),
    "explain_unexplained": ("unexplained", "未解释"),
    "explain_axis": ("difference, {unit}", "差值，{unit}"),
    "explain_unit_workload_hours_week": ("hours a week", "小时/周"),
    "explain_unit_need_based_days": ("days", "天"),
    "explain_unit_participation_share": ("points", "百分点"),
    "explain_unit_strain": ("of 1", "满分1"),
    "explain_part": ("{part} {value}", "{part}{value}"),
    "explain_none": ("no part can be told from zero", "没有可与零区分的部分"),
    "explain_outcome": ("{name} {total} {unit} ({parts})", "{name}{total}{unit}（{parts}）"),
    "said_explain": ("from {a} to {b}, {block}: {parts}", "从“{a}”到“{b}”，{block}：{parts}"),
    "explain_caption": (
        "Diamonds and bold numbers: the arms' own means. Bars: Shapley values, what a part adds on average over all "
        "orders of switching; lines: 95 % intervals over {n_seeds}.",
        "菱形与粗体数字：两组自身的均值。条：Shapley值，即一个部分在所有切换次序中的平均贡献；横线：{n_seeds}的95%区间。",
    ),
    "explain_institutions": (
        "A group is switched by taking its values from the first arm or from the second; what only acts together is "
        "shared evenly. Values sum to the difference.",
        "切换一个组，即其取值来自第一组或第二组；共同作用的部分平均分摊。各值之和等于差值。",
    ),
    "explain_channels": (
        "A channel is open or shut in both arms; its value is how the difference between the arms changes as it opens. "
        "The first bar is the difference that is left with all of them shut. Values sum to the difference.",
        "一个渠道在两组中同时开放或关闭；其值为开放时两组差值的变化。第一条为全部渠道关闭时仍有的差值。各值之和等于差值。",
    ),
    "explain_exact": ("All {n} combinations were run.", "全部{n}种组合均已运行。"),
    "explain_sampled": (
        "Estimated from {n} orders drawn at random, each with its reverse; the largest standard error from drawing is "
        "{error} in the unit shown.",
        "由随机抽取的{n}种次序（含其逆序）估计；抽样造成的最大标准误为{error}（所示单位）。",
    ),
    "part_routes": ("routes of matters", "事项路径"),
    "part_responsibility": ("named responsibility", "包干责任"),
    "part_duties": ("patrol and visit duties", "巡查与走访职责"),
    "part_platform": ("platform and its rules", "平台与规则"),
    "part_community_stakes": ("communities' assessment", "对社区的考核"),
    "part_street_stakes": ("the street's assessment", "对街道的考核"),
    "part_pass_through": ("how stakes reach workers", "利害向个人传导"),
    "part_volunteer_points": ("volunteers' points", "志愿积分排名"),
    "part_scoring": ("what is scored", "计分项目"),
    "part_coping": ("pretending", "应付（虚假办结）"),
    "part_gain_of_workers": ("stakes that reach workers", "利害传导到个人"),
    "part_call_backs": ("call-backs", "回访"),
    # --- headline answers ---
    "asked_mechanism": ("What does the scenario's mechanism do?", "该场景的机制起什么作用？"),
    "asked_worlds": ("World A or world B: what differs?", "世界A与世界B，结果有何不同？"),
    "asked_ranking_pass_fail": ("Ranking or pass/fail: what differs?", "排名与达标，结果有何不同？"),
    "asked_ranking_none": ("What does ranking do?", "排名考核起什么作用？"),
    "asked_pass_fail_none": ("What does pass/fail do?", "达标考核起什么作用？"),
    "asked_governance": ("Grid, network or hybrid?", "网格、网络还是混合？"),
    "compared_mechanism": ("with the scenario's mechanism instead of without it", "有该机制与没有相比"),
    "compared_worlds": ("world A instead of world B", "世界A与世界B相比"),
    "compared_ranking_pass_fail": ("ranking instead of pass/fail", "排名与达标相比"),
    "compared_ranking_none": ("ranking instead of no assessment", "排名与不考核相比"),
    "compared_pass_fail_none": ("pass/fail instead of no assessment", "达标与不考核相比"),
    "compared_governance": ("network or hybrid instead of grid", "网络化、混合与网格化相比"),
    "answer": (
        "In this model ({scenario}), at this one design point, {n_seeds}, {block}, {question}: {parts}. Beside it "
        "strain changes by {strain}.",
        "仅就本模型（{scenario}）的这一个设计点，{n_seeds}，{block}，{question}：{parts}。同时职业压力变化{strain}。",
    ),
    "answer_outcome": ("{name} {cases}", "{name}{cases}"),
    "answer_strain": ("{value} (of 1)", "{value}（满分1）"),
    "answer_under": ("under {names}", "{names}下"),
    "answer_in_worlds": ("in A", "A"),
    "answer_for": ("for {names}", "{names}"),
    "answer_higher": ("is {value} {unit} higher {where}", "{where}高{value}{unit}"),
    "answer_lower": ("is {value} {unit} lower {where}", "{where}低{value}{unit}"),
    "answer_negligible": ("changes by less than {smallest} {where}", "{where}变化小于{smallest}"),
    "answer_undecided": ("is undecided {where} ({value} {unit})", "{where}未定（{value}{unit}）"),
    "comma_clause": (", ", "，"),
    "versus": ("{a} against {b}", "{a}与{b}相比"),
    "versus_in": ("{where}: {a} against {b}", "{where}：{a}与{b}相比"),
    "from_to": ("({low} to {high})", "（{low}至{high}）"),
    "reading_higher": ("higher", "更高"),
    "reading_lower": ("lower", "更低"),
    "reading_negligible": ("below the smallest effect", "小于最小关注效应"),
    "reading_undecided": ("undecided", "未定"),
    "status_partly_imposed": (
        "partly imposed: duties and meetings are part of a governance",
        "部分规定：职责与会议是治理方式的一部分",
    ),
    "status_see_place": ("see what is said of the mechanism", "见该机制的说明"),
    "reach_tested": (
        'In this model, on a small street, "{expectation}" held at {n} of {of} drawn settings, {n_plausible} of the '
        "{of_plausible} plausible ones: {verdict} ({test}).",
        "仅就本模型的小街道：“{expectation}”在抽取的{of}个设定中的{n}个成立，其中{of_plausible}个合理设定中的{n_plausible}个：{verdict}（{test}）。",
    ),
    "reach_untested": (
        "Not tested at other settings: a statement about this one design point.",
        "未在其他设定下检验：只是关于这一个设计点的陈述。",
    ),
    "verdict_and_plausible": ("{all}; of plausible settings alone: {plausible}", "{all}；只计合理设定：{plausible}"),
    "share_and_plausible": (
        "{n} of {of} settings, {n_plausible} of {of_plausible} plausible ones",
        "{of}个设定中的{n}个，合理的{of_plausible}个中的{n_plausible}个",
    ),
    # --- report ---
    "report_title": ("Report: {scenario}", "报告：{scenario}"),
    "report_kind": ("report of a simulation, made from its tables", "由模拟数据表生成的报告"),
    "report_answers": ("Questions and answers", "问题与回答"),
    "report_how_to_read": (
        "Differences are paired by random seed; in brackets 95 % intervals over seeds, which show chance at this one "
        "design point only. Higher and lower: at least the smallest effect of interest, and distinguishable from zero "
        "after Holm's correction over all comparisons of the question. A higher value is not a better one.",
        "差值按随机种子配对；括号内为种子间95%区间，只反映这一个设计点上的偶然波动。"
        "“更高”“更低”：不小于最小关注效应，且在该问题全部比较的Holm校正后可与零区分。数值高不等于好。",
    ),
    "report_outcome": ("outcome", "结果"),
    "report_status": ("how much was put in", "设定还是涌现"),
    "report_reach": ("How far does it reach?", "能推广到多远？"),
    "report_no_question": ("There is a single arm: nothing to compare.", "只有一组：没有可比较的内容。"),
    "report_arms": ("Arms", "比较的各组"),
    "report_governance": ("governance", "治理方式"),
    "report_arm": ("assessment or arm", "考核或组"),
    "report_regimes": ("regimes", "情境"),
    "report_seeds": ("runs each", "各组运行"),
    "report_figures": ("Figures", "图"),
    "report_figure_number": ("Figure {number}.", "图{number}。"),
    "report_no_figure": ("Nothing could be drawn from these tables.", "这些数据表无法作图。"),
    "report_skipped": ("Not drawn:", "未绘制："),
    "report_claims": ("Claims of the sources that this comparison touches", "本比较涉及的文献主张"),
    "report_claims_note": (
        "Verdicts come from patterns asked at many drawn settings on a small street (docs/validation.md), not from "
        "the runs of this report; plausible settings are those that contradict nothing that is known of ordinary "
        "times. That an expectation appears says that the model is consistent with the claim, not "
        "that the claim is true.",
        "结论来自小街道上许多抽取设定的模式检验（docs/validation.md），而非本报告的运行；"
        "合理设定是与平时的已知情况没有矛盾的设定。"
        "预期“成立”只表示模型与主张一致，不表示主张为真。",
    ),
    "report_claims_from": (
        "They are from {n} settings, drawn together from the ranges of {factors} factors (configs/factors/), {seeds} "
        "at each, with model {model}, {is_same}.",
        "共{n}个设定，由{factors}个因素的取值范围（configs/factors/）一并抽取，每个设定{seeds}，"
        "所用模型为{model}，{is_same}。",
    ),
    "report_same_model": ("which is that of this report", "与本报告的模型相同"),
    "report_other_model": ("which is not that of this report", "与本报告的模型不同"),
    "report_colon": (": ", "："),
    "report_brackets": (" ({text})", "（{text}）"),
    "report_no_claim": (
        "No pattern varies what this comparison varies.",
        "没有模式检验涉及本比较所改变的内容。",
    ),
    "report_limits": ("What it cannot say", "不能说明什么"),
    "report_limit_infection": (
        "There is no infection in the model, so it cannot value a lockdown.",
        "模型中没有感染过程，因此不能评价封控的得失。",
    ),
    "report_limit_assumed": (
        "Most rates and weights are assumed: a difference between arms is a statement about these values.",
        "多数速率与权重为假定值：组间差异是关于这些取值的陈述。",
    ),
    "report_limit_levels": (
        "No source reports hours or response times of such a community in normal time; levels are set to be plausible, "
        "and only what was not put in may be called a finding.",
        "没有来源报告此类社区常态下的工时或响应时间；水平值按合理性设定，只有未被设定的部分才可称为发现。",
    ),
    "report_limit_point": (
        "Seeds show chance at one design point. Another place, or other plausible values, may say otherwise.",
        "随机种子只反映一个设计点上的偶然波动；换一个地方或换一组合理取值，结论可能不同。",
    ),
    "report_limit_stylised": (
        "A place is a stylised reading of one text, not validated against data of that place.",
        "场景是对一篇文献的程式化解读，未用当地数据验证。",
    ),
    "report_limit_people": (
        "False closure and perfunctory forms are responses to incentives and overload, not traits of people. Strain "
        "and the burden of volunteers belong beside every gain in efficiency.",
        "虚假办结与应付填表是对激励与超负荷的反应，不是人的品质。任何效率提升都应与职业压力和志愿者负担一并看待。",
    ),
    "report_parameters": ("Parameters and their sources", "参数及其来源"),
    "report_parameters_note": (
        "{n} declared parameters had these values, {assumed} of them assumed. Ids of sources are listed in "
        "docs/evidence; what places, governance and assessments are made of stands in configs/.",
        "共{n}个声明的参数，其中{assumed}个为假定值。来源编号见docs/evidence；场景、治理方式与考核的构成见configs/。"
        "含义与单位为声明中的英文原文。",
    ),
    "report_parameter": ("parameter", "参数"),
    "report_value": ("value", "取值"),
    "report_default": ("default", "默认值"),
    "report_unit": ("unit", "单位"),
    "report_meaning": ("meaning", "含义"),
    "report_source": ("source", "来源"),
    "report_known": ("how known", "依据"),
    "report_known_assumed": ("assumed", "假定"),
    "report_known_literature": ("literature", "文献"),
    "report_known_calibrated": ("calibrated", "校准"),
    "report_known_measured": ("measured", "实测"),
    "report_changed": ("Other than the default here", "此处不同于默认值的参数"),
    "report_all_parameters": ("All parameters", "全部参数"),
    "report_provenance": ("Where these results come from", "结果出处"),
    "report_command": ("command", "命令"),
    "report_runs": ("runs", "运行"),
    "report_runs_text": (
        "{n} runs, {failed} failed; {seeds}; {days} days",
        "{n}次运行，{failed}次失败；{seeds}；{days}天",
    ),
    "report_version": ("version", "版本"),
    "report_changed_code": (", code changed since", "，代码此后有改动"),
    "report_model": ("model's source", "模型源码"),
    "report_python": ("software", "软件"),
    "report_machine": ("machine", "机器"),
    # --- handout ---
    "handout_charts": (
        "Dot and number: mean difference; line: 95 % interval over seeds; grey: below the smallest effect of interest.",
        "圆点与数字：平均差值；横线：种子间95%区间；灰色：小于最小关注效应。",
    ),
    "handout_shows": ("What the model shows", "模型显示了什么"),
    "handout_reach": ("How far does it reach?", "能推广到多远？"),
    "handout_discuss": ("To talk about", "讨论"),
    "handout_limits": ("What it cannot say", "不能说明什么"),
    "handout_discuss_1": (
        "What would you have expected, and why? Write it down before you look at the numbers.",
        "看数字之前，您预期会怎样？为什么？请先写下来。",
    ),
    "handout_discuss_2": (
        "What in your own community would make this come out differently?",
        "您所在的社区有哪些情况会使结果不同？",
    ),
    "handout_discuss_3": (
        "Whose hours, whose waiting and whose strain changed, and who decides about that?",
        "谁的工时、谁的等待、谁的压力发生了变化？由谁决定？",
    ),
}
