"""Recorded against modelled closing times: which requests count, censoring, horizon, table and figure."""

import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from analysis.tickets import closing_figure, closing_times, comparison_of, comparison_table, horizon_of
from analysis.words import LANGUAGES, Language
from tests.analysis.test_figures import boxes

NAMES = {"noise_dispute": "噪声纠纷", "water_leak": "房屋渗漏"}


def log() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "is_used": [True, True, True, False, True],
            "model_kind": ["noise_dispute", "noise_dispute", "water_leak", "water_leak", "water_leak"],
            "hours_open": [24.0, 48.0, 720.0, 1.0, np.nan],
            "is_closed": [True, True, False, True, False],
        }
    )


def replay() -> tuple[pd.DataFrame, pd.DataFrame]:
    matters = pd.DataFrame(
        {
            "matter_id": [1, 2, 3, 4],
            "kind": ["noise_dispute"] * 3 + ["water_leak"],
            "arose_hours": [-5.0, 0.0, 10.0, 20.0],
        }
    )
    orders = pd.DataFrame(
        {
            "matter_id": [1, 2, 2, 3, 4, -1],
            "made_hours": [0.0, 0.0, 90.0, 10.0, 20.0, 1.0],
            "closed_hours": [9.0, 72.0, 95.0, 30.0, np.nan, 1.0],
            "is_withdrawn": [False, False, False, True, False, False],
        }
    )
    return matters, orders


def times() -> pd.DataFrame:
    return closing_times(log(), *replay(), days=60)


def test_the_clock_runs_from_the_request_to_the_first_reported_closing() -> None:
    of_model = times().query("side == 'model'")
    # the burn-in's matter and the question do not count; the second report of matter 2 neither
    assert of_model["hours"].tolist() == [72.0, 20.0, 1420.0]
    assert of_model["is_closed"].tolist() == [1, 1, 0]
    assert of_model["is_withdrawn"].tolist() == [False, True, False]


def test_rows_that_are_not_used_or_of_unknown_duration_do_not_count() -> None:
    assert times().query("side == 'recorded'")["hours"].tolist() == [24.0, 48.0, 720.0]


def test_restricted_means_worked_by_hand() -> None:
    table = comparison_of(times()).set_index("kind")
    assert horizon_of(times()) == 720.0
    assert table.loc["noise_dispute", "recorded_mean_hours"] == pytest.approx(36.0)
    assert table.loc["all", "recorded_mean_hours"] == pytest.approx((24.0 + 48.0 + 720.0) / 3)
    assert table.loc["noise_dispute", "model_mean_hours"] == pytest.approx(72.0)
    assert table.loc["all", ["recorded_n", "recorded_n_open", "model_n", "n_withdrawn"]].tolist() == [3, 1, 2, 1]
    assert table.loc["water_leak", "recorded_closed_share"] == 0.0


def test_a_log_of_a_night_is_compared_over_that_night() -> None:
    short = times()
    short.loc[short["side"] == "recorded", "hours"] /= 1000.0
    assert horizon_of(short) == pytest.approx(0.72)
    assert (comparison_of(short)["model_mean_hours"].dropna() <= 0.72).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_what_it_is_and_what_it_leaves_out(language: Language) -> None:
    out = io.StringIO()
    Console(file=out, width=300).print(comparison_table(comparison_of(times()), NAMES, language))
    wanted = {
        "en": ("noise dispute", "Not validated here", "1 orders of the model", "Kaplan-Meier"),
        "zh": ("噪声纠纷", "未经验证", "1件工单"),
    }[language]
    assert all(words in out.getvalue() for words in wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_figure_stands_on_the_page(language: Language) -> None:
    many = pd.concat([times()] * 5, ignore_index=True)
    figure = closing_figure(many, NAMES, language)
    assert len([axes for axes in figure.axes if axes.get_visible()]) == 3
    for text, box in boxes(figure):
        assert figure.bbox.x0 <= box.x0 <= box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0 <= box.y1 <= figure.bbox.y1, text
