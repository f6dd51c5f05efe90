"""Local workers: every chunk has its result, whatever becomes of a worker."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from functools import partial

import pytest

from experiments.engine import Lost, beside, map_chunks, n_processors
from tests.experiments.work import DieAtThree, count_up, process_id, refuse_three, square


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
