"""Sweeps: which runs there are, the same bytes from every way of making them, and one clear line when it goes wrong."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import analysis
from experiments import many
from experiments.cli import main
from experiments.designs import Design, load_design
from experiments.parts import RUNS_PER_PART
from experiments.run import played
from experiments.settings import SweepSettings
from experiments.sweep import carried_out, read_sweep, runs_of, share_of
from sim.errors import ConfigurationError
from sim.scenario import with_picks, with_values
from tests.experiments.fake_study import N_RUNS, carry_out, carry_out_in_turn, job
from tests.experiments.fake_study import RUNS_PER_PART as OF_A_PART
from tests.experiments.test_kills import tables_in
from tests.experiments.work import one_after_the_other

STUDY = str(Path(__file__).with_name("tiny_sweep.yaml"))


@pytest.fixture(scope="module")
def design() -> Design:
    return load_design(STUDY, [])


@pytest.fixture
def serial(monkeypatch):
    """Sweeps work in this process."""
    monkeypatch.setattr(many, "map_chunks", one_after_the_other)


@pytest.fixture
def small_parts(monkeypatch):
    """Five runs per part, so that a few runs are several parts and the last one is not full."""
    monkeypatch.setitem(RUNS_PER_PART, "runs", 5)


def swept(design: Design, out: Path, **settings: object) -> int:
    return carried_out(SweepSettings(out=str(out), study=design.name, **settings), design)


# --- which runs -------------------------------------------------------------------------------------------------------
def test_every_point_is_run_with_every_seed_and_the_design_stands_beside_it(tmp_path, design, serial, small_parts):
    assert swept(design, tmp_path) == 0
    points = pq.read_table(tmp_path / "design.parquet").to_pylist()
    assert [point["point"] for point in points] == list(range(6))
    assert [{key: value for key, value in point.items() if key != "point"} for point in points] == list(design.points)
    runs = [row for file in sorted((tmp_path / "runs").iterdir()) for row in pq.read_table(file).to_pylist()]
    assert [(row["seed"], row["point"]) for row in runs] == [(seed, point) for seed in (0, 1) for point in range(6)]
    assert [row["governance"] for row in runs] == [design.points[row["point"]]["governance"] for row in runs]
    assert {row["status"] for row in runs} == {"ok"}
    loaded = analysis.load(tmp_path).runs
    assert loaded["arm"].tolist() == [f"point_{row['point']}" for row in runs]


def test_a_run_of_a_sweep_is_the_same_run_as_alone(design):
    work = runs_of(design, SweepSettings())
    number = 6 + 3  # point 3, second seed
    config = with_values(with_picks(design.config, governance="network"), {"rules.voice.trust_weight": 1.5})
    assert work.arm_of(number).config == config
    alone, _ = played(replace(work.arm_of(number), config=config), 1, "runs")
    row = work((number,))
    assert row.errors == {}
    assert alone["run_id"].encode() in row.files["runs"]


def test_equal_points_are_runs_of_their_own(design):
    twice = replace(design, points=(design.points[0], design.points[1], design.points[0]))
    work = runs_of(twice, SweepSettings())
    arms = [work.arm_of(number) for number in range(3)]
    assert arms[0].config == arms[2].config
    names = [work.name_of(number, arm) for number, arm in enumerate(arms)]
    assert names[:2] == [None, None]
    assert names[2] is not None


def test_a_point_that_is_not_admissible_is_a_failed_run(tmp_path, design, serial):
    bad = {"governance": "grid", "rules.voice.trust_weight": -1.0}
    assert swept(replace(design, points=(design.points[0], bad, bad), replications=1), tmp_path) == 1
    runs = analysis.load(tmp_path).runs
    assert runs["status"].tolist() == ["ok", "failed", "failed"]
    assert "rules.voice.trust_weight: found -1, allowed" in runs["error"][1]
    assert runs["run_id"].nunique() == 3


# --- the same bytes ---------------------------------------------------------------------------------------------------
def test_more_replications_add_to_the_folder_as_if_asked_for_at_once(tmp_path, design, serial, small_parts):
    for n in (1, 2):
        assert swept(replace(design, replications=n), tmp_path / "grown") == 0
    assert swept(design, tmp_path / "at_once") == 0
    assert tables_in(tmp_path / "grown") == tables_in(tmp_path / "at_once")
    assert swept(replace(design, replications=1), tmp_path / "grown") == 0
    assert tables_in(tmp_path / "grown") == tables_in(tmp_path / "at_once")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_shards_in_any_order_make_the_same_bytes_and_the_last_one_merges(tmp_path, order):
    carry_out_in_turn(job(tmp_path / "whole"))
    for shard in order:
        assert carry_out_in_turn(job(tmp_path / "shards", shard=(shard, 3))) == 0
    merged = tables_in(tmp_path / "shards")
    sessions = [name for name in merged if name.startswith("sessions/")]
    assert len(sessions) == 3
    assert carry_out_in_turn(job(tmp_path / "shards")) == 0
    whole = tables_in(tmp_path / "whole")
    assert {name: content for name, content in merged.items() if name.endswith(".parquet")} == whole
    assert tables_in(tmp_path / "shards") == whole
    told = json.loads((tmp_path / "shards" / "provenance.json").read_text())["sessions"]
    assert sorted(session["shard"] for session in told) == [[0, 3], [1, 3], [2, 3]]


def test_shards_share_the_runs_evenly_and_miss_none():
    for n_shards in (1, 3, 4, 7, 200):
        shares = [share_of(range(110), shard, n_shards) for shard in range(n_shards)]
        assert [number for share in shares for number in share] == list(range(110))
        assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_shards_at_the_same_time_do_not_disturb_each_other(tmp_path):
    carry_out_in_turn(job(tmp_path / "whole"))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.experiments.fake_study"])
    asked = [job(tmp_path / "shards", shard=(shard, 3)) for shard in range(3)]
    processes = [context.Process(target=carry_out, args=(one,)) for one in asked]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert carry_out_in_turn(job(tmp_path / "shards")) == 0
    assert tables_in(tmp_path / "shards") == tables_in(tmp_path / "whole")


def launch(out: Path, *words: str) -> str:
    command = [sys.executable, "-m", "experiments.cli", "sweep", f"study={STUDY}", f"out={out}", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def whole(tmp_path_factory, design):
    """The tables of the study, made by worker processes of the command itself."""
    out = tmp_path_factory.mktemp("whole") / "sweep"
    assert "12 runs (6 points x 2 replications)" in launch(out, "processes=2")
    return tables_in(out)


def test_worker_processes_make_the_bytes_of_no_processes_at_all(tmp_path, design, serial, whole):
    assert swept(design, tmp_path) == 0
    assert tables_in(tmp_path) == whole


@pytest.mark.parametrize("launcher", ["basic", "joblib"])
def test_shards_through_a_launcher_of_hydra_make_the_same_bytes(tmp_path, launcher, whole):
    words = ["--multirun", "shard=0,1", "nshards=2", "processes=1", f"hydra/launcher={launcher}"]
    assert "12 runs (6 points x 2 replications)" in launch(tmp_path / "out", *words)
    found = {name: content for name, content in tables_in(tmp_path / "out").items() if not name.startswith("shards/")}
    assert found == whole


# --- what goes wrong --------------------------------------------------------------------------------------------------
def test_a_run_that_kills_its_worker_is_lost_alone(tmp_path, capsys):
    process = multiprocessing.get_context("forkserver").Process(target=carry_out, args=(job(tmp_path, kills=33),))
    process.start()
    process.join(120)
    assert process.exitcode == 0  # of the process; the command's own code is lost with it
    runs = analysis.load(tmp_path).runs
    assert len(runs) == N_RUNS
    failed = runs[runs["status"] == "failed"]
    assert failed[["seed", "arm"]].to_numpy().tolist() == [[3, "point_3"]]
    assert failed["error"].item() == "the worker process ended with code -9"


@pytest.mark.parametrize("chunk_runs", [1, OF_A_PART], ids=["a sweep", "whole parts, as a comparison"])
def test_a_run_that_hangs_is_ended_and_fails_alone(chunk_runs, tmp_path):
    asked = replace(job(tmp_path, n_runs=40, hangs=33, run_timeout=5.0), chunk_runs=chunk_runs)
    process = multiprocessing.get_context("forkserver").Process(target=carry_out, args=(asked,))
    process.start()
    process.join(120)
    runs = analysis.load(tmp_path).runs
    assert len(runs) == 40
    assert runs.loc[runs["status"] == "failed", "error"].tolist() == ["took longer than run_timeout"]


def test_only_failed_runs_are_made_again(tmp_path, monkeypatch, capsys):
    assert carry_out_in_turn(job(tmp_path / "whole")) == 0
    assert carry_out_in_turn(job(tmp_path / "out", breaks=33)) == 1
    assert "1 run failed, the first with ZeroDivisionError: nobody works here" in capsys.readouterr().err
    assert carry_out_in_turn(job(tmp_path / "out")) == 1
    assert carry_out_in_turn(job(tmp_path / "out", retry_failed=True)) == 0
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "whole")
    sessions = json.loads((tmp_path / "out" / "provenance.json").read_text())["sessions"]
    assert [(session["runs"], session["failed"]) for session in sessions] == [(N_RUNS, 1), (1, 0)]


def mounted(folder: Path, *options: str) -> None:
    """A small file system of its own in memory."""
    folder.mkdir(exist_ok=True)
    if (
        os.name != "posix"
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no file system can be mounted here")


def test_a_full_disk_is_one_line_and_the_study_goes_on_when_there_is_room(tmp_path, capsys):
    disk = tmp_path / "disk"
    mounted(disk, "size=300k")
    try:
        with pytest.raises(many.StoreError, match="No space left on device") as caught:
            carry_out_in_turn(job(disk / "out"))
        assert len(str(caught.value).splitlines()) == 1
        n_before = len(list(disk.glob("out/runs/p*")))
        assert n_before >= 1
        subprocess.run(["mount", "-o", "remount,size=30m", str(disk)], check=True)
        assert carry_out_in_turn(job(disk / "out")) == 0
        assert carry_out_in_turn(job(tmp_path / "whole")) == 0
        assert tables_in(disk / "out") == tables_in(tmp_path / "whole")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, capsys):
    disk = tmp_path / "disk"
    mounted(disk, "size=300k", "ro")
    try:
        assert main(["sweep", f"study={STUDY}", f"out={disk / 'out'}"]) in (1, 2)
        told = capsys.readouterr().err
        assert len(told.splitlines()) == 1
        assert str(disk) in told
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# --- words ------------------------------------------------------------------------------------------------------------
BAD = {
    "no study": (["out=x"], "study: found nothing, allowed the name of a study"),
    "no folder": ([f"study={STUDY}"], "out: found nothing, allowed a folder for the results"),
    "no such engine": ([f"study={STUDY}", "engine=ray"], "engine: found 'ray', allowed one of local, dask"),
    "a scheduler for nobody": (
        [f"study={STUDY}", "out=x", "scheduler=tcp://a:1"],
        "scheduler: found tcp://a:1, allowed only with",
    ),
    "a shard of nothing": ([f"study={STUDY}", "out=x", "shard=0"], "nshards: found "),
    "shards of none": ([f"study={STUDY}", "out=x", "nshards=3"], "shard: found "),
    "a shard too many": ([f"study={STUDY}", "out=x", "shard=3", "nshards=3"], "shard: found 3, allowed from 0 to 2"),
    "no shards to start": ([f"study={STUDY}", "out=x", "--multirun", "nshards=2"], "shard: found nothing"),
    "shards without a number": ([f"study={STUDY}", "out=x", "-m", "shard=0,1"], "nshards: found ''"),
    "no time at all": ([f"study={STUDY}", "out=x", "run_timeout=0"], "run_timeout: found 0"),
}


@pytest.mark.parametrize("words, beginning", BAD.values(), ids=BAD)
def test_bad_words_are_one_line_and_nothing_is_written(words, beginning, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith(beginning)
    assert not list(tmp_path.iterdir())


def test_another_design_under_the_same_folder_is_refused_with_the_difference(tmp_path, design, serial):
    assert swept(replace(design, points=design.points[:1], replications=1), tmp_path) == 0
    other = {**design.identity, "days": 60}
    with pytest.raises(ConfigurationError, match=r"results of another study: design\.days is 30 there and 60 now"):
        swept(replace(design, identity=other), tmp_path)


def test_words_that_are_no_settings_go_to_the_design():
    settings, design = read_sweep([f"study={STUDY}", "street.call_back_share=0.7", "replications=5", "out=a b"])
    assert (settings.out, settings.records, design.replications) == ("a b", "runs", 5)
    assert design.config.street.call_back_share == 0.7
