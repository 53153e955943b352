"""Writes of the takeovers."""
