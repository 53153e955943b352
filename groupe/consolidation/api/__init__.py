"""The API of consolidated figures."""
