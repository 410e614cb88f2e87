"""Readers of one format each; they run in the confined child only."""
