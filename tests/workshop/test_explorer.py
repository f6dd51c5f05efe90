"""The explorer page: which worlds it holds, and that it says of any two what the live page would say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.cli import BAD_INPUT, main
from experiments.store import StoreError
from sim.errors import ConfigurationError
from tests.workshop.offline import opened_from_disk
from workshop.band import CURVES, picture
from workshop.explorer import (
    DIGITS,
    FEWEST_PAIRS,
    SHOWN_NUMBERS,
    STEPS,
    ExplorerRuns,
    _write,
    columns_of,
    design,
    explorer_page,
    read_design,
    worlds,
)
from workshop.game import WorldChoice
from workshop.run import PHASES, WEEKS

SHIPPED = Path(__file__).parents[2] / "docs" / "explorer.html"
A = "hybrid/pass_fail/emergency/standard=2/stake=80/legal_force=1/social_work=30"
B = "grid/ranking/normal/stake=120/legal_force=0/social_work=0"


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    """Made-up runs of every world and pair."""
    chance = np.random.default_rng(5)
    names = [name for name in worlds() for _ in range(design().pairs)]
    columns = {"arm": names, "seed": list(range(design().pairs)) * len(worlds()), "status": "ok"}
    is_emergency = np.array(["/emergency/" in name for name in names])
    for name in SHOWN_NUMBERS:
        for phase in PHASES:
            values = chance.normal(0.0, 0.02 if name in ("participation_share", "strain") else 2.0, len(names))
            columns[name + phase] = np.where(is_emergency | (phase in ("", "_normal")), values, np.nan)
    for curve in CURVES:
        for week, column in enumerate(columns_of(curve)):
            columns[column] = np.nan if curve == "response" and week < 3 else chance.normal(1.0, 0.1, len(names))
    return pd.DataFrame(columns)


@pytest.fixture(scope="module")
def file(runs, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("explorer") / "explorer.html"
    file.write_text(explorer_page(runs), encoding="utf-8")
    return file


def expected(runs: pd.DataFrame, name_a: str, name_b: str):
    """What the live page would be sent, from the same runs."""

    def run_of(row: pd.Series):
        numbers = {name: [float(f"{row[name + phase]:.{DIGITS}g}") for phase in PHASES] for name in SHOWN_NUMBERS}
        return {"curves": {curve: row[columns_of(curve)].to_numpy(float) for curve in CURVES}, "numbers": numbers}

    def of(name: str):
        return [run_of(row) for _, row in runs[runs["arm"] == name].sort_values("seed").iterrows()]

    import workshop.band

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workshop.band, "NUMBERS", SHOWN_NUMBERS)
        return picture(dict(enumerate(zip(of(name_a), of(name_b), strict=True))))


def test_every_combination_is_there_once_and_idle_levers_are_left_out():
    assert len(worlds()) == 3 * 2 * (1 + 3 + 3 * 3) * 2 * 2
    assert len({choice.key for choice in worlds().values()}) == len(worlds())
    assert all("stake" not in name for name in worlds() if "/none/" in name)
    assert worlds()[A] == WorldChoice(
        governance="hybrid", assessment="pass_fail", regime="emergency",
        levers={"standard": 2.0, "stake": 80.0, "legal_force": 1.0, "social_work": 30.0},
    )  # fmt: skip
    assert design().pairs >= FEWEST_PAIRS


@pytest.mark.parametrize(
    ("change", "told"),
    [({"pairs": 9}, "a whole number from 10 to 20"), ({"levers": {"stak": [0.0, 1.0]}}, "one of standard"),
     ({"levers": {"stake": [0.0, 1000.0]}}, "numbers from 0 to 160"),
     ({"levers": {"stake": [0.0, 10.0, 30.0]}}, "evenly spaced")],
)  # fmt: skip
def test_a_design_that_the_page_could_not_show_is_refused(change, told):
    with pytest.raises(ConfigurationError, match=told):
        read_design(design().model_dump() | change)


def test_a_world_runs_as_on_the_live_page_and_all_worlds_of_a_pair_share_its_draw():
    work = ExplorerRuns(records="runs", size=len(worlds()), place=design().place, worlds=worlds())
    of_pair = [work.arm_of(work.size + number).config for number in (0, work.size - 1)]
    assert work.seed_of(work.size) == 1
    assert of_pair[0].rules == of_pair[1].rules != work.arm_of(0).config.rules
    row, tables = work.play(work.arm_of(0), 0, None)
    assert tables == {}
    assert row["arm"] == next(iter(worlds()))
    assert sum(np.isfinite(row[column]) for column in columns_of("workload")) == WEEKS


def test_a_page_is_not_made_while_a_run_is_missing(runs, tmp_path):
    (tmp_path / "runs").mkdir()
    runs.iloc[1:].to_parquet(tmp_path / "runs" / "part.parquet")
    with pytest.raises(StoreError, match="no page without all"):
        _write(tmp_path, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_a_file_that_is_no_page_is_refused(tmp_path, capsys):
    assert main(["workshop", f"explorer={tmp_path}"]) == BAD_INPUT
    assert "explorer=NAME.html" in capsys.readouterr().err


def test_the_page_says_of_two_worlds_what_the_live_page_would_say(runs, file):
    with opened_from_disk(file) as (page, faults):
        page.wait_for_selector("#outcomes svg")
        choice = "({name, choice}) => worldName(choice) === name"
        for name in (A, B):
            assert page.evaluate(choice, {"name": name, "choice": worlds()[name].model_dump()})
        game = {"a": worlds()[A].model_dump(), "b": worlds()[B].model_dump()}
        shown = page.evaluate("game => explorerPicture(game)", game)
    assert faults == []
    whole = expected(runs, A, B)
    assert shown["n"] == whole["n"] == design().pairs
    assert set(shown["numbers"]) == set(whole["numbers"])
    for name, phases in whole["numbers"].items():
        assert set(shown["numbers"][name]) == set(phases) == {"whole", "normal"}  # B has no emergency
        for phase, number in phases.items():
            other = shown["numbers"][name][phase]
            assert {key: other[key] for key in ("higher", "n_a", "n_b", "n_same")} == {
                key: number[key] for key in ("higher", "n_a", "n_b", "n_same")
            }
            for band in ("a", "b", "difference"):
                assert other[band] == pytest.approx(number[band], rel=2e-4, abs=1e-5)
    for curve in CURVES:
        for lines in ("a", "b", "singles_a", "singles_b"):
            for line, other in zip(whole["curves"][curve][lines], shown["curves"][curve][lines], strict=True):
                assert [value is None for value in line] == [value is None for value in other]
                known = [(one, two) for one, two in zip(line, other, strict=True) if one is not None]
                assert all(abs(one - two) <= 0.51 * STEPS[curve] + 1e-4 * abs(one) for one, two in known)


def test_the_page_works_from_disk_without_any_request_in_both_languages(file):
    assert len(file.read_bytes()) < 1_500_000
    with opened_from_disk(file, 390, 844) as (page, faults):
        page.wait_for_selector("#outcomes svg")
        page.get_by_role("button", name="不猜了").click()
        before = page.inner_text("#outcomes")
        page.select_option("#world-a select[name=governance]", "network")
        page.get_by_role("button", name="不猜了").click()
        assert page.inner_text("#outcomes") != before
        page.click("#language")
        assert page.locator("#outcomes svg").count() == len(CURVES)
        assert re.search(r"312 worlds .* 10 pairs", page.inner_text("#file"))
        assert page.locator("#steps button").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults == []


@pytest.mark.skipif(not SHIPPED.exists(), reason="docs/explorer.html was not made")
def test_the_shipped_page_opens_and_tells_where_it_comes_from():
    assert SHIPPED.stat().st_size < 1_000_000
    with opened_from_disk(SHIPPED) as (page, faults):
        page.wait_for_selector("#outcomes svg")
        made = page.evaluate("explorer.data.made")
        assert made["worlds"] >= 300
        assert made["pairs"] >= FEWEST_PAIRS
        assert re.search(r"gewang.*, [0-9a-f]{12}", made["version"])
        assert re.fullmatch(r"[0-9a-f]{16}", made["model"])
    assert faults == []
