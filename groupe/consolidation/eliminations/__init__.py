"""What companies of the group bill each other, taken out of the figures of a scope (semantics, rule 25).

Nothing is stored: few flows and the dated structure say it all. A `Book` holds both, as they are or as they were known.
"""

from groupe.consolidation.eliminations.book import Book, Line, Sums
from groupe.consolidation.eliminations.figures import after_elimination, effect, is_eliminated, sides
from groupe.consolidation.eliminations.known import book_at, book_now

__all__ = ["Book", "Line", "Sums", "after_elimination", "book_at", "book_now", "effect", "is_eliminated", "sides"]
