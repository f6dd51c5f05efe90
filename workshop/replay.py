"""What was played as one page that opens from disk: no server, no request, no Python.

The same page as in the room, with its styles, scripts, the font's letters that it needs, the picture and the story of
one community put into one file. Choices are shown and cannot be moved.
"""

from __future__ import annotations

import base64
import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import analysis
from workshop.catalogue import catalogue, place
from workshop.game import Game

PAGE = Path(__file__).parent / "page"
FONT = Path(analysis.__file__).parent / "fonts" / "NotoSansSC-Regular-gb2312.ttf"
STYLE = '<link rel="stylesheet" href="style.css">'


def replay_page(game: Game, picture: dict[str, Any], stories: dict[str, Any], community: int, language: str) -> str:
    """The page as one HTML file.

    Args:
        game: what was played.
        picture: of its pairs, see :func:`workshop.band.picture`.
        stories: of both worlds, see :func:`workshop.story.story`.
        community: the community that they tell of.
        language: that the page opens in; it can be switched.

    Returns:
        HTML, about 2 MB.
    """
    content = {
        "catalogue": catalogue() | {"places": [card for card in catalogue()["places"] if card["id"] == game.place]},
        "numbers": place(game.place),
        "game": game.model_dump(mode="json"),
        "picture": picture | {"of": catalogue()["pairs"]},
        "story": stories,
        "community": community,
        "language": language,
    }
    # "</" would end the script element in which the data stand
    data = json.dumps(content, ensure_ascii=False).replace("</", "<\\/")
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    letters = frozenset(data) | frozenset((PAGE / "words.js").read_text(encoding="utf-8"))
    page = page.replace(STYLE, f"<style>{_styles(letters)}</style>")
    for file in sorted(PAGE.rglob("*.js")):
        name = file.relative_to(PAGE).as_posix()
        before = f"<script>const REPLAY = {data};</script>\n" if name == "words.js" else ""
        script = file.read_text(encoding="utf-8").replace("</script", "<\\/script")
        page = page.replace(f'<script src="{name}"></script>', f"{before}<script>{script}</script>")
    return page


def _styles(letters: frozenset[str]) -> str:
    """The style sheet with the font's own letters in it, instead of the addresses of whole fonts."""
    lines = (PAGE / "style.css").read_text(encoding="utf-8").splitlines()
    rules = "\n".join(line for line in lines if not line.startswith("@font-face"))
    font = base64.b64encode(_font(letters)).decode()
    return f'@font-face {{ font-family: "Noto Sans SC"; src: url("data:font/woff;base64,{font}"); }}\n{rules}'


@lru_cache(maxsize=4)
def _font(letters: frozenset[str]) -> bytes:
    from fontTools import subset

    options = subset.Options(flavor="woff", notdef_outline=True, layout_features=["kern"])
    font = subset.load_font(str(FONT), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)) + "".join(map(chr, range(32, 127))))
    subsetter.subset(font)
    file = io.BytesIO()
    subset.save_font(font, file, options)
    return file.getvalue()
