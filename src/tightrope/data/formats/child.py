"""The child's program: one file to columns."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tightrope.core.errors import DataError
from tightrope.data.formats import handover, kind, members
from tightrope.data.formats.reading import Caps, Given
from tightrope.sandbox.child import serve

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


def main(request: Mapping[str, Any]) -> None:
    """Read what is asked under its limits; leave columns or a fault in the folder of work."""
    caps, name = Caps(**request["caps"]), str(request["name"])
    serve(
        request,
        lambda work: handover.save(_found(request, work, caps), work),
        seconds=caps.seconds,
        memory=caps.memory,
        name=name,
        translate=lambda error: _lacking(error, name),
    )


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


def _lacking(error: Exception, name: str) -> DataError | None:
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] in NEEDS:
        return DataError(f"reading it needs {error.name}", where=name, next="install tightrope[exports]")
    return None


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
