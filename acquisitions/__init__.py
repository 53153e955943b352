"""Takeovers: watch, pipelines, court clocks, integration, review."""
