"""Pages that people write, with tables in them that a program makes."""

from __future__ import annotations

import re
from pathlib import Path

from experiments.store import write_files


def fill(page: Path, name: str, text: str) -> None:
    """Put a text into a page, between ``<!-- name -->`` and ``<!-- /name -->``.

    Args:
        page: Markdown that has both marks.
        name: of the marks.
        text: Markdown, instead of what stands between them.

    Errors:
        ValueError: the page has no such marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    filled, n = between.subn(lambda _: f"{begin}\n{text}\n{end}", page.read_text(encoding="utf-8"))
    if n != 1:
        raise ValueError(f"{page.name}: {n} places between {begin} and {end}, not one")
    write_files(page.parent, {page.name: filled.encode()})
