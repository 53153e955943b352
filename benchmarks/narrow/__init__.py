"""The same data as narrow rows (site, month, measure, value), for plain GROUP BY to be timed on."""
