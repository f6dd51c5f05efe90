"""Break every rule in turn and see which test notices: ``python -m tests.mutation [FAMILY ...] [per_rule=2]``.

Verdicts are kept in ``tests/mutation/verdicts.json``, so a run that was stopped goes on where it was, and a rule or a
test that was edited is tried again. ``docs/mutation.md`` is made from them.
"""

from __future__ import annotations

import sys

from tests.mutation import mutants, page, plain, verdicts

SEED = 1
PER_RULE = 2


def main(words: list[str]) -> None:
    """Try the families that are named, or all."""
    families = mutants.families()
    unknown = [word for word in words if word not in families]
    if unknown:
        sys.exit(f"{unknown[0]} is no family of rules; there are: {', '.join(families)}")
    plain.load(families)
    from tests.mutation import trial  # loads tests, so rules must have been loaded as plain Python

    book = verdicts.read()
    for family in words or families:
        wanted = mutants.sample(family, PER_RULE, SEED)
        stamp = verdicts.stamp(family, trial.files_for(family))
        known = book.get(family, {"stamp": ""})
        found = known["verdicts"] if known["stamp"] == stamp else {}
        waiting = [mutant for mutant in wanted if mutant.name not in found]
        if waiting:
            tests = trial.tests_for(family)
        for mutant in waiting:
            found[mutant.name] = trial.caught_by(mutant, tests)
            print(f"{found[mutant.name] or 'SURVIVES'}  <-  {mutant.name}", flush=True)
            book[family] = {"stamp": stamp, "verdicts": found}
            verdicts.write(book)
    page.write(book)


if __name__ == "__main__":
    main(sys.argv[1:])
