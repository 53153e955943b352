"""The pure part of the consolidation: arrays in, arrays out; no database, no clock."""
