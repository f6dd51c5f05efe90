"""Every string of the figures, in English and Chinese; :mod:`analysis.words` has those that other output shares.

A sentence says what the data show and how far that reaches. It names no cause and states no verdict.
"""

from __future__ import annotations

# key: (English, Chinese)
FIGURE_WORDS: dict[str, tuple[str, str]] = {
    # --- sentences ---
    "sentence": (
        "In this model, at this one design point, {n_seeds}: {text}.",
        "仅就本模型的这一个设计点，{n_seeds}：{text}。",
    ),
    "span": ("{low} to {high}", "{low}至{high}"),
    "interval": ("{value} ({low} to {high})", "{value}（{low}至{high}）"),
    "semicolon": ("; ", "；"),
    "percent_of": ("{name} {value} %", "{name}{value}%"),
    "text_before": ("{text} before the emergency", "应急之前{text}"),
    "text_during": ("{text} during it", "应急期间{text}"),
    "text_after": ("{text} after it", "应急之后{text}"),
    "phase_before": ("Before", "应急之前"),
    "phase_during": ("During", "应急期间"),
    "phase_after": ("After", "应急之后"),
    "month": ("month", "月份"),
    # --- outcomes ---
    "said_outcomes": ("{block}, arms against {arm}: {parts}", "{block}，各组与“{arm}”相比：{parts}"),
    "said_outcome": (
        "{name} {counts}",
        "{name}{counts}",
    ),
    "count_higher": ("{n} higher", "{n}组更高"),
    "count_lower": ("{n} lower", "{n}组更低"),
    "count_negligible": ("{n} within the smallest effect", "{n}组小于最小关注效应"),
    "count_undecided": ("{n} undecided", "{n}组未定"),
    # --- heat map ---
    "effects_title": (
        "Differences to {arm} on many outcomes: {regime}",
        "各项结果与“{arm}”的差值：{regime}",
    ),
    "effects_caption": (
        "Numbers: mean paired difference over {n_seeds}, in the unit of the column. Bold: can be told from zero after "
        "Holm's correction over the {n} comparisons shown. Colour: relative to the reference's mean, violet lower, "
        "orange higher, full at {most} %; a higher value is not a better one.",
        "数字：{n_seeds}的配对差均值，单位见列名。粗体：在所示{n}次比较的Holm校正后可与零区分。"
        "颜色：相对于参照组均值的差，紫色为低、橙色为高，{most}%时颜色最深；数值高不等于好。",
    ),
    "said_effects": (
        "{n} of {of} differences can be told from zero after Holm's correction; pairing by seed saves {saved} % of the "
        "variance (median)",
        "{of}个差值中有{n}个在Holm校正后可与零区分；按种子配对节省了{saved}%的方差（中位数）",
    ),
    "size_percent": ("{percent} %", "{percent}%"),
    "size_times": ("{times} times the reference", "为参照组的{times}倍"),
    "said_effects_largest": (
        "; of these the largest relative to the reference is '{outcome}' under {arm}, {size}",
        "；其中相对幅度最大的是{arm}下的“{outcome}”，{size}",
    ),
    "heat_workload_hours_week": ("workload, h a week", "工作负担，小时/周"),
    "heat_overtime_hours_week": ("overtime, h a week", "加班，小时/周"),
    "heat_directives_hours_week": ("directives, h a week", "上级任务，小时/周"),
    "heat_contact_hours_week": ("contact, h a week", "联系居民，小时/周"),
    "heat_strain": ("strain, of 100", "职业压力，满分100"),
    "heat_turnover_year": ("turnover, % a year", "离职率，%/年"),
    "heat_total_hours": ("all hours, thousands", "全部工时，千小时"),
    "heat_cost_hours_per_resolved": ("cost, h per resolved", "成本，小时/解决件"),
    "heat_need_based_days": ("response, days", "响应时间，天"),
    "heat_first_response_days": ("first response, days", "首次响应，天"),
    "heat_reported_resolution_share": ("reported closed, %", "上报办结，%"),
    "heat_true_resolution_share": ("truly resolved, %", "真正解决，%"),
    "heat_repeat_share": ("repeats, %", "重复诉求，%"),
    "heat_satisfaction_share": ("satisfied, %", "满意，%"),
    "heat_autonomous_share": ("part of own accord, %", "自主参与，%"),
    "heat_mobilised_share": ("part mobilised, %", "动员参与，%"),
    "heat_trust": ("trust, of 100", "信任，满分100"),
    "heat_score": ("score, points", "考核得分，分"),
    # --- interaction ---
    "interaction_title": (
        "Does an emergency change what each assessment comes with?",
        "应急期是否改变各种考核方式下的结果？",
    ),
    "interaction_caption": (
        "Left: runs without an emergency; right: the emergency of the other runs, same seeds. Marker and bar: mean and "
        "95 % interval over {n_seeds}. Above each panel: (ranking − pass/fail) in the emergency less the same in "
        "normal time, with its 95 % interval, and the same as a ratio of ratios (1: none). Close to the longest "
        "permitted day hours cannot rise further, which hides an interaction.",
        "左：无应急期的运行；右：其他运行的应急期，种子相同。标记与竖线：{n_seeds}的均值与95%区间。"
        "图上方：应急期的（排名−达标）减去常态下的同一差值及其95%区间，以及比值之比（1表示无交互）。"
        "接近每日最长工时时工时不能再升，会掩盖交互作用。",
    ),
    "interaction_value": ("{additive} ({low} to {high}), ratio {ratio}", "{additive}（{low}至{high}），比值{ratio}"),
    "said_interaction": (
        "{n} of {of} interactions have an interval on one side of zero; of workload, hours a week: {parts}",
        "{of}个交互作用中有{n}个的区间在零的一侧；工作负担（每周小时）：{parts}",
    ),
    # --- weeks ---
    "said_weeks": (
        "mean workload over arms, hours a week: {workload}; participation, %: {participation}",
        "各组平均工作负担（每周小时）：{workload}；参与率（%）：{participation}",
    ),
    "participation_title": (
        "Participation of their own accord and mobilised: {regime}",
        "自主参与和动员参与：{regime}",
    ),
    "said_participation": (
        "of present residents, % over arms, of their own accord: {autonomous}; mobilised: {mobilised}",
        "各组在住居民中自主参与（%）：{autonomous}；动员参与（%）：{mobilised}",
    ),
    "head_autonomous": (
        "of their own accord, % of present residents, 30 days",
        "自主参与，在住居民30天参与率，%",
    ),
    "head_mobilised": (
        "called in, linked to work, by quota, % of present residents, 30 days",
        "应召、与单位挂钩或按指标参与，在住居民30天参与率，%",
    ),
    "lines_title": ("Whose hours a week are: {regime}", "每周的工时由谁付出：{regime}"),
    "lines_note": (
        "Hours a week per 1,000 residents; each column has its own scale. The four columns sum to all hours, so a "
        "burden that is shifted shows up elsewhere. Other unpaid: grid leaders and homeowners' committees.",
        "每千名居民每周小时；各列刻度不同。四列之和为全部工时，因此转移的负担会出现在别处。其他无偿人员：网格长与业委会。",
    ),
    "said_lines": ("hours a week per 1,000 residents, over arms: {parts}", "每千名居民每周小时，各组：{parts}"),
    "line_workers": ("committees' paid workers", "居委会有偿工作者"),
    "line_other_paid": ("other paid staff", "其他有偿人员"),
    "line_volunteers": ("volunteers", "志愿者"),
    "line_other_unpaid": ("other unpaid people", "其他无偿人员"),
    # --- kinds of actors ---
    "shaded_emergency": ("Shaded: emergency.", "阴影：应急期。"),
    "kinds_title": (
        "Hours a week of each kind of actor, month by month: {regime}",
        "各类工作者逐月的每周工时：{regime}",
    ),
    "kinds_caption": (
        "Hours a week: committees' paid workers per worker on the payroll, all others per post. Each column has its "
        "own scale. Thin lines: one seed each; thick: mean of {n_seeds}. Volunteers: see the figure of lines.",
        "每周小时：居委会有偿工作者按在册人数，其他按岗位。各列刻度不同。细线：单个随机种子；粗线：{n_seeds}的均值。"
        "志愿者见工时构成图。",
    ),
    "said_kinds": ("hours a week over arms: {parts}", "各组每周小时：{parts}"),
    "kind_committee_member": ("committee members", "居委会成员"),
    "kind_committee_member_lines": ("committee\nmembers", "居委会\n成员"),
    "kind_aide": ("aides", "居委会辅助人员"),
    "kind_aide_lines": ("aides", "居委会\n辅助人员"),
    "kind_grid_worker": ("grid workers", "专职网格员"),
    "kind_grid_worker_lines": ("grid\nworkers", "专职\n网格员"),
    "kind_property_company": ("property staff", "物业人员"),
    "kind_property_company_lines": ("property\nstaff", "物业\n人员"),
    "kind_social_organisation": ("social workers", "社会工作者"),
    "kind_social_organisation_lines": ("social\nworkers", "社会\n工作者"),
    "kind_department": ("department staff", "职能部门人员"),
    "kind_department_lines": ("department\nstaff", "职能部门\n人员"),
    "kind_sunk_cadres": ("sunk cadres", "下沉干部"),
    "kind_sunk_cadres_lines": ("sunk\ncadres", "下沉\n干部"),
    "kind_street": ("street staff", "街道人员"),
    "kind_street_lines": ("street\nstaff", "街道\n人员"),
    "kind_grid_leader_unpaid": ("unpaid grid leaders", "无偿网格长"),
    "kind_grid_leader_unpaid_lines": ("unpaid\nleaders", "无偿\n网格长"),
    "kind_homeowners_committee": ("homeowners' committees", "业委会成员"),
    "kind_homeowners_committee_lines": ("homeowners'\ncommittees", "业委会\n成员"),
    # --- activities ---
    "activities_title": ("What a paid worker's week goes into: {block}", "有偿工作者一周的时间用在哪里：{block}"),
    "activities_caption": (
        "Hours per paid worker of the committees and week, all columns on one scale. Bar and number: mean of "
        "{n_seeds}; line: its 95 % interval. Stand-by is outside.",
        "居委会每名有偿工作者每周小时，各列刻度相同。条与数字：{n_seeds}的均值；横线：其95%区间。待命不计入。",
    ),
    "said_activities": (
        "{total} hours a week over arms; the largest parts are {parts}",
        "各组每周{total}小时；最大的部分为{parts}",
    ),
    "activity_directives": ("directives", "上级任务"),
    "activity_matters": ("matters", "办理事项"),
    "activity_patrol": ("patrol", "巡查"),
    "activity_visits": ("visits", "入户走访"),
    "activity_mass_work": ("mass work", "群众工作"),
    "activity_posts": ("posts", "值守"),
    "activity_meetings": ("meetings and duties", "会议与法定职责"),
    "activity_negotiation": ("negotiation", "协商"),
    "activity_training": ("training", "培训"),
    "activity_hand_off": ("hand-off", "转办"),
    "activity_travel": ("travel", "路途"),
    "activity_directives_lines": ("directives", "上级任务"),
    "activity_matters_lines": ("matters", "办理事项"),
    "activity_patrol_lines": ("patrol", "巡查"),
    "activity_visits_lines": ("visits", "入户走访"),
    "activity_mass_work_lines": ("mass\nwork", "群众工作"),
    "activity_posts_lines": ("posts", "值守"),
    "activity_meetings_lines": ("meetings", "会议"),
    "activity_negotiation_lines": ("negotia-\ntion", "协商"),
    "activity_training_lines": ("training", "培训"),
    "activity_hand_off_lines": ("hand-off", "转办"),
    "activity_travel_lines": ("travel", "路途"),
    # --- one worker ---
    "worker_title": ("One worker's average day, month by month: {regime}", "一名工作者各月平均的一天：{regime}"),
    "worker_caption": (
        "No single day of the model: hours of the month over its days, weekends included, days of sickness left out, "
        "because the tables hold months. One seed; the post is the one with the middle workload in the first arm, the "
        "same in each panel. Shaded: emergency.",
        "并非模型中的某一天：数据表按月记录，图中为当月工时除以天数（含周末，病假日除外）。一个随机种子；"
        "该岗位在第一组中工作负担居中，各图为同一岗位。阴影：应急期。",
    ),
    "said_worker": (
        "hours of an average day of one of the {kind}, {governance}: {parts}",
        "{governance}下{kind}之一平均每日小时：{parts}",
    ),
    "hours_a_day": ("hours of an average day", "平均每日小时"),
    "strain_axis": ("strain at the month's end, 0 to 1", "月末职业压力，0至1"),
    "activities_directives": ("directives", "上级任务"),
    "activities_matters": ("matters", "办理事项"),
    "activities_patrol": ("patrol", "巡查"),
    "activities_contact": ("visits, mass work", "走访与群众工作"),
    "activities_posts": ("posts", "值守"),
    "activities_talks": ("meetings, negotiation", "会议与协商"),
    "activities_training": ("training", "培训"),
    "activities_passing_on": ("hand-off, travel", "转办与路途"),
    # --- response ---
    "said_response": (
        "within 7 days {reported} % of orders are reported closed and {true} % truly resolved over arms, a gap of "
        "{gap} points; of all needs {need} % are resolved",
        "各组7天内上报办结的工单为{reported}%，真正解决的为{true}%，相差{gap}个百分点；全部需求中真正解决的为{need}%",
    ),
    "urgency_title": ("Needs not resolved yet, by urgency: {regime}", "按紧急程度，尚未解决的需求：{regime}"),
    "urgency_caption": (
        "Share of all needs that the parties have not truly resolved so many days after they arose (1 − "
        "Aalen-Johansen); needs that lapsed or that neighbours settled stay unresolved, needs open at the run's end "
        "are censored. Thin lines: one seed each; thick: mean of {n_seeds}. Numbers: restricted mean at 30 days.",
        "需求产生若干天后，各方尚未真正解决的比例（1−Aalen-Johansen）；自行消失或由邻里解决的计为未解决，"
        "运行结束时仍未办结的按删失处理。细线：单个随机种子；粗线：{n_seeds}的均值。数字：30天限制均值。",
    ),
    "said_urgency": (
        "restricted mean from need to true resolution, days over arms: {parts}",
        "从需求产生到真正解决的限制均值（天），各组：{parts}",
    ),
    "said_urgency_part": ("{name} {days}", "{name}{days}"),
    "urgency_red": ("red", "红色"),
    "urgency_yellow": ("yellow", "黄色"),
    "urgency_green": ("green", "绿色"),
    "mean_of_30": ("mean of 30 days", "30天限制均值"),
    "days_of": ("{days} days", "{days}天"),
    # --- who takes part ---
    "who_title": ("Who takes part, by age and hukou status: {regime}", "不同年龄与户籍状态的居民参与：{regime}"),
    "who_caption": (
        "Share of each group's present residents who took part within 30 days, Sundays pooled. Marker and line: mean "
        "and 95 % interval over {n_seeds}. Groups differ in size.",
        "各组在住居民30天内参与的比例，各周日合并。标记与横线：{n_seeds}的均值与95%区间。各组人数不同。",
    ),
    "who_axis": ("% of the group", "占该组居民%"),
    "said_who": (
        "of those who take part, % who are 60 or older, over arms: {share}",
        "各组参与者中60岁及以上所占%：{share}",
    ),
    "group_local_16_59": ("local, 16 to 59", "人户一致，16至59岁"),
    "group_local_60_plus": ("local, 60 and over", "人户一致，60岁及以上"),
    "group_inbound_16_59": ("inbound, 16 to 59", "人在户不在，16至59岁"),
    "group_inbound_60_plus": ("inbound, 60 and over", "人在户不在，60岁及以上"),
    # --- scores ---
    "scores_title": ("Scores around the standard: {regime}", "考核得分与达标线：{regime}"),
    "scores_caption": (
        "Monthly scores of communities, {n_seeds}, in bins of {near} points; the standard is that of the pass/fail "
        "arm of the same governance and seed, also where nothing hangs on it. Shaded: {near} points above it.",
        "社区每月得分，{n_seeds}，每{near}分一格；达标线取同一治理方式、同一种子的达标组，也用于不以此考核的组。"
        "阴影：达标线以上{near}分。",
    ),
    "scores_note": (
        "Bunching: % of unit-months just above the standard less % just below, less the same without assessment, mean "
        "and 95 % interval over seeds; scores are shares of few cases and bunch by themselves too.",
        "聚集：紧邻达标线以上的单位月%减去以下的%，再减去不考核组的同一数值，种子间均值与95%区间；"
        "得分由少量事项的比例构成，本身也会聚集。",
    ),
    "scores_axis": ("score less standard, points", "得分减达标线，分"),
    "scores_density": ("% of unit-months", "单位月%"),
    "standard": ("standard", "达标线"),
    "bunching_head": ("bunching, points", "聚集，百分点"),
    "said_scores": (
        "over {n} unit-months, excess within {near} points above the standard against no assessment: {text}",
        "{n}个单位月中，达标线以上{near}分内相对于不考核组的超出量：{text}",
    ),
    "said_bunching": ("{name} {excess} percentage points (n = {n})", "{name}{excess}个百分点（{n}个）"),
    "said_no_bunching": ("no arm without assessment to compare with", "没有不考核组可供比较"),
    # --- ranks ---
    "ranks_title": ("Place in the ranking against the load of the place: {regime}", "名次与社区负荷：{regime}"),
    "ranks_caption": (
        "Each marker: one community, its mean place over the months, bar: 95 % interval over {n_seeds}. Load: needs "
        "that arise per paid worker and week, the same in every arm. Markers of one community stand side by side; "
        "places are computed also where nothing hangs on them.",
        "每个标记：一个社区各月名次的均值，竖线：{n_seeds}的95%区间。负荷：每名有偿工作者每周产生的需求，各组相同。"
        "同一社区的标记并列；不以名次考核的组也计算名次。",
    ),
    "ranks_axis": ("needs that arise per paid worker and week", "每名有偿工作者每周产生的需求，件"),
    "ranks_place": ("mean place, 1 on top", "平均名次，第1名在上"),
    "rho_head": ("rank correlation", "等级相关"),
    "said_ranks": (
        "rank correlation of load and place over {n} communities (1: the more load, the lower the place), range over "
        "governances: {parts}",
        "{n}个社区的负荷与名次的等级相关（1表示负荷越大名次越低），各治理方式：{parts}",
    ),
    # --- flow ---
    "flow_title": ("From who found it to what became of it: {regime}", "从谁发现到结果如何：{regime}"),
    "flow_caption": (
        "All needs that arose 30 days or more before the end, 100 % on the left: who brought them to light, which way "
        "they were sent at triage, and their state at the end of the run; width and numbers: %, mean of {n_seeds}. A "
        "false closure answers to incentives and overload; the books count it as closed.",
        "结束前30天以上产生的全部需求，左侧为100%：由谁发现、分流时走哪条路径、运行结束时的状态；"
        "宽度与数字：%，{n_seeds}的均值。虚假办结是对激励与超负荷的反应，账面上计为办结。",
    ),
    "said_flow": (
        "% of needs over arms that nobody voiced or found {nobody}; state at the end: {parts}",
        "各组无人表达也未被发现的需求占{nobody}%；结束时的状态：{parts}",
    ),
    "node": ("{name} {share}", "{name} {share}"),
    "origin_resident": ("voiced", "居民表达"),
    "origin_patrol": ("patrol", "巡查发现"),
    "origin_visit": ("visit", "走访发现"),
    "origin_nobody": ("never known", "无人知晓"),
    "route_grid": ("grid", "网格"),
    "route_network": ("network", "网络"),
    "route_not_sent": ("not sent", "未派"),
    "closure_true": ("resolved", "真正解决"),
    "closure_false": ("closed, unsolved", "虚假办结"),
    "closure_open": ("open", "未办结"),
    "closure_neighbours": ("neighbours", "邻里解决"),
    "closure_lapsed": ("lapsed", "自行消失"),
    # --- one life story ---
    "story_title": ("One matter's life story: {what}", "一个事项的经历：{what}"),
    "story_caption": (
        "The same need of one seed in every arm; it was chosen because it was reported most. Red band: closed in the "
        "books, not solved. A call-back is shown at the closure it checked.",
        "同一随机种子的同一需求在各组中的经历；选它是因为它被上报的次数最多。"
        "红带：账面已办结而未解决。回访标在其核查的办结处。",
    ),
    "matter_kind": ("{domain}, {urgency}, {legacy}", "{domain}，{urgency}，{legacy}"),
    "legacy_yes": ("a legacy problem", "历史遗留问题"),
    "legacy_no": ("no legacy problem", "非历史遗留问题"),
    "domain_safety": ("safety", "安全"),
    "domain_environment": ("environment", "环境"),
    "domain_facilities": ("facilities", "设施"),
    "domain_disputes": ("disputes", "纠纷"),
    "domain_welfare": ("welfare", "民生"),
    "domain_administration": ("administration", "行政事务"),
    "days_since_need": ("days since the need arose", "需求产生后的天数"),
    "story_true": ("resolved", "真正解决"),
    "story_false": ("closed, unsolved", "虚假办结"),
    "story_open": ("still open", "仍未办结"),
    "story_neighbours": ("by neighbours", "邻里解决"),
    "story_lapsed": ("lapsed", "自行消失"),
    "story_day": (", day {day}", "，第{day}天"),
    "story_gone": ("; gone, day {day}", "；第{day}天消失"),
    "story_end": ("{state}{day}", "{state}{day}"),
    "event_arose": ("need arises", "需求产生"),
    "event_voiced": ("voiced", "表达诉求"),
    "event_found": ("found", "被发现"),
    "event_dispatched": ("dispatched", "派单"),
    "event_responded": ("first response", "首次响应"),
    "event_closed_true": ("closed, true", "办结（属实）"),
    "event_closed_false": ("closed, unsolved", "虚假办结"),
    "event_found_false": ("call-back: unsolved", "回访发现未解决"),
    "event_resolved": ("truly resolved", "真正解决"),
    "event_ended": ("lapsed or by neighbours", "消失或邻里解决"),
    "said_story": (
        "the same need is truly resolved in {n} of {of} arms, after {days} days, with {handoffs} hand-offs, {orders} "
        "orders and {hours} hours of work",
        "同一需求在{of}组中的{n}组真正解决，用时{days}天，转办{handoffs}次，工单{orders}件，工作{hours}小时",
    ),
    # --- map ---
    "map_title": ("Work that each building's needs took, {arm}: {regime}", "各楼栋需求所用的工时，{arm}：{regime}"),
    "map_caption": (
        "Schematic: a square is a building, a box a compound; place on the page means nothing but belonging together. "
        "Colour: hours that anybody worked on the needs of a building, per household and year, mean of {n_seeds}. Load "
        "is what a place asks of those who work for it, no judgement on who lives there. Ids are those of the tables.",
        "示意图：方块为楼栋，方框为小区；位置除归属外没有含义。颜色：所有人为该楼栋需求工作的小时，每户每年，{n_seeds}的均值。"
        "负荷是一个地方对工作者的需要，不是对居民的评价。编号与数据表一致。",
    ),
    "map_scale": ("hours per household and year", "每户每年小时"),
    "said_map": (
        "of {n} buildings, half take {middle} hours of work per household and year or less; the middle 80 % take "
        "{low} to {high}",
        "{n}栋楼中，半数每户每年所用工时不超过{middle}小时；居中的80%为{low}至{high}小时",
    ),
    "community_name": ("community {id}", "社区{id}"),
    "compound_commodity": ("commodity", "商品房"),
    "compound_relocated": ("relocation", "动迁安置"),
    "compound_old": ("old", "老旧"),
    "compound_unit_housing": ("work-unit", "单位房"),
}
