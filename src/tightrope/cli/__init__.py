"""Door: one noun, one file; it parses, calls and prints, and computes nothing."""
