"""A headless Chromium without any network, for pages that open from disk; the test is skipped where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * 0.0.0.0",
)  # fmt: skip


@contextmanager
def opened_from_disk(file: Path, width: int = 1280, height: int = 800) -> Iterator[tuple[Any, list[str]]]:
    """A page opened as file://, offline; what it complains of or asks for is told as faults."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium here")
    faults: list[str] = []
    with playwright.sync_playwright() as opened:
        browser = opened.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        page = context.new_page()
        page.on("console", lambda told: faults.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: faults.append(asked.url) if asked.url.startswith(("http", "ws")) else None)
        page.goto(file.as_uri())
        yield page, faults
        browser.close()
