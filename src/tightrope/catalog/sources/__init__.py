"""Shelf of sources: each file declares one entry named after it."""
