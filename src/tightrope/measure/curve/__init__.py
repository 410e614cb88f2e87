"""The specification curve: every defensible way to build the same index, and whether they agree."""
