"""Every string of what goes home and Python makes, in English and Chinese; those of the page: ``page/words.js``."""

from __future__ import annotations

from analysis.words import WORDS as ANALYSIS_WORDS
from analysis.words import Language

# key: (English, Chinese)
WORDS: dict[str, tuple[str, str]] = {
    "title": ("A workshop with gewang: {place}", "格网工作坊：{place}"),
    "question": ("A or B: what changes?", "A与B，差别在哪里？"),
    "both": ("Both", "两者"),
    "world": ("{name}: {choices}", "{name}：{choices}"),
    "between": ("; ", "，"),
    "lever": ("{name}: {value}", "{name}：{value}"),
    "governance_grid": ("grid", "网格化"),
    "governance_network": ("network", "网络化"),
    "governance_hybrid": ("grid and network together", "网格与网络并用"),
    "assessment_none": ("no assessment", "不考核"),
    "assessment_ranking": ("ranking", "排名考核"),
    "assessment_pass_fail": ("pass/fail", "达标考核"),
    "regime_normal": ("an ordinary year", "平时一年"),
    "regime_emergency": ("a year with an emergency", "有应急的一年"),
    "same": ("A and B are the same world", "A与B是同一个世界"),
    # --- what is drawn ---
    "charts_first": (
        "A minus B: the middle of {n} plausible settings, and the middle 80 % of them",
        "A减B：{n}种合理设定的居中值与中间八成",
    ),
    "charts_note": (
        "Dot and number: middle; line: middle 80 %; grey: below the smallest effect of interest, where there is one.",
        "圆点与数字：居中值；横线：中间八成；灰色：小于最小关注效应（设有的）。",
    ),
    "charts_beside": ("To be looked at beside it, A minus B", "同时要看的，A减B"),
    "reported_resolution_share": ("Reported resolved", "上报解决"),
    "true_resolution_share": ("Truly resolved", "真正解决"),
    "unit_workload_hours_week": ("hours per worker and week", "小时/人·周"),
    "unit_need_based_days": ("days from need to true resolution", "天，需求产生到真正解决"),
    "unit_participation_share": ("points, active within 30 days", "百分点，30天内参与过"),
    "unit_strain": ("of 1", "满分1"),
    "unit_reported_resolution_share": ("points of orders", "百分点，占工单"),
    "unit_true_resolution_share": ("points of orders", "百分点，占工单"),
    "phase_whole": ("whole year", "全年"),
    "phase_normal": ("before the emergency", "应急之前"),
    "phase_emergency": ("in the emergency", "应急期间"),
    "phase_return": ("after it", "应急之后"),
    # --- what is said ---
    "says": ("{outcome}, {phase}: {verdict}.", "{outcome}（{phase}）：{verdict}。"),
    "higher": (
        "{world} is higher by {low} to {high} {unit}, and by at least {smallest} in {n} of {of} settings",
        "{world}更高，相差{low}到{high}{unit}；{of}种设定中有{n}种至少高{smallest}",
    ),
    "same_by": (
        "about the same; in {n} of {of} settings they differ by less than {smallest} {unit}",
        "差不多：{of}种设定中有{n}种相差不到{smallest}{unit}",
    ),
    "unclear": (
        "cannot tell; of {of} settings A is higher in {a}, B in {b}, about the same in {same}",
        "说不准：{of}种设定中，A更高的{a}种，B更高的{b}种，差不多的{same}种",
    ),
    "too_few": ("{of} settings are too few to say anything", "只有{of}种设定，太少，不下结论"),
    "short_workload_hours_week": ("hours", "小时"),
    "short_need_based_days": ("days", "天"),
    "short_participation_share": ("points", "个百分点"),
    "short_strain": ("(of 1)", "（满分1）"),
    # --- the exercises of the facilitator's guides ---
    "directives_hours_week": ("Forms and tasks", "表格与上级任务"),
    "unit_directives_hours_week": ("hours per worker and week", "小时/人·周"),
    "exercise_heads": (
        "Played|Outcome|A|B|A minus B: middle (middle 80 %)|A higher / the same / B higher, of {n}|The page says",
        "玩法|结果|A|B|A减B：居中（中间八成）|{n}种里A更高 / 差不多 / B更高|页面的说法",
    ),
    "exercise_range": ("{middle} ({low} to {high})", "{middle}（{low}到{high}）"),
    "exercise_a": ("A is higher", "A更高"),
    "exercise_b": ("B is higher", "B更高"),
    "exercise_same": ("about the same", "差不多"),
    "exercise_unclear": ("cannot tell", "说不准"),
    "exercise_note": (
        "Made by `python -m workshop.exercises`: street of eight, an ordinary year, {n} plausible settings, model "
        "`{model}`.",
        "由`python -m workshop.exercises`算出：八个社区的街道，平时一年，{n}种合理设定，模型`{model}`。",
    ),
    # --- how far it reaches ---
    "reach_model": (
        "In this model only. Each setting is one draw of everything that evidence leaves open, with its own luck; A "
        "and B share both, so what they have in common cancels. Ranges are the middle 80 % of the settings.",
        "仅就本模型而言。每种设定都对证据未定之处另取一组值，并有各自的偶然；A与B两者相同，共有的部分相互抵消。"
        "所说的范围是各种设定的中间八成。",
    ),
    "reach_place": (
        "The place is stylised and was not validated: a direction may be worth a thought elsewhere, a size is not.",
        "地点是典型化的，未经实地核对：方向值得在别处想一想，数值不可照搬。",
    ),
    "foot": ("{version}; settings {key}", "{version}；设定编号 {key}"),
}


def word(key: str, language: Language, /, **values: object) -> str:
    """A string of the workshop, or of the figures where the workshop has none of its own, with values put in.

    Args:
        key: of the string.
        language: ``en`` or ``zh``.
        values: what stands in its braces.
    """
    texts = WORDS[key] if key in WORDS else ANALYSIS_WORDS[key]
    text = texts[0 if language == "en" else 1]
    return text.format(**values) if values else text
