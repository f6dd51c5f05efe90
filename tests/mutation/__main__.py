"""Break every rule in turn and see which test notices: ``python -m tests.mutation [FAMILY ...]``.

Verdicts are kept in ``tests/mutation/verdicts.json`` after each mutant, so a run that was stopped goes on where it was;
a mutant is tried again when what its verdict rests on was edited. ``docs/mutation.md`` is made of the verdicts.
"""

from __future__ import annotations

import sys

from tests.mutation import mutants, page, verdicts


def main(words: list[str]) -> None:
    """Try the families that are named, or all."""
    families = mutants.families()
    unknown = [word for word in words if word not in families]
    if unknown:
        print(f"{unknown[0]} is no file of rules; there are: {', '.join(families)}", file=sys.stderr)
        sys.exit(2)
    from tests.mutation import plain  # slow to import

    plain.load(families)
    book = {family: entry for family, entry in verdicts.read().items() if family in families}
    for family in words or families:
        _try(family, book)
    verdicts.write(book)
    page.write(book)


def _try(family: str, book: verdicts.Book) -> None:
    from tests.mutation import trial  # imports the tests' view of the rules, so after these

    wanted = mutants.sample(family)
    entry = verdicts.stamps(family, trial.files_for(family))
    if family in book:
        entry["verdicts"] = verdicts.kept(book[family], entry, wanted)
    book[family] = entry
    for mutant in wanted:
        if mutant.name not in entry["verdicts"]:
            caught_by = trial.caught_by(mutant)
            entry["verdicts"][mutant.name] = verdicts.verdict(caught_by)
            print(f"{'caught' if caught_by else 'SURVIVES'}  {mutant.name}", flush=True)
            verdicts.write(book)


if __name__ == "__main__":
    main(sys.argv[1:])
