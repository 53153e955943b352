"""Pages that show every component with sample data, for the browser tests."""
