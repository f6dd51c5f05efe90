"""What stands behind levers, bounds and numbers of places, in words for a room (``configs/workshop/sources.yaml``)."""

from __future__ import annotations

from functools import cache
from typing import Self

from pydantic import Field, model_validator

from experiments.draws import validated
from sim.errors import nearest_name, refuse
from sim.parameters import Parameters


class Text(Parameters):
    """A text that was read."""

    listed: str  # as docs/evidence names it
    title: str
    title_zh: str


class Saying(Parameters):
    """What one row of the evidence says, and where it was read."""

    text: str
    says: str
    says_zh: str


class Sources(Parameters):
    """Texts, rows of evidence by their ids, and for each place which of its numbers are told by which rows."""

    texts: dict[str, Text]
    says: dict[str, Saying]
    places: dict[str, dict[str, list[str]]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name, saying in self.says.items():
            if saying.text not in self.texts:
                wanted = "one of " + ", ".join(self.texts)
                raise refuse(f"says.{name}.text", saying.text, wanted, nearest_name(saying.text, [*self.texts]))
        return self


@cache
def sources() -> Sources:
    """The file, checked."""
    return validated(Sources, "workshop", "sources")


def spoken() -> dict[str, dict[str, str]]:
    """Id -> what it says and the title of its text, in both languages."""
    texts = sources().texts
    return {
        name: {
            "says": saying.says,
            "says_zh": saying.says_zh,
            "title": texts[saying.text].title,
            "title_zh": texts[saying.text].title_zh,
        }
        for name, saying in sources().says.items()
    }
