"""Synthetic cases: what a state's ties would have been without a dated shock, and whether that can be told."""
