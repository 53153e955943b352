"""The API of the takeovers, below `/api/v1/acquisitions/`."""
