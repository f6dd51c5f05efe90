"""gewang (格网): a multi-agent simulation of residents' community governance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.configuration import SimulationConfig
    from sim.model import CommunityModel
    from sim.scenario import load_scenario

__all__ = ["CommunityModel", "SimulationConfig", "load_scenario"]

_HOMES = {
    "CommunityModel": "sim.model",
    "SimulationConfig": "sim.configuration",
    "load_scenario": "sim.scenario",
}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that a command's help need not load the compiler."""
    import importlib

    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
