"""Foreign files become columns; each is opened under caps in a process of its own."""
