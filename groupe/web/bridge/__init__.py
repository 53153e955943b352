"""From last year to this year: what came, what left, what changed on a constant perimeter; and who made it."""
