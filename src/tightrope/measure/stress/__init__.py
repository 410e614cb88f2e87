"""What would change the answer: other readings, other bounds, a placebo power."""
