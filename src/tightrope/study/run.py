"""Plan to Results: resumable, one progress event a step, outputs written aside and put in place at the end."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tightrope.core.errors import StoreError
from tightrope.core.provenance import Key
from tightrope.data.read import sha256
from tightrope.study import ahead, every
from tightrope.study.holdings import reference
from tightrope.study.plan import Plan, code_digest, plan
from tightrope.study.spec import Study
from tightrope.study.store import Store
from tightrope.study.store import cache_folder as cache_folder

VERSION = "0.1.0"
Progress = Callable[[int, int, str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a run gave: the report as a dictionary, the files written, and the plan it followed."""

    report: dict[str, Any]
    folder: Path
    files: tuple[Path, ...]
    plan: Plan
    reused: bool


def run(
    study: Study, out: Path, *, panel: Path = reference.SHIPPED, cache: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Results:  # fmt: skip
    """Run a study and write its report.

    Parameters
    ----------
    study : as read by `read_study`.
    out : folder of the outputs; left as it was if anything fails.
    panel : folder of the panel.
    cache : folder of stored results; the user's cache folder by default.
    progress : called as (index, total, step, "run" or "stored").

    Returns
    -------
    Results; with nothing changed since the last run they are read back, not computed.
    """
    store = Store(cache or cache_folder())
    reference.manifest(panel)
    steps = plan(study, panel, store)
    with _alone(out):
        _refuse_another_reading(out, study)
        if _unchanged(out, steps.key):
            report = json.loads((out / "report.json").read_text(encoding="utf-8"))
            progress(len(steps.steps), len(steps.steps), "nothing changed", "stored")
            return Results(report=report, folder=out, files=_listed(out), plan=steps, reused=True)
        values = perform_all(
            study, steps, store, panel, progress, wanted="report", also=("states", "themes", "checked")
        )
        tables = _tables(values)
        written = _write(values["report"], out, steps.key, study.formats, tables)
        return Results(report=values["report"], folder=out, files=written, plan=steps, reused=False)


def _tables(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the tables that are too long for the report: every state and year, every passage of every theme."""
    found = {every.FILE: every.text(values["states"])} if "states" in values else {}
    if values.get("themes"):
        from tightrope.study.themes.build import csv_of

        found["tables/themes.csv"] = csv_of(values["themes"])
    if values.get("checked"):
        from tightrope.study.claims.part import FILE

        found[FILE] = values["checked"]["csv"]
    return found


def perform_all(
    study: Study, steps: Plan, store: Store, panel: Path, progress: Progress, *, wanted: str,
    also: tuple[str, ...] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return the value of a step, of all that it needed and of the steps in `also`, from the store where fresh."""
    values: dict[str, Any] = {"panel": panel, "manifest": manifest(study, steps, panel)}
    total = len(steps.steps)
    place = {planned.step.name: (i, planned) for i, planned in enumerate(steps.steps, start=1)}

    def need(name: str) -> Any:
        if name in values:
            return values[name]
        index, planned = place[name]
        step = planned.step
        if second is not None and name == ahead.AHEAD:
            progress(index, total, step.says, "run")
            with contextlib.suppress(subprocess.TimeoutExpired):
                second.wait(timeout=ahead.PATIENCE)
        if step.keep and store.has(planned.key):
            with contextlib.suppress(StoreError):
                values[name] = store.get(planned.key)
                progress(index, total, step.says, "stored")
                return values[name]
            store.drop(planned.key)
        taken = {other: need(other) for other in step.takes}
        progress(index, total, step.says, "run")
        given: Mapping[str, Any] = {**taken, "panel": panel, "manifest": values["manifest"]}
        values[name] = step.function(study, given)
        if step.keep:
            store.put(planned.key, values[name])
        return values[name]

    with ahead.working(study, steps, panel, store) as second:
        for name in (wanted, *(other for other in also if other in place)):
            need(name)
    return values


def manifest(study: Study, steps: Plan, panel: Path) -> dict[str, Any]:
    """Return what a run rests on: inputs with digest, version, license, citation and coverage; code; parameters."""
    built = reference.manifest(panel)
    inputs = []
    for name, row in built["indicators"].items():
        inputs.append({
            "name": name, "kind": "indicator", "label": row["label"], "unit": row["unit"], "role": row["role"],
            "domain": row["domain"], "form": row["form"], "rows": row["rows"], "states": row["states"],
            "sha256": row["sha256"], "version": "", "license": "; ".join(sorted(set(row["licenses"]))),
            "license_unverified": row["unverified"], "sources": row["sources"], "citation": row["cites"],
            "coverage": [row["first"], row["last"]], "shipped": row["shipped"],
        })  # fmt: skip
    for name, row in built["sources"].items():
        for path, file in row["files"].items():
            inputs.append({
                "name": f"{name}: {Path(path).name}", "kind": "source file", "label": row["label"], "url": row["url"],
                "publisher": row["publisher"], "sha256": file["sha256"], "version": row["version"],
                "license": row["license"] + ("" if row["license_verified"] else " (license unverified)"),
                "citation": row["cites"], "coverage": [row["first"], row["last"]],
            })  # fmt: skip
    for label, path in (("study file", study.file), ("chronology", study.chronology), ("claims", study.claims),
                        ("codings", study.codings), ("documents", study.documents),
                        *(("theory", file) for file in study.theory_files if file.is_relative_to(study.folder)),
                        ("references", study.references)):  # fmt: skip
        if path is not None:
            inputs.append({
                "name": path.name, "kind": label, "sha256": sha256(path), "version": "", "license": "MIT",
                "citation": ["tightrope"], "coverage": [study.period.start, study.period.stop],
            })  # fmt: skip
    parameters = {
        "seed": study.seed, "draws": study.draws, "reading": study.reading, "compare": list(study.compare),
        "theories": list(study.theories), "panel": "shipped" if panel == reference.SHIPPED else "local",
        **_part(study),
    }  # fmt: skip
    keys = {planned.step.name: planned.key for planned in steps.steps if planned.step.name != "report"}
    return {
        "inputs": inputs, "code": {"name": "tightrope", "version": VERSION, "sha256": code_digest()},
        "parameters": parameters, "steps": keys, "outputs": [],
    }  # fmt: skip


def _part(study: Study) -> dict[str, list[str]]:
    """Return what a reading of a part is made of; empty for the whole."""
    part = {"domains": list(study.domains or ()), "without": list(study.without)}
    return {key: names for key, names in part.items() if names}


def _refuse_another_reading(out: Path, study: Study) -> None:
    """Refuse to put a reading of a part in the place of the whole, or the reverse.

    Raises
    ------
    StoreError : the folder holds another reading of the same study.
    """
    try:
        held = json.loads((out / "report.json").read_text(encoding="utf-8"))["study"]
        name, told = held["name"], held.get("part") or {}
        part = {key: told[key] for key in ("domains", "without") if told.get(key)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    if name == study.name and part != _part(study):
        says = f"the reading {told['says']!r}" if part else "the reading of everything"
        raise StoreError(f"holds {says}", where=str(out), next="name another folder with --out")


def _write(
    report: dict[str, Any], out: Path, key: Key, formats: tuple[str, ...], tables: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write every output aside, then put each in its place; the manifest goes last."""
    from tightrope.report.page import write as write_report

    before = _names(out)
    work = Path(tempfile.mkdtemp(prefix=".tightrope-", dir=out))
    try:
        write_report(report, work)
        for name, text in tables.items():
            (work / name).parent.mkdir(exist_ok=True)
            (work / name).write_text(text, encoding="utf-8")
        if "html" not in formats:
            (work / "report.html").unlink(missing_ok=True)
        names = sorted(p.relative_to(work).as_posix() for p in work.rglob("*") if p.is_file())
        names = [name for name in names if name != "manifest.json"]
        outputs = [{"name": n, "sha256": sha256(work / n), "bytes": (work / n).stat().st_size} for n in names]
        seal = {**report.get("manifest", {}), "run": key, "outputs": outputs}
        (out / "manifest.json").unlink(missing_ok=True)
        for name in names:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).replace(out / name)
        for name in sorted(set(before) - set(names)):
            (out / name).unlink(missing_ok=True)
        with (work / "manifest.json").open("wb") as stream:  # readable by whom the other outputs are
            stream.write((json.dumps(seal, indent=1, sort_keys=True) + "\n").encode())
            stream.flush()
            os.fsync(stream.fileno())
        (work / "manifest.json").replace(out / "manifest.json")
    except OSError as error:
        raise StoreError(
            f"cannot write the outputs ({error.strerror})", where=str(out), next="free space or rights"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return tuple(out / name for name in (*names, "manifest.json"))


def _names(out: Path) -> list[str]:
    try:
        listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
        return [row["name"] for row in listed if not Path(row["name"]).is_absolute() and ".." not in row["name"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _listed(out: Path) -> tuple[Path, ...]:
    return tuple(out / name for name in (*_names(out), "manifest.json"))


def _unchanged(out: Path, key: Key) -> bool:
    try:
        seal = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        return bool(seal["run"] == key and all(sha256(out / r["name"]) == r["sha256"] for r in seal["outputs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold a folder for one run; a lock left by a process that is gone is taken over."""
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot be made ({error.strerror})", where=str(out), next="name another folder with --out"
        ) from None
    lock = out / ".tightrope.lock"
    for _ in range(2):
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileExistsError:
            if _held(lock):
                raise StoreError(
                    "another run is writing here", where=str(out), next="wait, or name another folder"
                ) from None
            lock.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot be written to ({error.strerror})", where=str(out), next="name another folder"
            ) from None
    else:
        raise StoreError("another run is writing here", where=str(out), next="wait, or name another folder")
    with os.fdopen(handle, "w") as stream:
        stream.write(str(os.getpid()))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        if made and not any(out.iterdir()):
            out.rmdir()


def _held(lock: Path) -> bool:
    try:
        os.kill(int(lock.read_text() or "0"), 0)
    except (OSError, ValueError):
        return False
    return True
