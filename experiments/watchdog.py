"""A run that takes too long ends its process, wherever it is: nothing else stops compiled code that hangs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ENDED = 124  # exit code, as of the program `timeout`


@contextmanager
def ended_after(seconds: float | None) -> Iterator[None]:
    """End this process with the code :data:`ENDED` if the body takes longer.

    A thread keeps the time, so the body must let others run now and then, as Python and the compiled model do.

    Args:
        seconds: how long; ``None``: as long as it takes.
    """
    if seconds is None:
        yield
        return
    alarm = threading.Timer(seconds, os._exit, (ENDED,))
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
