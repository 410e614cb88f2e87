"""Packages of the extra `exports`, asked for only when a format needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tightrope.core.errors import DataError


def need(package: str, what: str) -> Any:
    """Return a package of the extra `exports`.

    Raises
    ------
    DataError : it is not installed.
    """
    try:
        return import_module(package)
    except ImportError:
        raise DataError(
            f"{what} needs the package {package.partition('.')[0]}", where="export", next="install tightrope[exports]"
        ) from None
