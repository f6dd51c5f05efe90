"""A request log: which rows are used and why not, where they arise, what is compared, and bad files in one line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import configs
from experiments import example_tickets, tickets
from experiments.cli import main
from experiments.tickets import TicketMapping, load_mapping, read_log
from sim.names import TO_HOTLINE
from sim.scenario import load_scenario
from tests.experiments import TINY

MAPPING = {
    "columns": {"created": "Opened", "closed": "Closed", "kind": "Type", "place": "Area", "id": "Key"},
    "date_formats": ["ISO8601", "%m/%d/%Y %I:%M:%S %p"],
    "missing": ["N/A"],
    "kinds": {"noise": "noise_dispute", "leak": "water_leak"},
    "places": {"North": "small_new"},
}  # fmt: skip
LINES = {
    "fine": "1,2024-03-05 10:00:00,2024-03-06 10:00:00,noise,North",
    "twelve-hour clock": "2,03/05/2024 11:30:00 PM,03/07/2024 01:30:00 AM,leak,South",
    "an offset": "3,2024-03-06T08:00:00.000+08:00,,noise,",
    "no time": "4,N/A,,noise,North",
    "no time that can be read": "5,yesterday,,noise,North",
    "a duplicate": "1,2024-03-05 10:00:00,2024-03-06 10:00:00,noise,North",
    "a kind without a mapping": "6,2024-03-05 12:00:00,,moon,North",
    "closed before created": "7,2024-03-05 12:00:00,2024-03-04 12:00:00,noise,North",
    "no closing time that can be read": "8,2024-03-05 12:00:00,soon,leak,North",
}


@pytest.fixture(scope="module")
def config():
    return load_scenario("street_of_three")


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("Key,Opened,Closed,Type,Area\n" + "\n".join(LINES.values()) + "\n", encoding="utf-8")
    return path


def mapping(**more) -> TicketMapping:
    return TicketMapping.model_validate(MAPPING | more)


def test_every_row_is_used_or_left_out_with_a_reason(file, config):
    rows = read_log(file, mapping(), config).rows.set_index(pd.Index(LINES))
    assert len(rows) == len(LINES)
    assert rows["is_used"].to_dict() == {name: reason == "" for name, reason in rows["reason"].items()}
    assert rows.loc[~rows["is_used"], "reason"].to_dict() == {
        "no time": tickets.NO_TIME,
        "no time that can be read": tickets.BAD_TIME,
        "a duplicate": tickets.TWICE,
        "a kind without a mapping": tickets.NO_KIND,
    }
    assert rows.loc["closed before created", "remark"] == tickets.EARLY
    assert rows.loc["no closing time that can be read", "remark"] == tickets.BAD_CLOSING
    assert rows.loc["an offset", "remark"] == tickets.OPEN


def test_times_are_clock_times_and_hour_0_is_a_monday(file, config):
    log = read_log(file, mapping(), config)
    assert (log.start.isoformat(), log.start.weekday()) == ("2024-03-04T00:00:00", 0)
    rows = log.rows.set_index(pd.Index(LINES))
    assert rows.loc["fine", "hours"] == 34.0
    assert rows.loc["twelve-hour clock", "hours"] == 47.5
    assert rows.loc["an offset", "hours"] == 56.0
    assert rows.loc["twelve-hour clock", "hours_open"] == 26.0
    assert log.config.time.start_day_of_year == 63  # 4 March of a leap year
    assert log.days == 60
    assert np.all(np.diff(log.needs["hours"]) >= 0.0)


def test_the_log_ends_where_it_is_said_to_end(file, config):
    rows = read_log(file, mapping(until="2024-03-06T00:00:00"), config).rows.set_index(pd.Index(LINES))
    assert rows.loc["an offset", "reason"] == tickets.LATE
    assert (rows.loc["fine", "is_closed"], rows.loc["fine", "hours_open"]) == (False, 14.0)


def test_a_mapped_place_is_where_requests_arise_and_a_word_always_means_the_same_one(file, config):
    rows = read_log(file, mapping(), config).rows
    assert set(rows.loc[rows["is_used"] & (rows["place"] == "North"), "community"]) == {"small_new"}
    many = pd.DataFrame({"Opened": [f"2024-03-05 10:{i % 60:02d}:00" for i in range(200)], "Area": ["X", "Y"] * 100})
    many["Key"], many["Closed"], many["Type"] = np.arange(200), "", "noise"
    many.to_csv(file, index=False)
    by_word = read_log(file, mapping(), config).rows.groupby("place")["community"].nunique()
    assert by_word.to_dict() == {"X": 1, "Y": 1}
    spread = read_log(file, mapping(other_places="spread"), config)
    assert spread.rows["community"].nunique() == 3
    assert len(np.unique(spread.needs["compound"])) == 6


@pytest.mark.parametrize("scale, least, most", [(0.25, 30, 70), (3.0, 600, 600), (1.5, 260, 340)])
def test_the_scale_thins_or_multiplies_requests(file, config, scale, least, most):
    many = pd.DataFrame(
        {"Key": np.arange(200), "Opened": "2024-03-05 10:00:00", "Closed": "", "Type": "noise", "Area": ""}
    )
    many.to_csv(file, index=False)
    log = read_log(file, mapping(scale=scale), config)
    assert least <= len(log.needs) <= most
    assert np.unique(log.needs["number"]).size == len(log.needs)
    assert (log.rows["reason"] == tickets.THINNED).sum() == (200 - len(log.needs) if scale < 1 else 0)


def test_what_a_request_becomes_depends_on_itself_alone(file, config):
    whole = read_log(file, mapping(), config)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0], *reversed(lines[2:6]), lines[1]]), encoding="utf-8")
    part = read_log(file, mapping(), config)
    rows = {tuple(row) for row in part.needs[["kind", "compound", "number"]].tolist()}
    assert rows <= {tuple(row) for row in whole.needs[["kind", "compound", "number"]].tolist()}


# --- bad input --------------------------------------------------------------------------------------------------------
BAD = {
    "no such file": ("{dir}/nowhere.csv", [], "tickets: found", "a file that can be read"),
    "a folder": ("{dir}", [], "tickets: found", "a file that can be read"),
    "an empty file": ("{dir}/empty.csv", [], "tickets: found a file that is none", "a CSV file in utf-8"),
    "another encoding": ("{dir}/gb.csv", [], "tickets: found a file that is none", "utf-8"),
    "a column that is not there": (
        "{dir}/log.csv", ["tickets.columns.created=Opend"], "tickets.columns.created: found 'Opend'",
        "nearest valid name: Opened",
    ),
    "nothing that can be used": (
        "{dir}/log.csv", ["tickets.date_formats=['%Y']"], "tickets: found no row", "creation time cannot be read: 9"
    ),
    "a kind nobody knows": (
        "{dir}/log.csv", ["tickets.other_kinds=noise_disputes"], "tickets.other_kinds: found 'noise_disputes'",
        "nearest valid name: noise_dispute",
    ),
    "a place nobody knows": (
        "{dir}/log.csv", ["tickets.places={North:small}"], "tickets.places.North: found", "small_new"
    ),
    "a mapping nobody wrote": (
        "{dir}/log.csv", ["tickets.mapping=exmaple"], "tickets: found", "nearest valid name: example"
    ),
    "an unknown key": ("{dir}/log.csv", ["tickets.colums={}"], "tickets", ""),
    "an end that is none": ("{dir}/log.csv", ["tickets.until=soon"], "tickets.until: found 'soon'", "a date and time"),
    "an encoding nobody knows": (
        "{dir}/log.csv", ["tickets.encoding=utf-9"], "tickets.encoding: found 'utf-9'", "gb18030"
    ),
    "no scale": ("{dir}/log.csv", ["tickets.scale=0"], "tickets.scale: found 0", "above 0"),
    "no file": (None, ["tickets.scale=2"], "tickets: found no file", "tickets=FILE.csv"),
}  # fmt: skip
OWN_COLUMNS = [
    "tickets.columns.created=Opened", "tickets.columns.closed=Closed", "tickets.columns.kind=Type",
    "tickets.columns.place=Area", "tickets.columns.id=Key", "tickets.date_formats=[ISO8601]",
    "tickets.kinds={noise:noise_dispute}",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_log_gives_one_line_and_exit_code_2(name, file, capsys):
    path, words, beginning, hint = BAD[name]
    (file.parent / "empty.csv").touch()
    (file.parent / "gb.csv").write_bytes("单号,受理时间\n".encode("gb18030"))
    told = [f"tickets={path.format(dir=file.parent)}"] if path else []
    assert main(["run", "scenario=street_of_three", *told, *OWN_COLUMNS[: 7 if path else 0], *words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert shown.err.startswith(beginning)
    assert hint in shown.err


# --- the command ------------------------------------------------------------------------------------------------------
def test_a_replay_leaves_report_comparison_and_figures_and_replays_nothing_else(tmp_path, capsys):
    out = tmp_path / "replay"
    words = ["run", *TINY[:-1], f"tickets={example_tickets.FILE}", f"out={out}"]
    assert main(words) == 0
    shown = capsys.readouterr().out
    assert "left out: duplicate" in shown
    assert "How long requests stay open" in shown
    report = pd.read_csv(out / "tickets_report.csv")
    matters = pd.read_parquet(out / "matters.parquet")
    arisen = matters[matters["arose_hours"] >= 0.0]
    assert len(report) == example_tickets.N_REQUESTS + 8
    assert len(arisen) == report["is_used"].sum() == report["copies"].sum()
    assert (arisen["voiced_hours"] == arisen["arose_hours"]).all()
    assert set(arisen["channel"].astype(str)) == {"hotline"}
    assert TO_HOTLINE == 6
    assert {"all", "noise_dispute"} <= set(pd.read_csv(out / "closing_times.csv")["kind"])
    assert {file.name for file in (out / "figures").iterdir()} == {
        f"closing_times.{language}.{suffix}" for language in ("en", "zh") for suffix in ("svg", "png")
    }
    study = json.loads((out / "provenance.json").read_text(encoding="utf-8"))["study"]
    assert study["tickets"]["columns"]["created"] == "受理时间"
    assert main([*words, "tickets.scale=2"]) == 2
    assert "tickets.scale is 1 there and 2 now" in capsys.readouterr().err


def test_the_shipped_example_is_what_its_generator_makes():
    assert example_tickets.FILE.read_text(encoding="utf-8") == example_tickets.text()


@pytest.mark.parametrize("name", configs.choices("tickets"))
def test_every_shipped_mapping_names_kinds_of_the_model(name, config):
    read = load_mapping({"mapping": name})
    assert set(read.kinds.values()) <= set(config.matters)
