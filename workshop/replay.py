"""What was played as one page that opens from disk: no server, no request, no Python.

The same page as in the room, with its styles, scripts, the font's letters that it needs, the picture and the story of
one community put into one file. Choices are shown and cannot be moved.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from analysis.report import subset_font
from analysis.style import FONT_FILES
from sim.errors import one_line
from sim.parameters import Parameters
from workshop.catalogue import catalogue, place
from workshop.game import Game

PAGE = Path(__file__).parent / "page"
STYLE = '<link rel="stylesheet" href="style.css">'
FIRST_OWN = "words.js"  # the first script that is not a library: the data stand before it

type Guessed = Literal["workload", "response", "participation", "strain"]


class Guesses(Parameters):
    """What a room guessed before it saw the result."""

    made: dict[Guessed, Literal["a", "same", "b"]] = Field(default_factory=dict)
    sizes: dict[Guessed, Annotated[float, Field(ge=-1e6, le=1e6)]] = Field(default_factory=dict)


class Wanted(Parameters):
    """What is wanted of a replay page: opening language, community whose story it tells, guesses if they may go in."""

    language: Literal["en", "zh"] = "zh"
    community: Annotated[int, Field(ge=0)] = 0
    guesses: Guesses | None = None


def read_wanted(tree: Any) -> Wanted:
    """What a page wants of a replay.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line, about the first fault.
    """
    try:
        return Wanted.model_validate(tree)
    except ValidationError as error:
        raise one_line(error, Wanted, tree if isinstance(tree, dict) else {}, lambda key: "replay") from None


def replay_page(game: Game, picture: dict[str, Any], stories: dict[str, Any], wanted: Wanted) -> str:
    """The page as one HTML file.

    Args:
        game: what was played.
        picture: of its pairs, see :func:`workshop.band.picture`.
        stories: of both worlds, see :func:`workshop.story.story`.
        wanted: language that it opens in (it can be switched), community that the stories tell of, guesses.

    Returns:
        HTML, about 1 MB.
    """
    content = {
        "catalogue": catalogue() | {"places": [card for card in catalogue()["places"] if card["id"] == game.place]},
        "numbers": place(game.place),
        "game": game.model_dump(mode="json"),
        "picture": picture | {"of": catalogue()["pairs"]},
        "story": stories,
        "community": wanted.community,
        "language": wanted.language,
        "guesses": wanted.guesses.model_dump(mode="json") if wanted.guesses else None,
    }
    return one_file(as_script("REPLAY", content), letters=frozenset(json.dumps(content, ensure_ascii=False)))


def as_script(name: str, content: Any) -> str:
    """Data as a script that names them; nothing in them can end its element."""
    return f"const {name} = {json.dumps(content, ensure_ascii=False).replace('</', '<\\/')};"


def one_file(data: str, letters: frozenset[str]) -> str:
    """The workshop's page with styles, scripts, the font's letters that it needs and data in one file.

    Args:
        data: script that the page finds its data in.
        letters: that occur in the data.
    """
    files = sorted(PAGE.rglob("*.js"))
    scripts = {file.relative_to(PAGE).as_posix(): file.read_text(encoding="utf-8") for file in files}
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    own = "".join(text for name, text in scripts.items() if not name.startswith("vendor/"))
    page = page.replace(STYLE, f"<style>{_styles(letters | frozenset(own))}</style>")
    for name, text in scripts.items():
        before = f"<script>{data}</script>\n" if name == FIRST_OWN else ""
        script = text.replace("</script", "<\\/script")
        page = page.replace(f'<script src="{name}"></script>', f"{before}<script>{script}</script>")
    return page


def _styles(letters: frozenset[str]) -> str:
    """The style sheet with the font's own letters in it, instead of the addresses of whole fonts."""
    lines = (PAGE / "style.css").read_text(encoding="utf-8").splitlines()
    rules = "\n".join(line for line in lines if not line.startswith("@font-face"))
    font = subset_font(FONT_FILES[0], set(letters) | set(map(chr, range(32, 127))))
    return f'@font-face {{ font-family: "Noto Sans SC"; src: url("data:font/woff;base64,{font}"); }}\n{rules}'
