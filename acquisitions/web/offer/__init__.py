"""The offer to the court, step by step, and beside those of others."""
