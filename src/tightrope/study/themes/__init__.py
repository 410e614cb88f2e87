"""Themes of a study's texts as a part of its report, and search in them."""
