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
    "twins_alone": ("{n} matters arose in one of the arms only and are left out.", "{n}件事项只在其中一组出现，未计入。"),
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
}
