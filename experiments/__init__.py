"""Designs, many runs, the result store, provenance and the command line; knows nothing of plots."""
