"""Room 2: documents become coded evidence."""
