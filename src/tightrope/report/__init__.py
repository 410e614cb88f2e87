"""Room 6: values become pages."""
