"""The engine: cells, roll-ups, windows."""
