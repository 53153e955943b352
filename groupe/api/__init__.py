"""Group-level endpoints."""
