"""Theories of a study: the shelf's and its own, read, checked against the catalog, shown."""
