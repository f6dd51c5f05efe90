"""The place that results are about: its compounds and buildings, from the provenance beside the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from analysis.results import Results, ResultsError

PROVENANCE = "provenance.json"


@dataclass(frozen=True, slots=True)
class Compound:
    """One compound of the street; ids are those of the table ``matters``.

    Attributes:
        community_id: community it belongs to.
        compound_id: row number over the whole street.
        kind: kind of housing, one of :data:`sim.names.COMPOUND_KIND`.
        first_building: building_id of its first building; the others follow.
        n_buildings: buildings.
        n_households: dwellings of all its buildings, spread evenly.
    """

    community_id: int
    compound_id: int
    kind: str
    first_building: int
    n_buildings: int
    n_households: int


def compounds_of(results: Results) -> list[Compound]:
    """Compounds of the street in the order in which the model numbers them.

    Raises:
        ResultsError: there is no provenance beside the tables, or it does not say which place they are about.
    """
    file = results.folder / PROVENANCE
    try:
        communities = json.loads(file.read_text(encoding="utf-8"))["study"]["configuration"]["street"]["communities"]
        return _numbered(communities)
    except FileNotFoundError:
        raise ResultsError(f"{file}: not there, so the buildings of the place are not known") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise ResultsError(f"{file}: damaged, or of another version: it names no communities with compounds") from None


def _numbered(communities: list[dict[str, Any]]) -> list[Compound]:
    found: list[Compound] = []
    n_buildings = 0
    for community_id, community in enumerate(communities):
        for compound in community["compounds"]:
            own = int(compound["buildings"])
            found.append(
                Compound(community_id, len(found), str(compound["kind"]), n_buildings, own, int(compound["households"]))
            )
            n_buildings += own
    return found
