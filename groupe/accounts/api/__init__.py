"""API rooms of the accounts."""
