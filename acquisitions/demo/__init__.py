"""Takeovers of the demo group: twenty invented files over all stages."""
