"""What a simulated year costs: ``python -m benchmarks`` measures, ``docs/benchmarks.md`` shows.

Everything is a ratio to a bare compiled event loop of the same shape (:mod:`benchmarks.bare_loop`), run in turns with
the model in one process, so that a busy or slow machine changes both alike. Figures are the least of several runs.
"""
