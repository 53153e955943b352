"""Who the group is made of, and what each establishment reports."""
