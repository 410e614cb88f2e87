"""Collect the targets and hold our numbers against them."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from tightrope.study import targets as package
from tightrope.study.targets.target import Result, Target


def collect() -> tuple[Target, ...]:
    """Return every target of this package, ordered by id."""
    found: list[Target] = []
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found.extend(getattr(module, "TARGETS", ()))
    return tuple(sorted(found, key=_order))


def check(target: Target, folder: Path | None) -> Result:
    """Compute one target.

    Parameters
    ----------
    folder : the data folder, or None where there is none; a target that needs files is then skipped.
    """
    absent = [path for path in target.needs if folder is None or not (folder / path).is_file()]
    if absent:
        why = f"not here: {', '.join(absent)}" + (f"; {target.obtain}" if target.obtain else "")
        return Result(target=target, got=(), status="skipped", why=why)
    if target.compute is None:
        return Result(target=target, got=(), status="skipped", why=target.obtain)
    got = target.compute(folder or Path())
    close = len(got) == len(target.expected) and all(
        abs(g - e) <= target.tolerance for g, e in zip(got, target.expected, strict=True)
    )
    good, bad = ("agrees", "differs") if target.comparison else ("pass", "fail")
    return Result(target=target, got=got, status=good if close else bad, why="" if close else target.reason)  # type: ignore[arg-type]


def row_of(result: Result) -> dict[str, Any]:
    """Return a result as plain values, for JSON."""
    t = result.target
    return {
        "id": t.id, "source": t.source, "what": t.what, "expected": list(t.expected), "got": list(result.got),
        "tolerance": t.tolerance, "status": result.status, "why": result.why,
    }  # fmt: skip


def _order(target: Target) -> tuple[str, float, str]:
    digits = "".join(c for c in target.id.split(".")[0] if c.isdigit())
    return target.id[:1], float(digits or 0), target.id
