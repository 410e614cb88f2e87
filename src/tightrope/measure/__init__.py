"""Room 3: ties become alignment."""
