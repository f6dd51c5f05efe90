"""What readers of sweeps see, in English and Chinese: sensitivity, precision, discovery."""

from __future__ import annotations

# key: (English, Chinese)
SWEEP_WORDS: dict[str, tuple[str, str]] = {
    # --- sensitivity ---
    "sens_title": ("{title}: {outcome}", "{title}：{outcome}"),
    "sens_factor": ("factor", "因素"),
    "sens_reading": ("reading", "解读"),
    "sens_levers_all": ("all runs", "全部运行"),
    "sens_clear": ("matters", "有影响"),
    "sens_not_clear": ("not distinguishable from zero", "与零不可区分"),
    "sens_unknown": ("chance unknown", "偶然波动未知"),
    "sens_total": ("total", "总效应"),
    "sens_first": ("alone", "单独"),
    "sens_mu_star": ("mean size", "平均幅度"),
    "sens_mu": ("mean", "均值"),
    "sens_sigma": ("spread", "离散"),
    "sens_pawn": ("PAWN", "PAWN"),
    "sens_difference": ("difference", "差值"),
    "sens_interval": ("({low} to {high})", "（{low} 至 {high}）"),
    "sens_axis_total": ("share of the variance that is not chance", "占非偶然方差的份额"),
    "sens_axis_mu_star": ("effect over the whole range, {unit}", "全范围内的效应，{unit}"),
    "sens_axis_pawn": ("PAWN index, 0 to 1", "PAWN指数，0至1"),
    "sens_axis_difference": ("difference to the place as it is, {unit}", "与现状的差值，{unit}"),
    "sens_level": ("{name} = {value}", "{name} = {value}"),
    "sens_caption_total": (
        "Marker: total effect of a factor with all its interactions; ring: the factor alone. Bar: 95 % interval from "
        "resampling {resampled}. Grey: not distinguishable from zero.",
        "标记：因素连同全部交互作用的总效应；圆圈：因素单独的效应。横线：对{resampled}重抽样的95%区间。灰色："
        "与零不可区分。",
    ),
    "sens_caption_mu_star": (
        "Marker: mean size of the elementary effects of a factor. Bar: 95 % interval from resampling trajectories. "
        "Tick: mean size that chance alone would give. Grey: not distinguishable from it, that is, from zero.",
        "标记：因素的基本效应的平均幅度。横线：对轨迹重抽样的95%区间。竖线：仅由偶然造成的平均幅度。灰色："
        "与之不可区分，即与零不可区分。",
    ),
    "sens_caption_pawn": (
        "Marker: how far knowing a factor moves the distribution of the outcome (median Kolmogorov-Smirnov distance). "
        "Bar: 95 % interval from resampling settings. Line: 19 of 20 factors without any effect stay below it; grey: "
        "not distinguishable from zero.",
        "标记：知道某因素后结果分布移动多少（Kolmogorov-Smirnov距离的中位数）。横线：对设定重抽样的95%区间。"
        "竖线：20个毫无作用的因素中有19个低于此线；灰色：与零不可区分。",
    ),
    "sens_caption_difference": (
        "Marker: difference to the place as it is, run by run of the same seed. Bar: 95 % interval over seeds. "
        "Grey: not "
        "distinguishable from zero after Holm's correction over {n} comparisons.",
        "标记：与现状的差值，按同一随机种子逐次配对。横线：种子间的95%区间。灰色："
        "经{n}次比较的Holm校正后与零不可区分。",
    ),
    "sens_rows_seeds": ("settings and seeds", "设定与种子"),
    "sens_rows_only": ("settings", "设定"),
    "sens_seeds_only": ("seeds", "种子"),
    "sens_noise": (
        "Chance: {share} of the variance between points (mean over {n} seeds each) is luck; it is taken off.",
        "偶然：各点之间的方差（每点{n}个种子的均值）中有{share}出于偶然，已扣除。",
    ),
    "sens_noise_beside": (
        "Chance: {share} of the variance between points (mean over {n} seeds each) is luck.",
        "偶然：各点之间的方差（每点{n}个种子的均值）中有{share}出于偶然。",
    ),
    "sens_one_seed": (
        "One seed per point: chance cannot be told from effects, so nothing is said to matter. Use replications=2 "
        "or more.",
        "每点仅一个种子：无法区分偶然与效应，因此不作“有影响”的判断。请用 replications=2 或更多。",
    ),
    "sens_few_seeds": (
        "Fewer than 5 seeds per point: intervals hardly know what other seeds would say.",
        "每点少于5个种子：区间难以反映换一批种子的结果。",
    ),
    "sens_left_out": (
        "{n} runs failed or are missing; what cannot be completed without them is left out.",
        "有{n}次运行失败或缺失，凡因此不完整的部分均未计入。",
    ),
    "sens_reach": (
        "In this model ({scenario}, {days} days), within the ranges of this study. A wider range gives a factor "
        "more weight: indices rank what is not known, not what is true.",
        "仅就本模型（{scenario}，{days}天）和本研究的取值范围而言。范围越宽，因素的分量越大："
        "指数排列的是未知程度，而非真实程度。",
    ),
    # --- precision ---
    "precision_reached": (
        "Precision with {n} seeds: half-width of the 95 % interval ±{typical} {unit} in a typical case, ±{noisy} "
        "where 95 "
        "of 100 cases are quieter.",
        "{n}个种子达到的精度：典型情形95%区间半宽±{typical}{unit}；在100个情形中有95个更平稳处为±{noisy}。",
    ),
    "precision_stop": (
        "Wanted ±{wanted} {unit}: reached. The rule says stop.",
        "目标±{wanted}{unit}：已达到，可以停止。",
    ),
    "precision_go_on": (
        "Wanted ±{wanted} {unit}: needs {needed} seeds in a typical case, {noisy} in a noisy one. The sweep again with "
        "replications={noisy} adds them; then look again.",
        "目标±{wanted}{unit}：典型情形需{needed}个种子，波动大的情形需{noisy}个。以 replications={noisy} "
        "再次运行同一研究即可补足，然后再看。",
    ),
    "precision_no_wish": (
        "precision=X tells how many seeds a half-width of X would need.",
        "precision=X 可告知半宽X需要多少种子。",
    ),
    "precision_unknown": (
        "Precision is not known: it takes two seeds per point or more.",
        "精度未知：每点至少需要两个种子。",
    ),
    # --- discovery ---
    "disc_title": ("{title}: when does it hold?", "{title}：何时成立？"),
    "disc_base": (
        "{target}: holds in {n} of {of} cases, {share}.",
        "{target}：在{of}个情形中的{n}个成立，占{share}。",
    ),
    "disc_condition": ("condition", "条件"),
    "disc_density": ("holds there", "其中成立"),
    "disc_coverage": ("of all where it holds", "占全部成立"),
    "disc_cases": ("cases", "情形数"),
    "disc_always": ("anywhere", "任何情形"),
    "disc_none": (
        "No condition on these factors tells where it holds any better than the share of all cases does.",
        "这些因素上没有任何条件能比总体占比更好地说明它在何处成立。",
    ),
    "disc_few": (
        "It holds or fails in fewer than {n} cases: too few to say under which conditions.",
        "成立或不成立的情形少于{n}个，不足以说明条件。",
    ),
    "disc_checked": (
        "Checked on settings that were left out: {precision} of the cases called are right (share of all cases "
        "{base}), "
        "and {recall} of those where it holds are called.",
        "用留出的设定检验：被判为成立的情形中{precision}正确（总体占比{base}），成立的情形中{recall}被判出。",
    ),
    "disc_checked_none": (
        "Checked on settings that were left out: no case is called, although it holds in {base}.",
        "用留出的设定检验：没有情形被判为成立，虽然总体有{base}成立。",
    ),
    "disc_stable": (
        "Found again in 100 resamples of the settings: {factors}.",
        "对设定重抽样100次，各因素再次出现的次数：{factors}。",
    ),
    "disc_stable_one": ("{name} {n}", "{name} {n}次"),
    "disc_noise": (
        "The same answer with every single seed in {share} of the cases; elsewhere chance may have decided.",
        "{share}的情形中每个种子给出相同答案；其余情形可能由偶然决定。",
    ),
    "disc_one_seed": (
        "One seed per point: chance may have decided any single case.",
        "每点仅一个种子：任何单个情形都可能由偶然决定。",
    ),
    "disc_caption": (
        "Each line is a group of cases; marker and bar: share where it holds, with its 95 % interval (Wilson); dashed: "
        "share of all cases; on the right: how many of all where it holds lie there.",
        "每行是一组情形；标记与横线：成立的占比及其95%区间（Wilson）；虚线：总体占比；右侧：全部成立的情形中有多少在此。",
    ),
    "disc_caption_cases": (
        "Below: each mark is one case, over the factors that tell most; filled: it holds; dashed: where groups part.",
        "下图：每个标记是一个情形，坐标为最有区分力的因素；实心：成立；虚线：分组界线。",
    ),
    "disc_reach": (
        "In this model ({scenario}, {days} days), within the ranges of this study: a share of cases is a share of "
        "what was "
        "drawn, not how likely anything is.",
        "仅就本模型（{scenario}，{days}天）和本研究的取值范围而言：占比是抽取情形中的比例，不是发生的可能性。",
    ),
    "disc_axis": ("share of cases, %", "情形占比，%"),
    "case_below": ("{name} ≤ {value}", "{name} ≤ {value}"),
    "case_above": ("{name} > {value}", "{name} > {value}"),
    "case_between": ("{low} < {name} ≤ {high}", "{low} < {name} ≤ {high}"),
    "case_is": ("{name}: {value}", "{name}：{value}"),
    "case_either": (" or ", "或"),
    "case_and": ("; ", "；"),
    "n_of_cases": ("{n} cases, {share} of all", "{n}个情形，占全部{share}"),
    "case_true": ("yes", "是"),
    "case_false": ("no", "否"),
}
