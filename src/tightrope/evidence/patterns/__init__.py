"""Patterns of a codebook as one machine, what codes say of relations, and fitted cues as a second look."""
