"""Themes of passages as proposals, the names that people give them, and search by words."""
