"""The headline curve: read at the same stake, payout and score, and drawn."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.headline import STAKE, curve_of, curve_verdicts, first_crossings, headline_figure, save_headline_figure
from analysis.patterns import stored_rows
from analysis.words import LANGUAGES, Language
from tests.analysis.test_figures import boxes

PLACES, STAKES = (-1.0, 0.0, 4.0), (1.0, 2.0)
RUNS = {"ranking": "r", "none": "n"} | {(place, stake): f"{place} {stake}" for place in PLACES for stake in STAKES}
SETTINGS = pd.DataFrame({STAKE: [10.0, 40.0, 80.0, 160.0]})


@pytest.fixture
def curve(tmp_path: Path) -> pd.DataFrame:
    """Hours and score rise with the bonus near the standard alone; nobody passes at 4 sd."""
    (tmp_path / "runs").mkdir()
    for seed in range(8):
        stake = SETTINGS[STAKE][seed // 2]
        rows = [("r", 46.0, 0.5 * stake, 83.0), ("n", 40.0, 0.0, 80.0)]
        for place in PLACES:
            pull = 4.0 * np.exp(-0.5 * place**2)
            passing = {-1.0: 1.0, 0.0: 0.5, 4.0: 0.0}[place]
            for times in STAKES:
                rows.append((f"{place} {times}", 40.0 + times * pull, times * stake * passing, 80.0 + times * pull))
        names = ("arm", "workload_hours_week", "mean_payoff", "score")
        table = dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))
        table |= {"standard_distance": [0.5] * len(rows), "seed": [seed] * len(rows), "status": ["ok"] * len(rows)}
        pq.write_table(pa.table(table), tmp_path / "runs" / f"part-{seed:06d}.parquet")
    return curve_of(stored_rows(tmp_path), PLACES, STAKES, RUNS, SETTINGS, 2)


def at(curve: pd.DataFrame, meaning: str, place: float) -> pd.DataFrame:
    return curve[(curve["meaning"] == meaning) & (curve["place"] == place)]


def test_at_the_same_stake_the_difference_is_that_of_the_runs(curve: pd.DataFrame) -> None:
    assert at(curve, "stake", 0.0)["effect"].tolist() == pytest.approx([2.0] * 4)
    assert at(curve, "stake", 4.0)["effect"].tolist() == pytest.approx([6.0 - 4.0 * np.exp(-8.0)] * 4)


def test_at_the_same_payout_the_bonus_is_that_which_pays_as_much(curve: pd.DataFrame) -> None:
    below = at(curve, "payout", -1.0)
    assert below["ratio"].tolist() == pytest.approx([0.5] * 4)  # everybody gets it, against half the spread on average
    assert below["effect"].tolist() == pytest.approx([6.0 - 0.5 * 4.0 * np.exp(-0.5)] * 4)
    assert at(curve, "payout", 0.0)["ratio"].tolist() == pytest.approx([1.0] * 4)
    assert at(curve, "payout", 4.0).empty  # no bonus pays what nobody reaches


def test_at_the_same_score_hours_are_compared_where_scores_meet(curve: pd.DataFrame) -> None:
    same = at(curve, "score", 0.0)
    assert same["ratio"].tolist() == pytest.approx([0.75] * 4)
    assert same["effect"].tolist() == pytest.approx([3.0] * 4)
    assert at(curve, "score", 4.0).empty


def test_a_path_meets_its_level_at_the_first_crossing_or_never() -> None:
    paths = np.array([[0.0, 2.0, 1.0], [0.0, 2.0, 1.0], [3.0, 2.0, 2.5], [1.0, 1.0, 1.0]])
    assert first_crossings(paths, np.array([1.0, 5.0, 2.0, 1.0])).tolist() == pytest.approx(
        [0.5, np.nan, 1.0, 0.0], nan_ok=True
    )


def test_each_place_gets_a_verdict_over_settings(curve: pd.DataFrame) -> None:
    found = curve_verdicts(curve, SETTINGS, 2.5, [0, 3]).set_index(["meaning", "place"])
    assert found["verdict"]["stake", 0.0] == "absent"
    assert found["verdict"]["stake", 4.0] == "appears"
    assert found["plausible_n_settings"]["stake", 4.0] == 2
    assert ("payout", 4.0) not in found.index


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_stands_on_the_page(curve: pd.DataFrame, language: Language, tmp_path: Path) -> None:
    figure = headline_figure(curve, "标题" if language == "zh" else "Title", 2.0, 4, 2, 360, language)
    for text, box in boxes(figure):
        assert figure.bbox.x0 <= box.x0 <= box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0 <= box.y1 <= figure.bbox.y1, text
    save_headline_figure(curve, "T", 2.0, 4, 2, 360, tmp_path / "f", language)
    assert [file.name for file in (tmp_path / "f").iterdir()] == [f"headline.{language}.png"]
