"""Room 5: how long, and what if."""
