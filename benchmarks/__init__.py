"""Each hot path timed beside its peer in one run."""
