"""Sweeps whose truth is known: outcomes by a formula of the point and the luck of the seed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.style import house_style
from analysis.sweeps import Sweep
from experiments.designs import load_design
from tests.sweeps import write_sweep

WORTH, ITEM, IDLE = "rules.effort.honest_work_value", "time.directive_item_hours", "rules.trust.trust_gain"
STUDY = {
    "title": "Made up",
    "title_zh": "虚构研究",
    "question": "Does it work?",
    "question_zh": "有效吗？",
    "days": 30,
    "replications": 4,
    "outcomes": ["workload_hours_week", "participation_share"],
    "uncertainties": [
        {"keys": [WORTH], "low": 3.0, "high": 40.0, "label": "worth", "label_zh": "价值"},
        {"keys": [ITEM], "low": 15.0, "high": 50.0, "label": "hours per item", "label_zh": "每件工时"},
        {"keys": [IDLE], "label": "idle", "label_zh": "无关"},
    ],
    "design": {"kind": "latin_hypercube", "draws": 60},
}
POLICIES = [
    {"keys": ["governance"], "values": ["grid", "network"], "label": "governance", "label_zh": "治理方式"},
    {"keys": ["assessment"], "values": ["ranking", "pass_fail"], "label": "assessment", "label_zh": "考核方式"},
]


def outcomes_of(point, seed):
    """Ranking works more than pass/fail where honest work is worth less than 20, by 5 hours on the grid, 1 off it."""
    luck = luck_of(point, seed)
    is_ranked, is_grid = point.get("assessment") == "ranking", point.get("governance", "grid") == "grid"
    more = (5.0 if is_grid else 1.0) * (1.0 if point.get(WORTH, 20.0) < 20.0 else -1.0)
    work = 40.0 + 0.4 * point.get(ITEM, 30.0) + (more if is_ranked else 0.0) + 3.0 * np.sin(seed) + luck
    return {"workload_hours_week": work, "participation_share": 0.1 + 0.001 * luck}


def cut_off(figure: Figure) -> list[str]:
    """Texts of a figure that reach beyond its edge."""
    with house_style():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
        width, height = figure.get_size_inches() * figure.dpi
        shown = [*figure.texts, *(text for axes in figure.axes for text in (*axes.get_yticklabels(), *axes.texts))]
        boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in shown]
    return [text for text, box in boxes if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1]


def luck_of(point, seed) -> float:
    text = f"{sorted((key, str(value)) for key, value in point.items())} {seed}"
    return float(np.random.default_rng(int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)).normal())


def made_up(folder: Path, outcomes=outcomes_of, words=(), **values: object) -> Sweep:
    file = folder / "study.yaml"
    file.write_text(yaml.safe_dump(STUDY | values), encoding="utf-8")
    return Sweep(write_sweep(folder / "sweep", load_design(str(file), words), outcomes))
