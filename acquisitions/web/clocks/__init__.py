"""Clocks, the calendar and its feed."""
