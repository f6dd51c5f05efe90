"""Dask: workers on several addresses, one killed and another joined in mid-study, and the same bytes in the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import analysis
import experiments.warm_up
from experiments import many
from experiments.cli import main
from experiments.provenance import study_of
from tests.experiments.fake_study import carry_out_in_turn, job
from tests.experiments.test_kills import tables_in

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs several loopback addresses")

from experiments.dask_engine import dask_engine  # noqa: E402

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(*words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", *words], env=environment, stderr=subprocess.DEVNULL, start_new_session=True
    )


def end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def cluster():
    """A scheduler and, on demand, workers on other loopback addresses."""
    address = f"tcp://127.0.0.1:{free_port()}"
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2])
    running = [start(*scheduler, "--no-dashboard")]

    def join(host: str) -> subprocess.Popen[bytes]:
        words = (address, "--host", host, "--nworkers", "1", "--nthreads", "1", "--no-dashboard")
        running.append(start("distributed.cli.dask_worker", *words, "--death-timeout", "120"))
        return running[-1]

    try:
        yield address, join
    finally:
        for process in running:
            end(process)


def wait_for(host: str, client: distributed.Client) -> None:
    """Until a worker has joined and may be given work: known to the scheduler it is earlier, while it still imports."""
    deadline = time.monotonic() + 120.0
    while True:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if any(host in address and worker["status"] == "running" for address, worker in workers.items()):
            return
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_worker_lost_and_another_joined_in_mid_study_change_no_byte(tmp_path, monkeypatch):
    diary = tmp_path / "diary"
    diary.mkdir()
    assert carry_out_in_turn(job(tmp_path / "whole")) == 0
    monkeypatch.setattr(experiments.warm_up, "compile_once", lambda *_: 0.0)
    monkeypatch.setattr(many, "CHUNK_SECONDS", 0.006)  # some runs of two milliseconds: about a hundred chunks
    n_runs_after = 0
    with cluster() as (address, join):
        first, _ = join("127.0.0.2"), join("127.0.0.3")
        with distributed.Client(address, timeout=120) as client:
            client.wait_for_workers(2, timeout=120)
            engine = dask_engine(address)

            def disturbed(*how):
                nonlocal n_runs_after
                is_disturbed = False
                for chunk, piece in engine(*how):
                    if not is_disturbed and len(list(diary.iterdir())) == 2:
                        is_disturbed = True
                        end(first)
                        join("127.0.0.4")
                        wait_for("127.0.0.4", client)
                    n_runs_after += is_disturbed * len(chunk)
                    yield chunk, piece

            asked = job(tmp_path / "out", engine=disturbed, diary=str(diary))
            assert many.answer(asked, study_of("sweep", name="fake"), [], lambda: None) == 0
    assert n_runs_after > 0
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "whole")
    assert len(list(diary.iterdir())) == 3


def test_a_scheduler_that_is_not_there_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("experiments.dask_engine.SECONDS_FOR_A_CONNECTION", 1)
    monkeypatch.setattr(experiments.warm_up, "compile_once", lambda *_: 0.0)
    study = f"study={Path(__file__).with_name('tiny_sweep.yaml')}"
    address = f"tcp://127.0.0.1:{free_port()}"
    assert main(["sweep", study, f"out={tmp_path}", "engine=dask", f"scheduler={address}"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"scheduler {address}: cannot be reached")


def test_a_cluster_of_this_machine_makes_the_same_bytes(tmp_path, monkeypatch):
    assert carry_out_in_turn(job(tmp_path / "whole")) == 0
    monkeypatch.setattr(experiments.warm_up, "compile_once", lambda *_: 0.0)
    asked = job(tmp_path / "out", engine=dask_engine(None))
    assert many.answer(asked, study_of("sweep", name="fake"), [], lambda: None) == 0
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "whole")


def test_a_run_that_hangs_is_ended_on_a_cluster_and_fails_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(experiments.warm_up, "compile_once", lambda *_: 0.0)
    asked = job(tmp_path, n_runs=40, hangs=33, run_timeout=5.0, engine=dask_engine(None))
    assert many.answer(asked, study_of("sweep", name="fake"), [], lambda: None) == 1
    runs = analysis.load(tmp_path).runs
    assert len(runs) == 40
    failed = runs[runs["status"] == "failed"]
    assert failed[["seed", "arm"]].to_numpy().tolist() == [[3, "point_3"]]
    assert failed["error"].item() == "the worker process ended, several times, or took longer than run_timeout"
