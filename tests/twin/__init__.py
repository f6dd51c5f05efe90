"""The model a second time, written for reading: one Python object per person, household, worker, matter and body.

It shares with the compiled core the rules (``sim/rules``), the random streams, the clock, the configuration, the
builders of the initial population and world, the numbers of kinds of events, what hangs on a score (``stakes_of``), and
the declared columns of the result tables. All that happens afterwards is written anew: the calendar, every phase, every
actor, the monthly assessment and the records. It is never made fast. On small places both must give the same tables,
bit for bit (``tests/twin/test_twin.py``).

Columns that an object copies from its row of the initial world keep their names; ``sim/tables.py`` describes them.
Links between rows have become references. Numbers in keys of draws name who or what is concerned and which draw is
meant; they are part of the model's definition, so the twin states them itself.

Where to look: ``model`` (calendar, months), ``building`` (rows become objects), ``needs``, ``matters``, ``orders``,
``closing`` (a matter's life), ``network`` (triage, offers, rounds), ``parties``, ``bodies``, ``deciders``, ``office``
(who decides and judges), ``workers``, ``choosing``, ``roster`` (who works), ``people``, ``places``, ``community``
(where it happens), ``tables`` (what is left), ``compare`` (where two runs part).
"""
