"""The catalogue: measures, indicators, rules."""
