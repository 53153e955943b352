"""Pages of the takeovers."""
