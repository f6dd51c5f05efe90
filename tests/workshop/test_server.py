"""The server with runs that cost nothing: plays, news, caching, cancelling, dead workers, hostile requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.workshop.fake import LOG, fake_run
from workshop.levers import PAIRS
from workshop.server import DEEPEST, MOST_BYTES, build_app

GAME = {"place": "street_of_three"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workshop") / "runs.log"


@pytest.fixture(scope="module")
def client(log: Path) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOG, str(log))
        with TestClient(build_app(2, fake_run)) as opened:
            yield opened


def played(client: TestClient, game: dict[str, Any]) -> list[dict[str, Any]]:
    """Play a game to its end; the pictures on the way."""
    number = client.post("/api/plays", json=game).json()["play"]
    lines = client.get(f"/api/plays/{number}/news").text.splitlines()
    contents = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    return [content for content in contents if "n" in content]


def test_a_play_ends_with_all_pairs_and_shows_whole_pictures_on_the_way(client):
    pictures = played(client, GAME)
    counts = [picture["n"] for picture in pictures]
    assert counts == sorted(counts)
    assert counts[-1] == PAIRS
    assert pictures[-1]["numbers"]["participation_share"]["whole"]["higher"] == "a"


def test_what_was_run_once_is_not_run_again_and_a_change_runs_the_changed_world_only(client, log):
    played(client, GAME)
    before = len(log.read_text().splitlines())
    played(client, GAME)
    assert len(log.read_text().splitlines()) == before
    played(client, GAME | {"b": {"assessment": "pass_fail", "levers": {"standard": 1.0}}})
    assert len(log.read_text().splitlines()) == before + PAIRS


def test_a_run_that_fails_is_told_and_the_next_play_goes_on(client):
    told = played(client, GAME | {"a": {"governance": "network"}})[-1]
    assert "a run that fails" in told["error"]
    assert played(client, GAME)[-1]["n"] == PAIRS


def test_a_dead_worker_is_replaced_and_its_run_made_again(client):
    assert played(client, GAME | {"a": {"governance": "hybrid"}})[-1]["n"] == PAIRS


def test_the_catalogue_names_every_place_and_lever_in_both_languages(client):
    catalogue = client.get("/api/catalogue").json()
    assert catalogue["places"][0]["id"] == "street_of_eight"
    for entry in (*catalogue["places"], *catalogue["levers"]):
        assert entry["name"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in entry["name_zh"])
    place = client.get("/api/places/street_of_three").json()
    assert place["levers"]["ranking"]["stake"] == 40.0
    assert place["levers"]["none"]["stake"] == 0.0


def nested(depth: int) -> dict[str, Any]:
    return {"a": nested(depth - 1)} if depth else {}


HOSTILE = {
    "no JSON": b"{",
    "a list": b"[]",
    "too large": b'{"place": "' + b"x" * MOST_BYTES + b'"}',
    "too deep": json.dumps(nested(DEEPEST + 2)).encode(),
    "endlessly deep": b'{"a":' * 4_000 + b"1" + b"}" * 4_000,
    "a path for a place": b'{"place": "../secrets"}',
    "a huge number": b'{"a": {"levers": {"stake": 1e999}}}',
    "bytes that are no text": b"\xff\xfe{}",
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("address", ["/api/plays", "/api/games", "/api/story", "/api/prepare"])
def test_hostile_settings_are_refused_in_one_sentence(client, address, case):
    answer = client.post(address, content=HOSTILE[case])
    assert answer.status_code == 422
    assert len(answer.json()["error"].splitlines()) == 1


def test_an_unknown_play_or_community_or_file_is_refused(client):
    assert client.get("/api/plays/none/news").status_code == 422
    assert "whole number from 0 to 2" in client.post("/api/story", json=GAME | {"community": 3}).json()["error"]
    assert client.get("/../pyproject.toml").status_code == 404
    assert client.get("/%2e%2e/server.py").status_code == 404
    assert client.get("/fonts/../__init__.py").status_code == 404
