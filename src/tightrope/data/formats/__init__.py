"""Foreign files become columns; each reader has caps, and what can run code runs in a process of its own."""
