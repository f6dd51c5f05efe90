"""The server with runs that cost nothing: plays, news, caching, cancelling, dead workers, hostile requests."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.workshop.fake import BEGUN, KNOWN, LOG, fake_crew
from workshop.levers import PAIRS
from workshop.server import build_app
from workshop.uploads import DEEPEST, MOST_BYTES

GAME = {"place": "street_of_three"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workshop") / "runs.log"


@pytest.fixture(scope="module")
def client(log: Path) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOG, str(log))
        with TestClient(build_app(fake_crew(2))) as opened:
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


def test_what_was_run_beforehand_is_shown_without_being_run(client, log):
    before = log.read_text()
    world = {"levers": {"publicity": KNOWN}}
    assert [picture["n"] for picture in played(client, GAME | {"a": world, "b": world})][-1] == PAIRS
    assert log.read_text() == before


def test_idle_workers_begin_all_pairs_of_a_place_for_the_lever_that_is_moved_next(client, log):
    for place in ("l_community", "f_community"):  # the second is taken before the first is begun throughout
        client.post("/api/prepare", json={"place": place})
    begun = log.with_name(log.name + BEGUN)
    wanted = {f"f_community {pair}" for pair in range(PAIRS)}
    wait_until(lambda: wanted <= set(begun.read_text().splitlines()))
    lines = begun.read_text().splitlines()
    assert len([line for line in lines if line.startswith("f_community")]) == PAIRS


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


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


def test_a_handout_comes_as_pdf_in_the_language_of_the_page(client):
    number = client.post("/api/plays", json=GAME).json()["play"]
    client.get(f"/api/plays/{number}/news")
    for language in ("en", "zh"):
        answer = client.get(f"/api/plays/{number}/handout?lang={language}")
        assert answer.content.startswith(b"%PDF")
        assert f"gewang-handout.{language}.pdf" in answer.headers["content-disposition"]


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
    "half a letter for a key": b'{"\\ud800": 1}',
    "an endless key": b'{"' + b"k" * (MOST_BYTES // 2) + b'": 1}',
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("address", ["/api/plays", "/api/games", "/api/story", "/api/prepare"])
def test_hostile_settings_are_refused_in_one_sentence(client, address, case):
    answer = client.post(address, content=HOSTILE[case])
    assert answer.status_code == 422
    for told in answer.json().values():
        assert len(told.splitlines()) == 1
        assert len(told) < 1_000


WRONG = {
    "a name of a place": {"place": "l_comunity"},
    "a name of a lever": {"a": {"levers": {"steak": 5}}},
    "an assessment": {"b": {"assessment": "exam"}},
    "a position": {"a": {"levers": {"stake": -5}}},
    "a text for a number": {"a": {"levers": {"stake": "high"}}},
    "too many levers": {"a": {"levers": {str(number): 1.0 for number in range(9)}}},
    "a list for a world": {"a": []},
    "an unknown key": {"c": {}},
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_settings_are_refused_in_both_languages(client, case):
    told = client.post("/api/games", json=WRONG[case]).json()
    assert "allowed" in told["error"]
    assert "应为" in told["error_zh"]
    english = "found|allowed|one of|number|group|list|text|known|key|only|from|entries"
    assert not re.search(rf"\b({english})\b", told["error_zh"])


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_wish_for_a_replay_is_refused_in_one_sentence(client, case):
    number = client.post("/api/plays", json=GAME).json()["play"]
    client.get(f"/api/plays/{number}/news")
    answer = client.post(f"/api/plays/{number}/replay", content=HOSTILE[case])
    assert answer.status_code == 422
    assert len(answer.json()["error"].splitlines()) == 1


def test_an_unknown_play_or_community_or_file_is_refused(client):
    assert client.get("/api/plays/none/news").status_code == 422
    assert client.get("/api/plays/none/handout").status_code == 422
    assert client.post("/api/plays/none/replay", json={}).status_code == 422
    assert "whole number from 0 to 2" in client.post("/api/story", json=GAME | {"community": 3}).json()["error"]
    assert client.get("/../pyproject.toml").status_code == 404
    assert client.get("/%2e%2e/server.py").status_code == 404
    assert client.get("/fonts/../__init__.py").status_code == 404
