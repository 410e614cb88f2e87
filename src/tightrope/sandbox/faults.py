"""How a child says what went wrong: a small file, or an exit code where there is no room for one."""

FAULT = "fault.json"
HUNGRY = 77
"""The exit code of a child that had not even memory for a message."""
