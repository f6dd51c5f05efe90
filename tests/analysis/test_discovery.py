"""Discovery on sweeps whose truth is known: conditions that are there are found, others are not made up."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from analysis import discovery
from analysis.discovery import discover, target_of
from analysis.discovery_views import boxes_table, condition_text, discovery_figure, discovery_table
from tests.analysis.made_up import POLICIES, WORTH, cut_off, luck_of, made_up

WORK = "workload_hours_week"
MORE = f"{WORK}[assessment=ranking] - {WORK}[assessment=pass_fail] > 0"


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch):
    monkeypatch.setattr(discovery, "N_RESAMPLES", 10)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("policies"), levers=POLICIES)


def ask(sweep, text):
    return discover(sweep, target_of(sweep, text))


def text_of(sweep, found, language="en"):
    told = io.StringIO()
    Console(file=told, width=200).print(discovery_table(sweep, found, language))
    return told.getvalue()


# --- what is found ----------------------------------------------------------------------------------------------------
def test_the_condition_that_was_put_in_is_found_and_checked(sweep):
    found = ask(sweep, MORE)
    first = found.boxes[0]
    limit = next(limit for limit in first.limits if limit.factor.key == WORTH)
    assert limit.high == pytest.approx(20.0, abs=1.5)
    assert first.density > 0.9
    assert found.precision > 0.8
    assert found.recall > 0.8
    assert found.found_again[WORTH] == 1.0
    assert len(found.cases) == 60 * 2, "each setting under each governance"


def test_a_lever_that_the_target_leaves_open_is_a_condition_as_well(sweep):
    found = ask(sweep, MORE.replace("> 0", "> 3"))
    first = found.boxes[0]
    assert {limit.factor.key for limit in first.limits} == {WORTH, "governance"}
    assert "governance: grid" in condition_text(first, "en")
    assert "治理方式：网格化" in condition_text(first, "zh")


def test_every_case_is_in_one_box(sweep):
    found = ask(sweep, MORE.replace("> 0", "> 3"))
    rows = sorted(row for box in found.boxes for row in box.rows)
    assert rows == [*range(len(found.cases))]
    table = boxes_table(found)
    assert table["holds"].sum() == found.cases["holds"].sum()
    assert table["coverage"].sum() == pytest.approx(1.0)
    assert (table["low"] <= table["density"]).all()
    assert (table["density"] <= table["high"]).all()


def test_where_nothing_tells_cases_apart_no_condition_is_made_up(tmp_path):
    def luck_only(point, seed):
        return {WORK: luck_of(point, seed), "participation_share": 0.1}

    sweep = made_up(tmp_path, luck_only, levers=POLICIES)
    found = ask(sweep, MORE)
    assert [box.limits for box in found.boxes] == [()]
    shown = text_of(sweep, found)
    assert "No condition on these factors" in shown
    assert "anywhere" in shown


@pytest.mark.study
def test_conditions_are_made_up_out_of_luck_in_few_of_many_sweeps(tmp_path):
    made = 0
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        luck = made_up(
            folder, lambda point, seed, n=number: {WORK: luck_of(point, seed + 100 * n), "participation_share": 0.1}
        )
        made += len(ask(luck, f"{WORK} > 0").boxes) > 1
    assert made <= 8


def test_too_few_cases_of_a_kind_are_said_to_be_too_few(sweep):
    found = ask(sweep, f"{WORK} > 0")
    assert not found.is_enough
    assert "too few to say" in text_of(sweep, found)


def test_chance_is_told(tmp_path, sweep):
    found = ask(sweep, MORE)
    assert 0.5 < found.agreed < 1.0
    assert "every single seed" in text_of(sweep, found)
    one = made_up(tmp_path, replications=1, levers=POLICIES)
    assert "One seed per point" in text_of(one, ask(one, MORE))


def test_the_same_sweep_gives_the_same_answer(sweep):
    assert boxes_table(ask(sweep, MORE)).equals(boxes_table(ask(sweep, MORE)))


# --- how it looks -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("bound", ["0", "3", "90"])
def test_the_figure_holds_every_group_and_nothing_is_cut_off(language, bound, sweep):
    found = ask(sweep, MORE.replace("> 0", f"> {bound}"))
    figure = discovery_figure(sweep, found, language)
    assert len(figure.axes[0].get_yticks()) == len(found.boxes)
    assert len(figure.axes) == (2 if len(found.boxes) > 1 else 1)
    assert cut_off(figure) == []
