"""One run: its tables, its summary, and the command."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments.provenance import run_id
from experiments.run import SUMMARY, Arm, one_line, print_summary, reported_on, run, runs_row, runs_table, simulate
from experiments.store import LEVELS
from sim import CommunityModel
from sim.columns import OUTCOMES, TABLES
from sim.scenario import with_values
from sim.table_formats import arrow_schema
from tests.experiments import TINY


@pytest.fixture(scope="module")
def arm(tiny_arms):
    return next(arm for arm in tiny_arms if (arm.config.governance.name, arm.name) == ("hybrid", "ranking"))


@pytest.fixture(scope="module")
def config(arm):
    return arm.config


@pytest.fixture(scope="module")
def tables(arm):
    return simulate(arm, 5, "matters")


def test_a_run_leaves_every_declared_table_with_its_declared_columns(tables):
    assert set(tables) == set(TABLES)
    for name, table in tables.items():
        assert table.schema.equals(arrow_schema(name), check_metadata=True), name
        assert table.num_rows > 0, name


def test_all_rows_carry_the_name_of_the_run(config, tables):
    names = {name for table in tables.values() for name in table["run_id"].to_pylist()}
    assert names == {run_id(config, 60, 5)}


@pytest.mark.parametrize("records", LEVELS)
def test_less_detail_leaves_fewer_tables_and_the_same_outcomes(arm, tables, records):
    found = simulate(arm, 5, records)
    assert set(found) == {*LEVELS[records], "runs"}
    for name, table in found.items():
        assert table.equals(tables[name]), name


def test_the_row_of_a_run_holds_what_the_model_itself_says(config, tables):
    model = CommunityModel(config, rng=5)
    model.run_for(60)
    row = tables["runs"].to_pylist()[0]
    for name, value in model.records.outcomes().items():
        assert row[name] == value or (np.isnan(value) and row[name] is None), name
    curves = tables["response_curves"]["share"].to_numpy()
    assert np.array_equal(curves, model.records.columns("response_curves")["share"], equal_nan=True)


def test_the_row_of_a_run_tells_arm_place_and_size(config, tables):
    row = tables["runs"].to_pylist()[0]
    two = config.street.communities
    assert [row[key] for key in ("governance", "assessment", "regime", "arm", "seed", "days", "status", "error")] == [
        "hybrid", "ranking", "normal", "ranking", 5, 60, "ok", None,
    ]  # fmt: skip
    assert (row["focus"], row["focus_id"], row["n_communities"]) == (None, -1, 2)
    assert row["n_residents"] == two[0].residents + two[1].residents
    assert row["n_paid_workers"] == two[0].staff + two[1].staff


def test_a_run_with_a_focus_reports_on_that_community(config):
    focused = with_values(config, {"focus": "west_fields"})
    row = runs_table([runs_row(Arm("ranking", focused, 60), 0, None, "it broke")]).to_pylist()[0]
    assert [community.name for community in reported_on(focused)] == ["west_fields"]
    assert (row["focus"], row["focus_id"], row["n_communities"]) == ("west_fields", 1, 1)
    assert row["n_residents"] == focused.street.communities[1].residents


def test_the_row_of_a_failed_run_has_its_error_and_no_outcome(arm):
    row = runs_table([runs_row(arm, 0, None, "it broke")]).to_pylist()[0]
    assert (row["status"], row["error"]) == ("failed", "it broke")
    assert all(row[outcome.name] is None for outcome in OUTCOMES)


def test_an_error_is_one_line_with_the_place_where_it_arose(config):
    with pytest.raises(ValueError) as caught:
        CommunityModel(config, rng=-1)
    line = one_line(caught.value)
    assert line.startswith("ValueError: rng must be a whole number from 0 to 2^64 - 1, not -1 (sim/model.py:")
    assert one_line(KeyError()) == "KeyError"


# --- what is printed --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language, at", [("en", 0), ("zh", 1)])
def test_the_summary_names_every_headline_in_the_language_asked_for(tables, capsys, language, at):
    print_summary(tables["runs"].to_pylist()[0], language)
    printed = capsys.readouterr().out
    assert all(line.names[at].strip() in printed for line in SUMMARY)
    assert "hybrid, ranking, normal" in printed


def test_the_summary_of_an_emergency_has_a_column_for_each_phase(config, tables, capsys):
    row = tables["runs"].to_pylist()[0]
    phases = {f"{name}_{phase}": row[name] for name in (line.outcome for line in SUMMARY) for phase in (
        "normal", "emergency", "return")}  # fmt: skip
    print_summary(row | phases, "en")
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("before", "during", "after"))


# --- the command ------------------------------------------------------------------------------------------------------
def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run([*TINY]) == 0
    assert "Workload" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_the_folder_of_a_run_holds_its_tables_and_their_origin(tmp_path, config, tables):
    words = [*TINY, "governance=hybrid", "assessment=ranking", "seed=5", f"out={tmp_path / 'one'}"]
    assert run(words) == 0
    files = {file.name for file in (tmp_path / "one").iterdir()}
    assert files == {"provenance.json", *(f"{name}.parquet" for name in TABLES)}
    for name, table in tables.items():
        stored = pq.read_table(tmp_path / "one" / f"{name}.parquet")
        assert stored.to_pylist() == table.to_pylist(), name
        assert stored.schema.equals(table.schema, check_metadata=True), name
    told = json.loads((tmp_path / "one" / "provenance.json").read_text(encoding="utf-8"))
    assert told["overrides"] == words[:-1]
    assert told["study"]["configuration"] == config.model_dump(mode="json")
    assert (told["study"]["seed"], told["study"]["days"], told["study"]["records"]) == (5, 60, "matters")
    assert told["sessions"][0]["runs"] == 1


def test_repeating_a_run_shows_what_is_stored_and_changes_nothing(tmp_path, monkeypatch, capsys):
    words = [*TINY, "records=summary", f"out={tmp_path}"]
    assert run(words) == 0
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()}
    first = capsys.readouterr().out
    monkeypatch.setattr("experiments.run.simulate", None)
    assert run(words) == 0
    second = capsys.readouterr().out
    assert second.splitlines()[:-1] == first.splitlines()[:-1]
    assert "holds this run already" in second
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in tmp_path.iterdir()} == before


def test_a_run_lasts_as_long_as_the_calendar_of_its_regime_if_nothing_else_is_said(monkeypatch):
    asked = []

    def stop(arm, seed, records, needs):
        asked.append(arm.days)
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.run.simulate", stop)
    for words in ([], ["regime=emergency"], ["regime.phases=[{phase: normal, days: 90}]"], ["days=720"]):
        with pytest.raises(KeyboardInterrupt):
            run(words)
    assert asked == [360, 360, 90, 720]
