"""Published numbers that the code must reproduce: one file per kind, each a tuple TARGETS."""
