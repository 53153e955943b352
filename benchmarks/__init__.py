"""`make bench`: how long the product's work takes on this machine, on a demo group of any size."""
