"""The example log that comes with the project, made up: ``python -m experiments.example_tickets``.

Writes ``configs/tickets/example.csv``. Nothing in it happened anywhere: times, kinds, places, closing times are drawn
from a fixed seed, with the faults that real logs have (open requests, two ways of writing times, missing and impossible
values, duplicates, rows out of order), so that the report has something to report.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

FILE = Path(__file__).parents[1] / "configs" / "tickets" / "example.csv"
HEADER = ("单号", "受理时间", "办结时间", "事项", "小区")
KINDS = {
    "噪音": 6.0,
    "垃圾堆放": 3.0,
    "路灯不亮": 4.0,
    "漏水": 9.0,
    "违章停车": 2.0,
    "其他": 12.0,
}  # mean days until closed
PLACES = ("滨河一期", "老机械厂宿舍", "动迁新村", "")
N_REQUESTS, N_DAYS, SEED = 240, 90, 12345
FIRST = datetime(2024, 3, 4)


def rows() -> list[tuple[str, ...]]:
    """The rows of the file, without header."""
    chance = np.random.default_rng(SEED)
    names, means = list(KINDS), list(KINDS.values())
    made = []
    for number in range(N_REQUESTS):
        created = FIRST + timedelta(days=float(chance.uniform(0.0, N_DAYS)))
        kind = int(chance.integers(len(names)))
        closed = created + timedelta(days=float(chance.exponential(means[kind])))
        is_open = closed > FIRST + timedelta(days=N_DAYS)
        form = "%Y-%m-%d %H:%M:%S" if chance.random() < 0.7 else "%Y/%m/%d %H:%M"
        made.append(
            (
                f"GD{number:05d}",
                created.strftime(form),
                "" if is_open else closed.strftime(form),
                names[kind],
                PLACES[int(chance.integers(len(PLACES)))],
            )
        )
    broken = [
        ("GD90001", "", "", "噪音", PLACES[0]),
        ("GD90002", "昨天下午", "", "漏水", PLACES[1]),
        ("GD90003", "2024-04-10 09:00:00", "2024-04-09 09:00:00", "垃圾堆放", PLACES[2]),
        ("GD90004", "2024-04-11 10:30:00", "待定", "噪音", PLACES[0]),
        ("GD90005", "2024-04-12 11:00:00", "2024-04-12 15:00:00", "不明", PLACES[1]),
    ]
    whole = [*made, *broken, *(made[number] for number in (3, 30, 31))]
    return [whole[place] for place in chance.permutation(len(whole))]


def text() -> str:
    """The whole file."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerows([HEADER, *rows()])
    return sink.getvalue()


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
