"""Imports of the group workbook."""
