"""Pooled departments: what they offer, what they cost, and who pays for it."""
