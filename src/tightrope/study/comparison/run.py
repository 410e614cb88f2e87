"""A comparison from states to files: one fit for all of them, kept by key, composed and written."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tightrope.core.errors import StoreError
from tightrope.core.provenance import Key
from tightrope.data.read import sha256
from tightrope.data.states import states
from tightrope.study import every, perform
from tightrope.study.comparison.apart import apart
from tightrope.study.comparison.apart import sources as apart_sources
from tightrope.study.comparison.order import order
from tightrope.study.comparison.wanted import Wanted, study_of
from tightrope.study.holdings import reference
from tightrope.study.plan import code_digest
from tightrope.study.run import VERSION, Progress, cache_folder
from tightrope.study.store import Store, digest

if TYPE_CHECKING:
    from tightrope.measure.assess import Measured

STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison gave: compare.json as a dictionary, the files written, and whether it was stored."""

    comparison: dict[str, Any]
    files: tuple[Path, ...]
    key: Key
    reused: bool


def compare(
    asked: Wanted, out: Path, *, panel: Path = reference.SHIPPED, cache: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Compared:  # fmt: skip
    """Measure several states in one fit and write the comparison.

    Parameters
    ----------
    asked : as checked by `wanted`.
    out : folder of the outputs.
    panel : folder of the panel.
    cache : folder of stored results; the user's cache folder by default.
    progress : called as (index, total, step, "run" or "stored").

    Returns
    -------
    Compared; with nothing changed since the last time it is read back, not computed.
    """
    from tightrope.report.comparison.page import write

    store = Store(cache or cache_folder())
    manifest = reference.manifest(panel)
    key = _key(asked, panel)
    if held := _unchanged(out, key):
        progress(STEPS, STEPS, "nothing changed", "stored")
        files = tuple(out / name for name in (*held["outputs"], "compare.json"))
        return Compared(comparison=held, files=files, key=key, reused=True)
    found: dict[str, Any] | None = None
    if store.has(key):
        with contextlib.suppress(StoreError):
            found = store.get(key)
            progress(STEPS, STEPS, "compare", "stored")
    reused = found is not None
    if found is None:
        found = _composed(asked, panel, manifest, store, progress)
        store.put(key, found)
    progress(STEPS, STEPS, "write the page", "run")
    return Compared(comparison=found, files=_placed(found, out, write), key=key, reused=reused)


def _key(asked: Wanted, panel: Path, step: str = "compare") -> Key:
    """Return the key of a comparison; that of its fit does not depend on the order of the states."""
    codes = [one.code for one in asked.states]
    return Key(
        digest({
            "step": step, "code": code_digest(), "panel": sha256(panel / "manifest.json"),
            "states": codes if step == "compare" else sorted(codes), "powers": [one.code for one in asked.powers],
            "period": [asked.start, asked.stop], "seed": asked.seed, "draws": asked.draws,
        })
    )  # fmt: skip


def _measured(asked: Wanted, panel: Path, store: Store, progress: Progress) -> Measured:
    key = _key(asked, panel, "measured together")
    if store.has(key):
        with contextlib.suppress(StoreError):
            held: Measured = store.get(key)
            progress(2, STEPS, "measure ties", "stored")
            return held
    study = study_of(asked)
    progress(1, STEPS, "open the panel", "run")
    inputs = perform.inputs(study, {"panel": panel})
    progress(2, STEPS, "measure ties", "run")
    found = perform.measured(study, {"inputs": inputs, "panel": panel})
    store.put(key, found)
    return found


def _composed(asked: Wanted, panel: Path, built: dict[str, Any], store: Store, progress: Progress) -> dict[str, Any]:
    from tightrope.report.comparison.compose import compose

    measured = _measured(asked, panel, store, progress)
    positions = {measured.position.state: measured.position, **measured.positions}
    codes = tuple(one.code for one in asked.states)
    as_of = min(positions[code].as_of for code in codes)
    table = every.every(measured.alignment, measured.standing, as_of=as_of)
    names = {code: one.name for code, one in states().items()}
    progress(3, STEPS, "compare", "run")
    return compose(
        study={
            "states": list(codes), "powers": [one.code for one in asked.powers],
            "period": {"start": asked.start, "stop": asked.stop}, "seed": asked.seed, "draws": asked.draws,
        },
        names=names, positions={code: positions[code] for code in codes}, as_of=as_of,
        order=order(measured.alignment, codes, year=as_of), apart=apart(asked, panel, as_of=asked.stop),
        world=every.latest(table, as_of),
        manifest={
            "run": _key(asked, panel), "code": {"name": "tightrope", "version": VERSION, "sha256": code_digest()},
            "panel": "shipped" if panel == reference.SHIPPED else "local", "also": apart_sources(panel),
            "inputs": _inputs(built),
        },
    )  # fmt: skip


def _inputs(built: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the panel rests on: each indicator, with digest, license, coverage and citation."""
    return [
        {
            "name": name, "label": row["label"], "role": row["role"], "sha256": row["sha256"],
            "license": "; ".join(sorted(set(row["licenses"]))), "sources": row["sources"], "citation": row["cites"],
            "coverage": [row["first"], row["last"]], "shipped": row["shipped"],
        }
        for name, row in built["indicators"].items()
    ]  # fmt: skip


def _placed(found: dict[str, Any], out: Path, write: Any) -> tuple[Path, ...]:
    """Write every output aside, then put each in its place; what an earlier comparison left and this has not, goes."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".tightrope-", dir=out))
    except OSError as error:
        raise StoreError(
            f"cannot be made ({error.strerror})", where=str(out), next="name another folder with --out"
        ) from None
    try:
        written = [path.relative_to(work) for path in write(found, work)]
        for name in _before(out):
            if Path(name) not in written:
                (out / name).unlink(missing_ok=True)
        for path in written:
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).replace(out / path)
    except OSError as error:
        raise StoreError(
            f"cannot write the outputs ({error.strerror})", where=str(out), next="free space or rights"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tuple(out / path for path in written)


def _before(out: Path) -> list[str]:
    try:
        listed = json.loads((out / "compare.json").read_text(encoding="utf-8"))["outputs"]
        return [name for name in listed if not Path(name).is_absolute() and ".." not in Path(name).parts]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _unchanged(out: Path, key: Key) -> dict[str, Any] | None:
    """Return the comparison that lies in a folder, if it is this one and every file is as it was written."""
    try:
        held: dict[str, Any] = json.loads((out / "compare.json").read_text(encoding="utf-8"))
        same = held["manifest"]["run"] == key and held["outputs"]
        return held if same and all(sha256(out / n) == d for n, d in held["outputs"].items()) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
