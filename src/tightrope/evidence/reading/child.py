"""The child's program: one PDF, DOCX or HTML file to text with places."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tightrope.evidence.reading import handover
from tightrope.evidence.reading.caps import Builder, DocumentCaps
from tightrope.sandbox import limits
from tightrope.sandbox.child import serve

PROGRESS = "progress"
OFTEN = 0.25  # seconds between two marks of progress


def main(request: Mapping[str, Any]) -> None:
    """Read what is asked under its limits; leave text with places, or a fault, in the folder of work."""
    caps, name = DocumentCaps(**request["caps"]), str(request["name"])
    serve(
        request,
        lambda work: handover.save(_found(request, work, caps, name), work / handover.PAGE),
        seconds=caps.seconds,
        longest=caps.longest,
        memory=caps.memory,
        name=name,
    )


def _found(request: Mapping[str, Any], work: Path, caps: DocumentCaps, name: str) -> Builder:
    # Each reader brings libraries of its own; they are loaded here, when the limits hold.
    if request["format"] == "html":
        from tightrope.evidence.reading import html

        return html.read(Path(request["file"]).read_bytes().decode("utf-8"), name=name, caps=caps)
    raw = Path(request["file"]).read_bytes()
    if request["format"] == "docx":
        from tightrope.evidence.reading import docx

        return docx.read(raw, name=name, caps=caps)
    from tightrope.evidence.reading import pdf

    last = [0.0]

    def tell(done: int, of: int) -> None:
        if time.monotonic() - last[0] > OFTEN:
            last[0] = time.monotonic()
            (work / PROGRESS).write_text(f"{done} {of}", encoding="ascii")

    return pdf.read(
        raw, name=name, caps=caps, password=request["password"], tell=tell, more=lambda: limits.more_time(caps.seconds)
    )
