"""Break every rule in turn and see which test notices: ``python -m tests.mutation [FAMILY ...]``.

Verdicts are kept in ``tests/mutation/verdicts.json`` after each mutant, so a run that was stopped goes on where it was;
the mutants of a family are tried again when its rules or their tests were edited. ``docs/mutation.md`` is made of them.
"""

from __future__ import annotations

import sys

from tests.mutation import mutants, page, plain, verdicts


def main(words: list[str]) -> None:
    """Try the families that are named, or all."""
    families = mutants.families()
    unknown = [word for word in words if word not in families]
    if unknown:
        print(f"{unknown[0]} is no file of rules; there are: {', '.join(families)}", file=sys.stderr)
        sys.exit(2)
    plain.load(families)
    book = {family: entry for family, entry in verdicts.read().items() if family in families}
    for family in words or families:
        _try(family, book)
    verdicts.write(book)
    page.write(book)


def _try(family: str, book: verdicts.Book) -> None:
    from tests.mutation import trial  # imports pytest's view of the tests, so after the rules

    wanted = mutants.sample(family)
    stamp = verdicts.stamp(family, trial.files_for(family))
    known = book.get(family, {"stamp": ""})
    before = known["verdicts"] if known["stamp"] == stamp else {}
    found = {mutant.name: before[mutant.name] for mutant in wanted if mutant.name in before}
    book[family] = {"stamp": stamp, "verdicts": found}
    waiting = [mutant for mutant in wanted if mutant.name not in found]
    tests = trial.tests_for(family) if waiting else None
    for mutant in waiting:
        found[mutant.name] = trial.caught_by(mutant, tests)
        print(f"{'caught' if found[mutant.name] else 'SURVIVES'}  {mutant.name}", flush=True)
        verdicts.write(book)


if __name__ == "__main__":
    main(sys.argv[1:])
