"""The table of all declared parameters, made from their declarations: ``python -m experiments.parameter_table``.

Writes ``docs/parameters.md``; a test keeps the page true.
"""

from __future__ import annotations

import inspect
from pathlib import Path

from pydantic.fields import FieldInfo

from sim.configuration import TimeConfig
from sim.parameters import Parameters
from sim.regime_configuration import CampaignConfig, EmergencyConfig
from sim.rules.families import RuleParameters
from sim.rules.levers import Levers
from sim.rules.traits import TraitsParameters

PAGE = Path(__file__).parents[1] / "docs" / "parameters.md"

INTRODUCTION = """# Parameters

Made by `python -m experiments.parameter_table` from the declarations in `sim/`; a test keeps this page true. A
parameter is changed on the command line by its full name, `rules.voice.trust_weight=1.5`. Sources are ids of
[facts.csv or claims.csv](evidence/README.md) or keys of `references.bib`; *assumed* means that no source was found for
the number, *calibrated* that it was fitted to the levels of its source ([calibration.md](calibration.md)). The range is
what a configuration may say, and the range of sweeps. What a place, a kind of matter, a governance or an assessment is
made of stands in `configs/`, with sources beside the numbers. Levers are off at their defaults; those of
`status_quo_levers`, with the same names, are in force during the burn-in. A result that each parameter was seen to move
stands in [parameter_effects.csv](parameter_effects.csv).
"""


def groups() -> list[tuple[str, type[Parameters]]]:
    """Full name and model of every group whose members are declared parameters."""
    rules = [(f"rules.{name}", type(family)) for name, family in RuleParameters()]
    levers = [(f"levers.{name}", type(lever)) for name, lever in Levers()]
    regime = [("regime.emergency", EmergencyConfig), ("regime.campaign", CampaignConfig)]
    return [("time", TimeConfig), *regime, ("traits", TraitsParameters), *rules, *levers]


def page() -> str:
    """The whole page as Markdown."""
    sections = [INTRODUCTION]
    for name, group in groups():
        rows = [_row(parameter, field) for parameter, field in group.model_fields.items()]
        heading = f"## `{name}`\n\n{inspect.cleandoc(group.__doc__ or '')}\n"
        table = "| parameter | meaning | unit | default | range | source | status |\n|---|---|---|---|---|---|---|\n"
        sections.append(f"{heading}\n{table}" + "".join(rows))
    return "\n".join(sections)


def _row(name: str, field: FieldInfo) -> str:
    declared = field.json_schema_extra
    assert isinstance(declared, dict), f"{name} is not declared with parameter(...)"
    low, high = (_limit(field, word) for word in ("ge", "le"))
    span = f"{low} to {high}" if low and high else ""
    default = _number(field.default) if not isinstance(field.default, bool) else str(field.default).lower()
    cells = (f"`{name}`", field.description, declared["unit"], default, span, declared["source"], declared["status"])
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n"


def _limit(field: FieldInfo, word: str) -> str:
    limits = [getattr(rule, word) for rule in field.metadata if hasattr(rule, word)]
    return _number(limits[0]) if limits else ""


def _number(number: float) -> str:
    return f"{number:.12g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
