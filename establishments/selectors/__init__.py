"""Reading: typed answers in a bounded number of queries."""
