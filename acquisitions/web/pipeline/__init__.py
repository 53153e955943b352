"""The board, the list, and the room of a file."""
