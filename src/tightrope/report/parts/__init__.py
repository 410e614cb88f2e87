"""Parts of report.json, one file a group of values."""
