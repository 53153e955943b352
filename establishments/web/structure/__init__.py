"""Establishments, entities, territories, funders."""
