"""The group workbook: a folder or zip of CSV files, or an .xlsx; `docs/import.md` describes it."""

from establishments.imports.group.problems import ImportRefused, Problem
from establishments.imports.group.services import apply, preview
from establishments.imports.group.summary import Summary

__all__ = ["ImportRefused", "Problem", "Summary", "apply", "preview"]
