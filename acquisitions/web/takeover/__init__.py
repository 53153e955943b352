"""The takeover of a file: prepared, confirmed, undone within the day."""
