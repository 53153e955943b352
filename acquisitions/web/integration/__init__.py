"""The hundred days after a takeover."""
