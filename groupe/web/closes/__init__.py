"""Closed periods: the list, a period, and the checklist before closing one."""
