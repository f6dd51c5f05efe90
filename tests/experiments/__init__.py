"""Shared by the tests of this folder: a place and a length so small that a run takes a hundredth of a second."""

LEFT_OUT = ("riverside", "garden", "new_south", "east_gate", "mill_lane", "station")
TINY = (*(f"~street.communities.{name}" for name in LEFT_OUT), "time.burn_in_days=30", "days=60")
