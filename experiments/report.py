"""One file to read, print and send on: ``gewang report DIR``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.parameter_table import groups
from experiments.settings import ReportSettings, read_settings
from experiments.store import COMMAND_LINE, read_provenance, write_files
from sim.errors import ConfigurationError, nearest_name, shown

if TYPE_CHECKING:
    from analysis.report import Parameter


def report(words: Sequence[str]) -> int:
    """``gewang report DIR``: write the report of a results directory, and a handout if asked.

    Args:
        words: the directory, and settings.

    Returns:
        Exit code.
    """
    import analysis
    from analysis.handout import handout_pdf
    from analysis.report import build

    folders = [word for word in words if "=" not in word]
    if len(folders) != 1:
        found = ", ".join(folders) or "nothing"
        raise ConfigurationError("report", found, "one results directory, gewang report DIR", None, COMMAND_LINE)
    settings = read_settings([word for word in words if "=" in word], ReportSettings)
    _refuse_unknown(settings.only or [])
    folder = Path(folders[0])
    results = analysis.load(folder)
    _ = results.runs  # what is damaged is said before anything is drawn
    provenance = read_provenance(folder)
    built = build(results, provenance, parameters_in(provenance), settings.language, settings.only)
    files = {f"report.{settings.language}.html": built.html.encode()}
    if settings.handout:
        files[f"handout.{settings.language}.pdf"] = handout_pdf(built.handout, settings.language)
    out = Path(settings.out) if settings.out else folder
    write_files(out, files)
    for sentence in built.sentences:
        print(sentence)
    print(", ".join(str(out / name) for name in files))
    return 0


def _refuse_unknown(names: Sequence[str]) -> None:
    from analysis.figures import FIGURES

    for name in names:
        if name not in FIGURES:
            allowed = "some of " + ", ".join(FIGURES)
            raise ConfigurationError("only", shown(name), allowed, nearest_name(name, list(FIGURES)), COMMAND_LINE)


def parameters_in(provenance: dict[str, Any]) -> list[Parameter]:
    """Every declared parameter with the value it had in the results, as their provenance says it.

    Args:
        provenance: content of ``provenance.json``; parameters that it does not name are left out.
    """
    from analysis.report import Parameter

    found = []
    for group, model in groups():
        values: Any = provenance["study"].get("configuration", {})
        for part in group.split("."):
            values = values.get(part, {}) if isinstance(values, dict) else {}
        if group.startswith("regime."):
            continue  # a comparison has several; what they say stands in configs/regime/
        for name, field in model.model_fields.items():
            if isinstance(values, dict) and name in values:
                declared: Any = field.json_schema_extra
                found.append(
                    Parameter(f"{group}.{name}", str(field.description), declared["unit"], values[name], field.default,
                              declared["source"], declared["status"])
                )  # fmt: skip
    return found
