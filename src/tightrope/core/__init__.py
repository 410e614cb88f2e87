"""Words: the frozen values that every other floor speaks in."""
