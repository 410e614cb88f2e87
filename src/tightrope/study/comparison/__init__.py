"""Several states side by side: all states of a study as one table, and a few of them in full."""
