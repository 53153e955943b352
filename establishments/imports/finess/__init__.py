"""The official FINESS+ files: who exists, where, and how many places are authorised.

`preview` and `apply` are what a command or a page calls; see `docs` of each.
"""

from establishments.imports.finess.services import apply, preview
from establishments.imports.finess.summary import Summary

__all__ = ["Summary", "apply", "preview"]
