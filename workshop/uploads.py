"""What people send or upload is read as data within bounds, whoever reads it: the server or a command."""

from __future__ import annotations

import json
from typing import Any

from sim.errors import ConfigurationError

MOST_BYTES = 16_384
DEEPEST = 8  # levels of nesting


def parsed(content: bytes) -> dict[str, Any]:
    """The JSON object in some bytes.

    Errors:
        :class:`sim.errors.ConfigurationError`, one line: too large, too deep, or no such object.
    """
    allowed = "a file that the workshop's page has saved"
    if len(content) > MOST_BYTES:
        raise ConfigurationError("settings", f"more than {MOST_BYTES} bytes", allowed)
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict) or _depth(tree) > DEEPEST:
        raise ConfigurationError("settings", "something else", allowed)
    return tree


def _depth(value: Any) -> int:
    if isinstance(value, dict | list):
        return 1 + max((_depth(below) for below in (value.values() if isinstance(value, dict) else value)), default=0)
    return 0
