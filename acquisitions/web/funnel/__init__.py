"""How files go, and where they are."""
