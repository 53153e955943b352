"""Monthly reports: what is owed, and the form of a month."""
