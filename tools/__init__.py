"""What generates the reference pages."""
