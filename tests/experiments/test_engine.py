"""Local workers: every chunk has its result, whatever becomes of a worker."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from functools import partial
from multiprocessing.context import SpawnContext

import pytest

from experiments import engine
from experiments.engine import EngineError, Lost, beside, map_chunks, n_processors
from tests.experiments.work import (
    DieAtThree,
    Heavy,
    count_up,
    die_at_once,
    never_come,
    process_id,
    refuse_three,
    square,
)


@pytest.mark.parametrize("n_processes", [1, 2])
def test_every_chunk_comes_back_once_with_its_result(n_processes):
    assert dict(map_chunks(square, range(6), n_processes)) == {chunk: chunk * chunk for chunk in range(6)}


def test_nothing_to_do_starts_no_worker():
    assert list(map_chunks(square, [], 2)) == []
    assert not multiprocessing.active_children()


def test_no_more_workers_than_asked_for_and_all_of_them_are_used():
    assert len({result for _, result in map_chunks(process_id, range(6), 2)}) == 2


def test_work_that_raises_is_lost_and_the_rest_goes_on():
    results = dict(map_chunks(refuse_three, range(5), 2))
    assert results.pop(3) == Lost("ValueError: three is too many", has_died=False)
    assert results == {0: 0, 1: 1, 2: 2, 4: 4}


def test_the_chunk_of_a_killed_worker_is_tried_once_more_after_all_others(tmp_path):
    served = list(map_chunks(DieAtThree(tmp_path, n_deaths=1), range(6), 2))
    assert served[-1] == (3, 3)
    assert sorted(served) == [(chunk, chunk) for chunk in range(6)]


def test_a_chunk_that_kills_its_worker_twice_is_lost(tmp_path):
    results = dict(map_chunks(DieAtThree(tmp_path, n_deaths=9), range(6), 2))
    assert results.pop(3) == Lost("the worker process ended with code -9", has_died=True)
    assert len(results) == 5
    assert len(list(tmp_path.iterdir())) == 2


def test_work_larger_than_a_pipe_reaches_its_worker():
    assert dict(map_chunks(Heavy(), range(2), 1)) == {0: 300_000, 1: 300_001}


def test_workers_that_die_while_they_start_are_one_line_and_nobody_waits_for_them(monkeypatch):
    monkeypatch.setattr(engine, "_serve", die_at_once)
    message = "no worker process can start here: the worker process ended with code 3, as did the 2 before it"
    with pytest.raises(EngineError, match=f"^{message}$"):
        list(map_chunks(Heavy(), range(100), 2))
    assert not multiprocessing.active_children()


def test_a_worker_that_never_starts_is_given_up(monkeypatch):
    monkeypatch.setattr(engine, "_serve", never_come)
    monkeypatch.setattr(engine, "START_SECONDS", 0.0)
    with pytest.raises(EngineError, match="the worker process was not ready within 0 s, as did the 2 before it"):
        list(map_chunks(Heavy(), range(3), 1))
    assert not multiprocessing.active_children()


class OwnWay(SpawnContext):
    _name = "own_way"


def test_a_way_of_starting_processes_that_only_the_driver_knows_does_not_kill_its_workers(monkeypatch):
    """Such as loky's, below which shards may run."""
    monkeypatch.setitem(multiprocessing.context._concrete_contexts, "own_way", OwnWay())
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method("own_way", force=True)
    try:
        assert dict(map_chunks(square, range(2), 1)) == {0: 0, 1: 1}
        assert multiprocessing.get_start_method() == "own_way"
    finally:
        multiprocessing.set_start_method(before, force=True)


def test_no_worker_outlives_the_iteration_even_if_it_ends_early():
    assert len(list(itertools.islice(map_chunks(process_id, range(8), 2), 1))) == 1
    assert not multiprocessing.active_children()


def test_work_beside_the_body_goes_on_while_it_runs_and_ends_with_it(tmp_path):
    with beside(partial(count_up, tmp_path)):
        deadline = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
    seen = len(list(tmp_path.iterdir()))
    assert seen >= 2
    assert not multiprocessing.active_children()
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) == seen


def test_there_is_at_least_one_processor():
    assert n_processors() >= 1
