"""Theories as files: read, refused where they are no account of cause and effect, drawn."""
