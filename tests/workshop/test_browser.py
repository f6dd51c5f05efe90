"""The whole path in headless Chromium: both languages, three widths, keyboard only, and when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workshop.browser import CHROMIUM, FLAGS, Visit, flaws, serving
from tests.workshop.fake import LOG, fake_crew
from workshop.crew import Crew
from workshop.levers import PAIRS, all_levers
from workshop.server import build_app

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed")

PLACE = "street_of_three"
WIDTHS = ((1280, 800), (1024, 768), (390, 844))
CURVES = 4


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser") / "runs.log"


@pytest.fixture(scope="module")
def address(log: Path) -> Iterator[str]:
    """A server with runs that cost nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOG, str(log))
        with serving(build_app(fake_crew(2))) as (found, _):
            yield found


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    opened = Visit(browser, address)
    yield opened
    opened.page.close()
    assert opened.elsewhere == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width, height", WIDTHS)
def test_the_whole_path(browser, address, language, width, height):
    visit = Visit(browser, address, width, height)
    page = visit.page
    visit.open(f"lang={language}")
    found = {"guess": flaws(visit, language)}
    page.click("#step-place")
    page.locator("#cards details summary").first.click()
    page.wait_for_selector("#cards dl dd")
    found["place"] = flaws(visit, language)
    card = page.locator("#cards .card").filter(has_text="Three" if language == "en" else "三").first
    card.get_by_role("button").click()

    page.wait_for_selector("#guess-workload-a")
    assert page.locator("#outcomes").evaluate("element => element.inert")  # covered until everybody has said
    for name, answer in (("workload", "a"), ("response", "same"), ("participation", "b")):
        page.click(f"#guess-{name}-{answer}")
    page.fill("#guess-workload-size", "1.5")
    assert page.locator("#guess-response-size").is_disabled()
    visit.wait_for_pairs(100)
    page.click("#reveal")
    assert page.locator("#guess .right, #guess .wrong, #guess svg.size").count() >= 3
    assert page.locator("#outcomes svg").count() == CURVES
    page.locator("#outcomes summary").first.click()
    assert page.locator("#outcomes td").first.is_visible()
    found["result"] = flaws(visit, language)
    if width < 500:
        page.click("#b-levers > summary")
    page.click("#b-standard-about summary")
    found["levers"] = flaws(visit, language)

    page.click("#step-map")
    page.wait_for_selector("#map rect.building")
    page.fill("#days", "200")
    page.locator("#map rect.building").first.click()
    assert page.locator("#detail h3").count() == 2
    page.locator("#map .card button").last.click()
    found["map"] = flaws(visit, language)
    for step in ("believe", "home"):
        page.click(f"#step-{step}")
        found[step] = flaws(visit, language)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}
    assert (visit.complaints, visit.elsewhere) == ([], [])
    page.close()


def test_the_first_screen_is_ranking_against_pass_fail_with_the_standard_first(visit):
    visit.open("lang=en")
    page = visit.page
    assert page.input_value("#a-assessment") == "ranking"
    assert page.input_value("#b-assessment") == "pass_fail"
    assert "eight" in page.locator("#where").inner_text()
    assert page.locator("#world-b .lever input").first.get_attribute("id") == "b-standard"
    assert page.locator("#world-b .lever output").first.inner_text() == "within reach"
    assert page.locator("#a-standard").count() == 0  # a ranking has no standard
    assert page.locator("#world-a .lever").count() == len(all_levers()) + 1  # and the row of buttons


def test_by_keyboard_alone_a_lever_is_moved_a_guess_made_and_a_building_read(visit):
    visit.open(f"lang=en&place={PLACE}")
    page, press = visit.page, visit.page.keyboard.press
    visit.wait_for_pairs(100)
    visit.tab_to("b-standard")
    press("ArrowRight")
    page.wait_for_function("document.querySelector('#world-b output').textContent === '0.5'")
    assert page.evaluate("document.activeElement.id") == "b-standard"  # drawn anew, and still held
    visit.tab_to("guess-workload-a")
    press("Enter")
    assert page.locator("#guess-workload-a").get_attribute("aria-pressed") == "true"
    visit.tab_to("guess-workload-size")
    page.keyboard.type("1")
    visit.tab_to("reveal")
    press("Enter")
    visit.wait_for_pairs(100)
    assert "A minus B" in page.locator("#guess").inner_text()
    visit.tab_to("replay")
    press("Enter")
    page.wait_for_selector("text=before the change")
    assert page.locator("#world-b output").first.inner_text() == "within reach"
    page.wait_for_function("document.querySelector('#world-b output').textContent === '0.5'")
    visit.tab_to("step-map")
    press("Enter")
    page.wait_for_selector("#map rect.building")
    visit.tab_to("play")
    for _ in range(5):
        press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('class')") == "building"
    press("Enter")
    assert page.locator("#detail h3").count() == 2
    assert visit.complaints == []


def test_charts_are_named_with_what_they_find_and_holidays_stand_on_the_workload(visit):
    visit.open(f"lang=en&place={PLACE}")
    visit.wait_for_pairs(100)
    visit.page.click("#reveal")
    labels = [chart.get_attribute("aria-label") for chart in visit.page.locator("#outcomes svg").all()]
    assert all(label.startswith("Chart: ") and "in this model only" in label for label in labels)
    assert visit.page.locator("#outcomes svg").first.locator("text.days").all_text_contents() == [
        "Spring Festival",
        "National Day",
    ]
    assert visit.page.locator("#outcomes text.days").count() == 2


def slowly(visit: Visit, steps: int) -> None:
    """Move the lever that makes the made-up runs slow, to a place where nobody has been."""
    visit.page.focus("#a-publicity")
    for _ in range(steps):
        visit.page.keyboard.press("ArrowRight")
    visit.page.wait_for_selector("#stop")


def runs_logged(log: Path) -> int:
    return len(log.read_text(encoding="utf-8").splitlines())


def test_a_reload_in_the_middle_of_a_run_goes_on_with_it_and_keeps_the_guess(visit, log):
    visit.open(f"lang=en&place={PLACE}")
    visit.wait_for_pairs(100)
    before = runs_logged(log)
    slowly(visit, 1)
    visit.page.click("#guess-response-b")
    visit.wait_for_pairs(10)
    play = visit.page.evaluate("new URLSearchParams(location.search).get('play')")
    visit.page.reload()
    visit.page.wait_for_selector("#guess-response-b[aria-pressed=true]")
    assert visit.page.evaluate("new URLSearchParams(location.search).get('play')") == play
    assert visit.page.locator("#outcomes").evaluate("element => element.inert")
    visit.wait_for_pairs(100)
    assert runs_logged(log) == before + PAIRS  # the changed world once, and nothing again


def test_stop_stops_and_the_run_can_be_taken_up_again(visit, log):
    visit.open(f"lang=en&place={PLACE}")
    visit.wait_for_pairs(100)
    slowly(visit, 2)
    visit.wait_for_pairs(10)
    visit.page.click("#stop")
    assert "stopped" in visit.page.locator("#status").inner_text()
    visit.page.wait_for_timeout(400)  # what was begun is finished
    n = runs_logged(log)
    visit.page.wait_for_timeout(400)
    assert runs_logged(log) == n
    visit.page.click("#again")
    visit.wait_for_pairs(100)
    assert "All 20 pairs done" in visit.page.locator("#status").inner_text()


def test_an_answer_that_comes_after_the_next_move_starts_nothing(visit):
    visit.open(f"lang=en&place={PLACE}")
    visit.wait_for_pairs(100)
    held: list[Any] = []
    visit.page.route("**/api/plays", lambda route: held.append(route))  # Playwright wants a function
    visit.page.focus("#a-inspections")
    for n in (1, 2):
        visit.page.keyboard.press("ArrowRight")
        wait_until(visit, lambda n=n: len(held) == n)
    given_up: list[str] = []
    visit.page.on("request", lambda request: given_up.append(request.url) if request.method == "DELETE" else None)
    shown = answered(visit, held[1])
    visit.page.wait_for_function(f"location.search.includes('play={shown}')")
    late = answered(visit, held[0])  # the first question is answered last, and its play is given up
    wait_until(visit, lambda: any(url.endswith(late) for url in given_up))
    visit.wait_for_pairs(100)
    assert f"play={shown}" in visit.page.url


def wait_until(visit: Visit, condition: Callable[[], bool]) -> None:
    """Let the page go on until something has happened, half a minute at most."""
    for _ in range(1_500):
        if condition():
            return
        visit.page.wait_for_timeout(20)
    raise AssertionError("waited in vain")


def answered(visit: Visit, question: Any) -> str:
    """Let a question through that was held; the number of the play that answers it."""
    with visit.page.expect_response("**/api/plays") as answer:
        question.continue_()
    return str(answer.value.json()["play"])


def test_a_play_that_a_new_server_does_not_know_is_played_again(visit):
    visit.open(f"lang=en&place={PLACE}")
    forgotten = "() => history.replaceState(null, '', location.href.replace(/play=\\w+/, 'play=gone'))"
    visit.page.evaluate(forgotten)
    visit.page.reload()
    visit.wait_for_pairs(100)
    assert visit.page.locator("#trouble").is_hidden()


def test_a_dead_server_is_said_on_the_page(browser):
    with serving(build_app(fake_crew(1))) as (address, server):
        visit = Visit(browser, address)
        visit.page.clock.install()
        visit.open(f"lang=zh&place={PLACE}")
        visit.page.wait_for_selector("#stop")
        server.should_exit = True
    visit.page.clock.fast_forward(10_000)
    assert "没有收到服务程序的消息" in visit.page.locator("#trouble").inner_text()
    visit.page.close()


@pytest.mark.parametrize("language, beginning", [("zh", "有一次模拟没有算成"), ("en", "A run failed")])
def test_a_run_that_fails_is_told_in_the_language_of_the_page(visit, language, beginning):
    visit.open(f"lang={language}&place={PLACE}")
    visit.wait_for_pairs(100)
    visit.page.select_option("#a-governance", "network")  # where the runs of the tests fail
    visit.page.wait_for_selector("#trouble:not([hidden])")
    told = visit.page.locator("#trouble").inner_text()
    assert told.startswith(beginning)
    assert told.endswith("ValueError: a run that fails")


def test_settings_that_the_server_refuses_are_told_in_one_line(visit, tmp_path):
    hostile = tmp_path / "settings.json"
    hostile.write_text('{"place": "<img src=x onerror=alert(1)>"}', encoding="utf-8")
    visit.open(f"lang=en&place={PLACE}")
    visit.page.click("#step-home")
    visit.page.set_input_files("input[type=file]", str(hostile))
    visit.page.wait_for_selector("#trouble:not([hidden])")
    assert "place: found" in visit.page.locator("#trouble").inner_text()
    assert visit.page.locator("img").count() == 0


def test_the_real_model_behind_the_page(browser):
    with serving(build_app(Crew(1, known_run=lambda place, choice, pair: None))) as (address, _):
        visit = Visit(browser, address)
        visit.open(f"lang=zh&place={PLACE}")
        visit.wait_for_pairs(100)
        visit.page.click("#reveal")
        assert flaws(visit, "zh") == []
        for chart in visit.page.locator("#outcomes svg").all():
            assert chart.locator("path.mid").count() == 2
            assert len(chart.locator("path.mid.a").get_attribute("d")) > 500
        assert visit.complaints == []
        visit.page.close()
