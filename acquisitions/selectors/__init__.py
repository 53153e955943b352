"""Reads of the takeovers."""
