"""What goes home: the page of paper and the page that opens from disk, from runs that cost nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from analysis.handout import A4, BOTTOM, RIGHT, handout_figure
from analysis.words import LANGUAGES
from sim.errors import ConfigurationError
from tests.workshop.fake import fake_run
from tests.workshop.offline import opened_from_disk
from workshop.band import picture
from workshop.game import Game, WorldChoice, read_game
from workshop.handout import FEWEST, handout, handout_of
from workshop.levers import all_levers
from workshop.replay import Wanted, read_wanted, replay_page
from workshop.words import WORDS

GAME = read_game({"place": "street_of_three"})
LOWEST = {name: lever.low for name, lever in all_levers().items()}
HIGHEST = {name: lever.high for name, lever in all_levers().items()}
HOSTILE = "</script><script src=//x>"


def shown(game: Game = GAME, n: int = 8, n_phases: int = 1):
    """A picture of so many pairs; with four phases the emergency is there as well."""
    pairs = {pair: (fake_run("", game.a, pair), fake_run("", game.b, pair)) for pair in range(n)}
    for runs in pairs.values():
        for run in runs:
            for values in run["numbers"].values():
                values[1:n_phases] = [values[0]] * (n_phases - 1)
    return picture(pairs)


def story():
    """Of one building and no matter."""
    compounds = [{"name": "Compound", "name_zh": "小区", "kind": "old", "buildings": [20]}]
    return {"compounds": compounds, "words": {"kind_zh": [HOSTILE]}, "fields": ["id"], "matters": [], "workers": []}


# --- the page of paper ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("n", "told"),
    [(8, "Participation, whole year: A is higher by 100.0 to 100.0 points, and by at least 1 in 8 of 8 settings."),
     (FEWEST - 1, "Participation, whole year: 4 settings are too few to say anything.")],
)  # fmt: skip
def test_a_handout_says_what_the_screen_says(n, told):
    assert told in handout_of(GAME, shown(n=n), "en").sentences


def test_a_handout_names_what_both_worlds_share_once():
    told = handout_of(GAME, shown(), "en").compared
    assert told == ("Both: grid; an ordinary year", "A: ranking", "B: pass/fail")
    assert handout_of(Game(a=GAME.a, b=GAME.a), shown(), "zh").question == "A与B是同一个世界"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_handout_is_one_page_with_nothing_beyond_it(language):
    emergency = {"governance": "grid", "assessment": "pass_fail", "regime": "emergency"}
    game = Game(a=WorldChoice(**emergency, levers=LOWEST), b=WorldChoice(**emergency, levers=HIGHEST))
    figure = handout_figure(handout_of(game, shown(game, n_phases=4), language), language)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.texts]
    assert max(box.x1 for box in boxes) <= (A4[0] - RIGHT + 0.1) * figure.dpi
    assert min(box.y0 for box in boxes[:-1]) >= (BOTTOM - 0.1) * figure.dpi


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_a_handout_stay_letters_and_the_same_picture_gives_the_same_bytes(language):
    page = handout(GAME, shown(), language)
    assert page.startswith(b"%PDF")
    assert b"/Type /Font" in page
    assert page.count(b"/Type /Page\n") + page.count(b"/Type /Page ") == 1
    assert page == handout(GAME, shown(), language)


def test_every_string_is_there_in_both_languages():
    for english, chinese in WORDS.values():
        assert set(re.findall(r"\{(\w+)\}", english)) == set(re.findall(r"\{(\w+)\}", chinese))
        assert english
        assert chinese


# --- the page that opens from disk ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tree", "told"),
    [({"guesses": {"made": {"workload": "c"}}}, "guesses.made.workload: found"),
     ({"guesses": {"made": {"../x": "a"}}}, "guesses.made"),
     ({"guesses": {"sizes": {"workload": float("inf")}}}, "guesses.sizes.workload: found"),
     ({"language": "fr"}, "language: found"),
     ({"community": -1}, "community: found"),
     ({"file": "/etc/passwd"}, "file: found")],
)  # fmt: skip
def test_a_hostile_wish_for_a_replay_is_refused_in_one_line(tree, told):
    with pytest.raises(ConfigurationError, match=re.escape(told)) as refused:
        read_wanted(tree)
    assert len(str(refused.value).splitlines()) == 1


def test_nothing_in_the_data_of_a_replay_ends_its_script_and_nothing_is_fetched():
    page = replay_page(GAME, shown(), {"a": story(), "b": story()}, Wanted())
    assert HOSTILE not in page
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="(?!data:)', page)
    assert len(page.encode()) < 3_000_000


@pytest.mark.parametrize("with_guesses", [True, False])
def test_a_replay_opens_from_disk_without_any_request_in_both_languages(tmp_path: Path, with_guesses):
    guesses = {"guesses": {"made": {"workload": "a"}, "sizes": {"workload": 3.5}}} if with_guesses else {}
    wanted = read_wanted({"language": "zh", **guesses})
    file = tmp_path / "replay.html"
    file.write_text(replay_page(GAME, shown(), {"a": story(), "b": story()}, wanted), encoding="utf-8")
    with opened_from_disk(file) as (page, faults):
        assert page.locator("#outcomes svg").count() == 4
        assert page.locator("html").get_attribute("lang") == "zh"
        assert page.locator("#file").is_visible() == with_guesses
        page.click("#language")
        assert page.locator("html").get_attribute("lang") == "en"
        assert "World A" in page.inner_text("#world-a")
        if with_guesses:
            assert "3.5" in page.inner_text("#file")
        page.locator("#steps button", has_text="Map").click()
        assert page.locator("#map rect.building").count() == 4  # a building and its ground, in both worlds
        assert json.loads(page.evaluate("JSON.stringify(REPLAY.game)"))["place"] == GAME.place
    assert faults == []
