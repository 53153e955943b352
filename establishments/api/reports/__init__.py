"""Monthly reports by API."""
