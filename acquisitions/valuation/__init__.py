"""What a target is worth and how it recovers: exact sums over its own monthly curve, without a table or a request.

Cents are integers; percentages, prices and days are fractions. A year of any effect is rounded once, then cut into
months by largest remainder, so that months add up to the year. Every lever is measured on the seller's own curve, not
on what other levers made of it: levers add up, in whatever order.
"""
