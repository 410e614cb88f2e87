"""Columns become files that others read."""
