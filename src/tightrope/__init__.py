"""Where a state stands between two rival great powers, why, and how long it can stay there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "TightropeError": "tightrope.core.errors",
    "Study": "tightrope.study.spec",
    "read_study": "tightrope.study.spec",
    "locate": "tightrope.study.shelf",
    "begin": "tightrope.study.shelf",
    "Results": "tightrope.study.run",
    "run": "tightrope.study.run",
    "read_report": "tightrope.study.show",
    "walk": "tightrope.study.why",
    "build": "tightrope.study.holdings.build",
    "load": "tightrope.study.holdings.reference",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import tightrope` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tightrope' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
