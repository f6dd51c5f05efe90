"""``gewang workshop``: start the page on this machine and open it in the browser."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from experiments.engine import n_processors
from experiments.settings import Told, read_settings


class WorkshopSettings(Told):
    """Settings of the workshop's server."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8_642  # 0: any free one
    processes: Annotated[int, Field(ge=1, le=64)] | None = None  # None: one per processor
    browser: bool = True  # open the page
    language: Literal["en", "zh"] = "zh"


def workshop(words: Sequence[str]) -> int:
    """Serve the page until Ctrl-C.

    Args:
        words: settings.

    Returns:
        Exit code.
    """
    settings = read_settings(words, WorkshopSettings)

    import uvicorn

    from workshop.crew import Crew
    from workshop.server import build_app

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        host, port = listener.getsockname()[:2]
        address = f"http://{host}:{port}/?lang={settings.language}"
        print(f"{address}   (Ctrl-C ends it  按 Ctrl-C 结束)", flush=True)
        if not ipaddress.ip_address(host).is_loopback:
            print("anybody in this network can open the page  同一网络中的任何人都能打开此页面", file=sys.stderr)
        if settings.browser:
            threading.Timer(1.0, webbrowser.open, (address,)).start()
        app = build_app(Crew(settings.processes or n_processors()))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        server.run(sockets=[listener])
    return 0
