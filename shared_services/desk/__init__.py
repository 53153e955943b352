"""What a service desk is counted and guarded with: no tables, no requests."""
