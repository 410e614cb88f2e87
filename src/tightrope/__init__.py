"""Where a state stands between two rival great powers, why, and how long it can stay there."""

__version__ = "0.1.0"
