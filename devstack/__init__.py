"""Embedded PostgreSQL and Valkey for the demo and the tests; the product never imports this package."""
