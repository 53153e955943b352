"""Primitives that every other package stands on."""
