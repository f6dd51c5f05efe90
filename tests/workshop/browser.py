"""A server and a browser for tests of the page, and what is asked of every screen: see :func:`flaws`."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from analysis.style import FONT_FILES
from workshop.server import FONTS

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LATIN_IN_CHINESE = {"gewang"}
LEAST_CONTRAST = 4.5  # WCAG 2.2, level AA, text of any size

# What can be read on the screen: text of visible elements, and what is read out instead of it.
READ = """() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (text && element.checkVisibility() && !element.closest("script, #language, [translate=no]")) texts.push(text);
  }
  for (const name of ["aria-label", "aria-valuetext"])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.checkVisibility()) texts.push(element.getAttribute(name));
  return texts.filter(text => text);
}"""

# Text whose colour stands out from what is painted behind it by less than asked, as WCAG counts it.
FAINT = """least => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([red, green, blue]) => [red, green, blue].map(part => part / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = element => {
    for (let place = element; place; place = place.parentElement) {
      const colour = numbers(getComputedStyle(place).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || !element.checkVisibility() || element.closest(":disabled, option, script, [inert]")) continue;
    const style = getComputedStyle(element), ink = numbers(element.closest("svg") ? style.fill : style.color);
    const [low, high] = [light(ink), light(behind(element))].sort((one, other) => one - other);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < least) found.add(`${text.slice(0, 20)}: ${ratio.toFixed(2)}`);
  }
  return [...found];
}"""


@contextlib.contextmanager
def serving(app: Starlette) -> Iterator[tuple[str, uvicorn.Server]]:
    """The app on a free port of the loopback address; asking the server to exit ends it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/", server
        finally:
            server.should_exit = True
            thread.join(10.0)


class Visit:
    """One page of the browser, and what went wrong in it.

    Attributes:
        page: Playwright's page.
        complaints: errors of the console and of scripts.
        elsewhere: requests that left the loopback address.
    """

    def __init__(self, browser: Any, address: str, width: int = 1280, height: int = 800) -> None:
        """Open an empty page that has never been here before."""
        self.address = address
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.set_default_timeout(120_000)  # a shared machine takes its time to start workers
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def open(self, words: str) -> None:
        """Go to the page with some words of the address, and wait for the questions of the guess."""
        self.page.goto(f"{self.address}?{words}")
        self.page.wait_for_selector("#reveal")

    def wait_for_pairs(self, n: int) -> None:
        """Wait until so many in a hundred of the pairs are done."""
        width = "parseFloat(document.querySelector('#progress div')?.style.width)"
        self.page.wait_for_function(f"{width} >= {n}")

    def tab_to(self, id_: str, most: int = 150) -> None:
        """Press Tab until an element has the focus; wherever it is on the way, it must be seen."""
        focus = "document.activeElement"
        style = f"{focus} === document.body || getComputedStyle({focus}).outlineStyle"
        for _ in range(most):
            self.page.keyboard.press("Tab")
            focused, outline = self.page.evaluate(f"[{focus}.id, {style}]")
            assert outline != "none", focused
            if focused == id_:
                return
        raise AssertionError(f"{most} times Tab and never at {id_}")


def flaws(visit: Visit, language: str) -> list[str]:
    """What is wrong with what is on the screen: width, words of the other language, glyphs, contrast."""
    texts: list[str] = visit.page.evaluate(READ)
    found = [f"low contrast: {text}" for text in visit.page.evaluate(FAINT, LEAST_CONTRAST)]
    over = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        found.append(f"{over} pixels too wide")
    found += [f"other language: {text}" for text in texts if is_foreign(text, language)]
    missing = {character for text in texts for character in text if ord(character) not in glyphs()} - {"\n"}
    return found + [f"no glyph: {character!r}" for character in sorted(missing)]


def is_foreign(text: str, language: str) -> bool:
    """Whether a text has words that belong to the other language."""
    if language == "en":
        return any("\u4e00" <= letter <= "\u9fff" for letter in text)
    words = "".join(letter if letter.isascii() and letter.isalpha() else " " for letter in text).split()
    return any(len(word) > 2 and word not in LATIN_IN_CHINESE for word in words)


@cache
def glyphs() -> set[int]:
    """Characters that the shipped font can draw."""
    from fontTools.ttLib import TTFont

    return set(TTFont(FONTS / FONT_FILES[0]).getBestCmap())
