"""Shelf of indicators: each file declares one entry named after it."""
