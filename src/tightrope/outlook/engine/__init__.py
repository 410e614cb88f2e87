"""The full stage game of a state between two powers: symbols, map, rests and branches, seeded paths."""
