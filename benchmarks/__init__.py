"""`make bench`: the engine beside plain GROUP BY over narrow rows of the same data, on a demo group of any size."""
