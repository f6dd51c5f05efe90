"""Mutation of the rules: is every rule held by a test? ``python -m tests.mutation`` (see docs/mutation.md)."""
