"""The page ``docs/mutation.md``, made from the verdicts."""

from __future__ import annotations

from tests.mutation.mutants import PER_RULE
from tests.mutation.survivors import reason
from tests.mutation.verdicts import ROOT, Book

PAGE = ROOT / "docs" / "mutation.md"

INTRODUCTION = """# Mutation of the rules

Made by `python -m tests.mutation`. Core and twin share the functions of `sim/rules/`, so a comparison of the two cannot
find a rule that is wrong: the tests of the rules must. Here every function of the rules is broken on purpose,
{per_rule} times where it has as many places to break, and the tests of its family are run: the files of `tests/rules/`
and `tests/theory/` that import it, in plain Python, without the model. A mutant is *caught* if a test fails, raises or
never ends.

One place is changed at a time: a sign, a factor turned into a divisor, a term, factor or bound dropped, a comparison
turned round or its boundary moved, `and` for `or`, `min` for `max`, a number doubled (0 becomes 1, whole numbers one
more). Which places are tried is drawn with a fixed seed, function by function. Survivors are listed with the reason;
one without a reason is a weak test. Why an own tool: [decision 0010](decisions/0010-mutation-testing.md).

**{caught} of {n} mutants are caught ({share:.1%})**, of {rules} functions in {families} files of rules.
"""


def text_of(book: Book) -> str:
    """The whole page as Markdown."""
    verdicts = {name: caught for entry in book.values() for name, caught in entry["verdicts"].items()}
    n_caught = sum(caught is not None for caught in verdicts.values())
    introduction = INTRODUCTION.format(
        per_rule=PER_RULE, caught=n_caught, n=len(verdicts), share=n_caught / len(verdicts),
        rules=len({name.partition(":")[0] for name in verdicts}), families=len(book),
    )  # fmt: skip
    rows = [_row(family, entry["verdicts"]) for family, entry in sorted(book.items())]
    survivors = [f"- `{name}`  \n  {reason(name) or '**weak test**'}\n" for name in sorted(survivors_of(book))]
    head = "| rules | mutants | caught | survivors |\n|---|---|---|---|\n"
    return f"{introduction}\n## By file\n\n{head}{''.join(rows)}\n## Survivors\n\n{''.join(survivors)}"


def survivors_of(book: Book) -> list[str]:
    """Names of the mutants that no test catches."""
    return [name for entry in book.values() for name, caught in entry["verdicts"].items() if caught is None]


def _row(family: str, verdicts: dict[str, str | None]) -> str:
    n_caught = sum(caught is not None for caught in verdicts.values())
    return f"| `{family}` | {len(verdicts)} | {n_caught} | {len(verdicts) - n_caught} |\n"


def write(book: Book) -> None:
    """Write the page."""
    PAGE.write_text(text_of(book), encoding="utf-8")
