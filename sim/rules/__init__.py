"""The rules of behaviour, one family per file: pure functions of numbers, with their parameters beside them."""
