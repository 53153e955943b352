"""Number formats of Django itself, by language, where a template prints a bare number."""
