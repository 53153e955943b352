"""Jobs saved: of one file, and of all that the reader may see."""
