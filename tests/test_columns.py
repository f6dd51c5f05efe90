"""The schema of the result tables: complete, documented, and the same in memory, on disk and on paper."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.columns import OUTCOMES, TABLES, WINDOWS, check_columns, column_names, table_columns
from sim.names import ACTIVITY, INDICATOR
from sim.table_formats import arrow_schema, arrow_table, data_frame, frame_from_arrow, model_columns, tables_markdown
from tests.analysis.synthetic import KINDS, synthetic_run

PROJECT = Path(__file__).resolve().parents[1]
MADE_UP = synthetic_run("network", "pass_fail", "emergency", seed=3, days=90)
DETAIL_TABLES = list(MADE_UP)


def test_the_page_in_docs_is_what_the_declarations_say() -> None:
    page = (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert page == tables_markdown(), "run: python -m sim.columns > docs/tables.md"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_its_own_name_a_unit_and_a_definition(table: str) -> None:
    names = column_names(table)
    assert len(set(names)) == len(names)
    assert all(column.unit and column.meaning for column in table_columns(table))


@pytest.mark.parametrize("table", TABLES)
def test_every_hour_column_says_so_in_its_unit(table: str) -> None:
    for column in table_columns(table):
        if column.name.endswith("_hours"):
            assert "hours" in column.unit, column.name


def test_tables_hold_the_columns_that_the_main_job_promises() -> None:
    promised = {
        "matters": "run_id matter_id community_id compound_id kind domain urgency origin reporter_group route "
        "is_grey_zone is_legacy arose_hours voiced_hours dispatched_hours first_response_hours closed_hours "
        "resolved_hours deadline_hours closure n_orders n_handoffs n_rounds hours_worked",
        "actor_months": "hours_worked hours_available overtime_hours oncall_hours strain backlog",
        "runs": "run_id scenario governance assessment regime seed status error "
        + " ".join(outcome.name for outcome in OUTCOMES),
    }
    for table, names in promised.items():
        assert set(names.split()) <= set(column_names(table))
    assert {f"{activity}_hours" for activity in ACTIVITY} <= set(column_names("actor_months"))
    for indicator in INDICATOR:
        assert {f"{indicator}_share", f"n_{indicator}"} <= set(column_names("assessments"))


def test_runs_hold_every_outcome_for_every_window() -> None:
    names = column_names("runs")
    assert all(outcome.name + window in names for outcome in OUTCOMES for window in WINDOWS)


def test_an_unknown_table_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(KeyError, match="matters"):
        table_columns("matter")


@pytest.mark.parametrize("table", DETAIL_TABLES)
def test_a_table_comes_back_from_disk_as_it_left_the_model(table: str, tmp_path: Path) -> None:
    written = arrow_table(table, MADE_UP[table], "run", {"kind": KINDS})
    pq.write_table(written, tmp_path / "table.parquet")
    frame = frame_from_arrow(table, pq.read_table(tmp_path / "table.parquet"))
    assert tuple(frame.columns) == column_names(table)
    back = model_columns(table, frame)
    for name, values in MADE_UP[table].items():
        if name == "kind":
            words = np.asarray(frame["kind"].astype(str))
            np.testing.assert_array_equal(words, np.array(KINDS)[values])
        else:
            np.testing.assert_array_equal(back[name], np.asarray(values), err_msg=name)


def test_what_does_not_apply_is_null_for_the_reader() -> None:
    frame = data_frame("orders", MADE_UP["orders"], "run")
    not_asked = MADE_UP["orders"]["is_satisfied"] == -1
    assert frame["is_satisfied"].isna().to_numpy().tolist() == not_asked.tolist()
    matters = data_frame("matters", MADE_UP["matters"], "run", {"kind": KINDS})
    is_public = MADE_UP["matters"]["reporter_group"] == -1
    assert matters["reporter_group"].isna().to_numpy().tolist() == is_public.tolist()
    table = arrow_table("matters", MADE_UP["matters"], "run", {"kind": KINDS})
    never = np.isnan(MADE_UP["matters"]["resolved_hours"])
    assert table["resolved_hours"].null_count == np.count_nonzero(never) > 0


def test_unit_and_definition_travel_with_the_file() -> None:
    field = arrow_schema("runs").field("need_based_days")
    assert field.metadata[b"unit"] == b"days"
    assert b"truly resolved" in field.metadata[b"meaning"]


def test_a_missing_and_an_undeclared_column_are_named() -> None:
    names = [name for name in column_names("orders") if name != "made_hours"]
    with pytest.raises(ValueError, match="missing: made_hours; not declared: mood"):
        check_columns("orders", [*names, "mood"])


def test_a_code_without_a_word_is_refused() -> None:
    orders = dict(MADE_UP["orders"])
    orders["channel"] = np.full(orders["made_hours"].size, 99)
    with pytest.raises(ValueError, match="channel"):
        arrow_table("orders", orders, "run")


def test_a_missing_value_is_refused_where_none_may_be() -> None:
    orders = dict(MADE_UP["orders"])
    orders["made_hours"] = np.full(orders["made_hours"].size, np.nan)
    with pytest.raises(ValueError, match="made_hours"):
        arrow_table("orders", orders, "run")


def test_a_table_without_rows_keeps_its_columns() -> None:
    nothing = {name: values[:0] for name, values in MADE_UP["orders"].items()}
    table = arrow_table("orders", nothing, "run")
    assert table.num_rows == 0
    assert tuple(table.column_names) == column_names("orders")
