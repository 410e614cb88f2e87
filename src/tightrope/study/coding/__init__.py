"""Files coded one by one, outside any study, and their codings as lines, columns or a table."""
