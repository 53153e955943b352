"""Reading the structure: lists, the page of an establishment, its history."""
