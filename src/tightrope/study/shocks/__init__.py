"""Dated shocks of a study: the shelf's and its own, each name looked up."""
