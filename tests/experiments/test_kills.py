"""Whatever is killed, whenever: the finished study is the undisturbed one, byte by byte, no run lost or doubled."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from experiments.parts import part_name
from tests.experiments.fake_study import N_RUNS, RUNS_PER_PART, carry_out, carry_out_in_turn, job

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes by POSIX signals")


def tables_in(folder: Path) -> dict[str, bytes]:
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    found.pop("provenance.json")
    return found


@pytest.fixture(scope="module")
def nursery():
    """Starts processes that have everything imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.experiments.fake_study"])
    return context


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    assert carry_out_in_turn(job(folder)) == 0
    return tables_in(folder)


def kill_the_parent(process) -> None:
    process.kill()


def workers_of(process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children()
    return []


def kill_a_worker(process) -> None:
    workers = workers_of(process)
    if workers:
        with contextlib.suppress(psutil.NoSuchProcess):
            random.choice(workers).kill()


def press_ctrl_c(process) -> None:
    os.kill(process.pid, signal.SIGINT)


def ask_to_end(process) -> None:
    os.kill(process.pid, signal.SIGTERM)


def disturbed(nursery, folder: Path, moments: int, seed: int) -> None:
    """Let the study be hit at random moments of its work; start it again whenever it ended."""
    chance = random.Random(seed)
    blows = [kill_the_parent, kill_the_parent, kill_a_worker, kill_a_worker, press_ctrl_c, ask_to_end]
    chance.shuffle(blows)
    for moment in range(moments):
        before = files_of(folder)
        process = nursery.Process(target=carry_out, args=(job(folder, retry_failed=True),))
        process.start()
        n_news, deadline = chance.randrange(4), time.monotonic() + 60.0
        while process.is_alive() and len(files_of(folder) - before) < n_news and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.uniform(0.0, 0.03))
        workers = workers_of(process)
        if process.is_alive():
            blows[moment % len(blows)](process)
        process.join(60)
        assert not process.is_alive()
        assert not psutil.wait_procs(workers, timeout=10.0)[1], "workers outlive the command"


def files_of(folder: Path) -> set[str]:
    return {file.name for file in (folder / "runs").glob("p*")}


def check(nursery, folder: Path, undisturbed: dict[str, bytes]) -> None:
    process = nursery.Process(target=carry_out, args=(job(folder, retry_failed=True),))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert tables_in(folder) == undisturbed
    runs = [row for file in sorted((folder / "runs").iterdir()) for row in pq.read_table(file).to_pylist()]
    assert [(row["seed"], row["arm"]) for row in runs] == [(n // 10, f"point_{n % 10}") for n in range(N_RUNS)]
    assert len({row["run_id"] for row in runs}) == N_RUNS
    sessions = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["sessions"]
    assert sum(session["runs"] for session in sessions) >= 1


def test_the_undisturbed_study_has_whole_parts_of_fixed_runs(undisturbed):
    n_parts = -(-N_RUNS // RUNS_PER_PART)
    assert set(undisturbed) == {part_name(t, part) for t in ("runs", "response_curves") for part in range(n_parts)}


def test_a_study_killed_at_six_moments_ends_as_the_undisturbed_one(nursery, tmp_path, undisturbed):
    disturbed(nursery, tmp_path, moments=6, seed=1)
    check(nursery, tmp_path, undisturbed)


@pytest.mark.parametrize("blow", [press_ctrl_c, ask_to_end])
def test_whoever_is_asked_to_end_does_so_within_two_seconds_although_a_run_hangs(nursery, tmp_path, blow):
    """Run 33 hangs, so the study cannot end by itself; all other chunks are finished by then, or in hand."""
    process = nursery.Process(target=carry_out, args=(job(tmp_path, hangs=33),))
    process.start()
    deadline = time.monotonic() + 60.0
    while len(files_of(tmp_path)) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = workers_of(process)
    asked = time.monotonic()
    blow(process)
    process.join(30)
    seconds = time.monotonic() - asked
    assert process.exitcode not in (None, 0)
    assert workers
    assert not any(worker.is_running() for worker in workers)
    assert files_of(tmp_path)
    told = json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))["sessions"]
    assert [session["end"] for session in told] == ["stopped"]
    assert seconds < 2.0


@pytest.mark.study
@pytest.mark.parametrize("seed", range(5))
def test_a_study_killed_at_fifty_moments_ends_as_the_undisturbed_one(nursery, tmp_path, undisturbed, seed):
    """Ten moments in each of five studies, so that most of them hit one that is at work."""
    disturbed(nursery, tmp_path, moments=10, seed=10 + seed)
    check(nursery, tmp_path, undisturbed)
