"""Study and steps to Plan: what is fresh, what is stale, and the key of each step."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tightrope.core.actor import State, Triad
from tightrope.core.calendar import Period
from tightrope.core.provenance import Key
from tightrope.data.read import sha256
from tightrope.report.cite import bibliography
from tightrope.study.spec import Study
from tightrope.study.steps import STEPS, Step
from tightrope.study.store import Store, digest

APART = {"reference", "studies", "references.bib"}  # digested as inputs, or where they lie differs by install
EXTRAS = ("scikit-learn",)  # optional, and a run tells something else without them
CARRIED = (".py", ".j2", ".toml", ".html", ".css", ".json", ".csv", ".bib", ".svg", ".jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One step with its key, and whether its result is stored already."""

    step: Step
    key: Key
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every step of a run with its key; the last key names the whole run."""

    steps: tuple[Planned, ...]

    @property
    def key(self) -> Key:
        """The key of the whole run."""
        return self.steps[-1].key


def plan(study: Study, panel: Path, store: Store) -> Plan:
    """Return the plan of a run.

    Parameters
    ----------
    panel : folder of the panel; it counts by the bytes of its manifest.
    """
    keys: dict[str, Key] = {}
    planned = []
    for step in STEPS:
        parts = {
            "step": step.name,
            "code": code_digest(),
            "takes": [keys[name] for name in step.takes],
            "uses": {name: plain(getattr(study, name)) for name in step.uses},
            "panel": sha256(panel / "manifest.json") if step.name in ("inputs", "report") else "",
        }
        keys[step.name] = Key(digest(parts))
        planned.append(Planned(step=step, key=keys[step.name], fresh=step.keep and store.has(keys[step.name])))
    return Plan(steps=tuple(planned))


@cache
def code_digest() -> str:
    """Return the digest of this package's own files and of the versions that its numbers rest on."""
    whole = hashlib.sha256()
    root = Path(str(files("tightrope")))
    for file in sorted(p for p in root.rglob("*") if p.suffix in CARRIED and not APART & set(p.parts)):
        whole.update(file.relative_to(root).as_posix().encode() + b"\0" + sha256(file).encode())
    cited = bibliography()
    whole.update(sha256(cited).encode() if cited else b"")
    for name in ("numpy", "scipy", "duckdb", "nupunkt", "vl-convert-python"):
        whole.update(f"{name}={importlib.metadata.version(name)}".encode())
    for name in EXTRAS:
        try:
            whole.update(f"{name}={importlib.metadata.version(name)}".encode())
        except importlib.metadata.PackageNotFoundError:
            whole.update(f"{name}=absent".encode())
    return whole.hexdigest()


def plain(value: Any) -> Any:
    """Return a field of a study as plain values; files and folders by their bytes."""
    if isinstance(value, Path):
        if value.is_dir():
            return {file.name: sha256(file) for file in sorted(value.iterdir()) if file.is_file()}
        return sha256(value)
    if isinstance(value, Triad):
        return [value.focal.code, *(power.code for power in value.powers)]
    if isinstance(value, Period):
        return [value.start, value.stop, value.step]
    if isinstance(value, State):
        return value.code
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, tuple | list) else value
