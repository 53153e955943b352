"""Forms that change the structure: each checks its fields, calls one service, and says what changes."""
