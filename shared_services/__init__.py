"""Pooled departments: requests, cost pools, allocation, re-invoicing."""
