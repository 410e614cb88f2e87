"""Shelves: one file, one entry; a source, an indicator, a codebook, a theory or a scenario."""
