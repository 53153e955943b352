"""Group-level pages."""
