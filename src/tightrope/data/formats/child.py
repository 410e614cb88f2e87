"""The child's program: limits first, then one file to columns; what goes wrong becomes a message, never a traceback."""

from __future__ import annotations

import importlib
import json
import os
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tightrope.core.errors import DataError, FileDamaged, FileTooLarge
from tightrope.data.formats import handover, kind, limits, members
from tightrope.data.formats.apart import FAULT, HUNGRY
from tightrope.data.formats.reading import Caps, Given

READERS: dict[str, str] = {
    "csv": "delimited",
    "tsv": "delimited",
    "xlsx": "workbook",
    "dta": "stata",
    "rds": "robjects",
    "parquet": "parquet",
    "json": "records",
}
NEEDS = ("openpyxl", "pandas", "pyreadstat", "rdata")
OUT_OF_MEMORY = ("MemoryError", "OutOfMemoryException")


def main(request: Mapping[str, Any]) -> None:
    """Read what is asked under its limits; leave columns or a fault in the folder of work."""
    work, caps = Path(request["work"]), Caps(**request["caps"])
    limits.confine(seconds=caps.seconds, memory=caps.memory, work=work)
    warnings.simplefilter("ignore")
    try:
        try:
            handover.save(_found(request, work, caps), work)
        except DataError as error:
            _tell(work, error)
        except Exception as error:  # noqa: BLE001  a stranger's file may raise anything
            _tell(work, _translated(error, request, caps))
    except MemoryError:  # not even room for a message
        os._exit(HUNGRY)


def _found(request: Mapping[str, Any], work: Path, caps: Caps) -> Any:
    name = str(request["name"])
    file, inner, format = members.unpack(
        Path(request["file"]), name=name, format=request["format"], member=request["member"], caps=caps, work=work
    )
    kind.refuse_name(inner)
    kind.check_kind(file, format, inner)
    reader = importlib.import_module(f"tightrope.data.formats.readers.{READERS[format]}")
    choices = {"delimiter": "tab", **request["choices"]} if format == "tsv" else request["choices"]
    return reader.read(Given(file=file, name=inner, caps=caps, choices=choices, work=work))


def _translated(error: Exception, request: Mapping[str, Any], caps: Caps) -> DataError:
    name = str(request["name"])
    if type(error).__name__ in OUT_OF_MEMORY:
        return FileTooLarge(f"reading it needs more than {caps.memory // 10**6:,} MB of memory", where=name)
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in NEEDS:
        return DataError(f"reading it needs {error.name}", where=name, next="install tightrope[exports]")
    if isinstance(error, RecursionError):
        return FileDamaged("it is nested too deep", where=name)
    if isinstance(error, UnicodeEncodeError):
        return FileDamaged("a text in it holds half a character (a lone surrogate)", where=name)
    first = (str(error).splitlines() or [""])[0]
    for path in (request["file"], str(request["work"])):
        first = first.replace(path, name)
    first = first[:200]
    return FileDamaged(f"it cannot be read ({type(error).__name__}: {first})", where=name)


def _tell(work: Path, error: DataError) -> None:
    fault = {"kind": type(error).__name__, "what": error.what, "where": error.where, "next": error.next}
    (work / "fault.part").write_text(json.dumps(fault), encoding="utf-8")
    (work / "fault.part").rename(work / FAULT)


def request_for(file: Path, *, format: str, caps: Caps, member: str, choices: Mapping[str, str]) -> dict[str, Any]:
    """Return the plain values that ask for a read."""
    return {
        "file": str(file.resolve()),
        "name": file.name,
        "format": format,
        "caps": asdict(caps),
        "member": member,
        "choices": dict(choices),
    }
