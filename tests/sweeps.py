"""Folders as a finished sweep leaves them: with runs of the model, or with outcomes by a formula that is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.designs import Design
from experiments.factors import Values, at_point
from experiments.run import Arm, simulate
from experiments.store import encoded

type Outcomes = Mapping[str, float]


def write_sweep(folder: Path, design: Design, outcomes_of: Callable[[Values, int], Outcomes | None]) -> Path:
    """A sweep whose outcomes are computed from a point and a seed; ``None``: that run failed."""
    rows = []
    for point, values in enumerate(design.points):
        for seed in seeds_of(design):
            found = outcomes_of(values, seed)
            missing = dict.fromkeys(design.outcomes, float("nan"))
            status = "failed" if found is None else "ok"
            rows.append({"point": point, "seed": seed, "status": status} | missing | dict(found or {}))
    runs = pd.DataFrame(rows).astype({"status": "category"})
    write_study(folder, design)
    (folder / "runs").mkdir()
    runs.to_parquet(folder / "runs" / "part-000000.parquet")
    return folder


def simulate_sweep(folder: Path, design: Design) -> Path:
    """A sweep of the model, run in this process."""
    write_study(folder, design)
    (folder / "runs").mkdir()
    for point, values in enumerate(design.points):
        for seed in seeds_of(design):
            arm = Arm("point", at_point(design.config, values), design.days)
            table = simulate(arm, seed, "runs")["runs"]
            table = table.append_column("point", [[point]])
            file = folder / "runs" / f"part-{point * design.replications + seed - design.first_seed:06d}.parquet"
            file.write_bytes(encoded({"runs": table})["runs"])
    return folder


def seeds_of(design: Design) -> range:
    return range(design.first_seed, design.first_seed + design.replications)


def write_study(folder: Path, design: Design) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    points = pd.DataFrame(list(design.points)).rename_axis("point").reset_index()
    points.to_parquet(folder / "design.parquet")
    asked = {key: value for key, value in design.identity.items() if key != "replications"}
    content: dict[str, Any] = {"study": {"command": "sweep", "name": design.name, "design": asked}}
    (folder / "provenance.json").write_text(json.dumps(content), encoding="utf-8")
