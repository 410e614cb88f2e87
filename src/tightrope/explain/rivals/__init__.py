"""Theories against each other: one design matrix, each theory as restrictions on it, scored on what it did not see."""
