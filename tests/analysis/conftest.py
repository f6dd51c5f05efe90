"""One results directory of made-up runs for all tests of the room."""

from pathlib import Path

import pytest

import analysis
from tests.analysis.synthetic import write_results


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(tmp_path_factory.mktemp("results"), seeds=range(3), days=120)


@pytest.fixture(scope="session")
def results(folder: Path) -> analysis.Results:
    return analysis.load(folder)
