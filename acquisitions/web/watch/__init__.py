"""The watch: leads from the gazette and from people."""
