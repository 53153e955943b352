"""Consolidated figures as pages: the dashboard of a scope, and an indicator in detail."""
