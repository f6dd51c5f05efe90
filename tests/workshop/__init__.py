"""Tests of the page for a room."""
