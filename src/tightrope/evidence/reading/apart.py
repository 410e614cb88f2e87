"""Bytes of a foreign format to text with places, read in the confined child."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tightrope.core.document import Format
from tightrope.core.errors import DataError, EvidenceError
from tightrope.evidence.reading import handover
from tightrope.evidence.reading.caps import CAPS, DocumentCaps
from tightrope.evidence.reading.child import PROGRESS
from tightrope.evidence.reading.text import decode_page
from tightrope.sandbox import apart

CHILD = "tightrope.evidence.reading.child"


def read(
    raw: bytes,
    *,
    name: str,
    format: Format,
    encoding: str = "",
    password: str = "",
    caps: DocumentCaps = CAPS,
    keep: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> handover.Read:
    """Return the text of a PDF, DOCX or HTML file with the place of each stretch.

    Parameters
    ----------
    encoding : of a web page, where it is not what the page says; password : of a PDF.
    keep : file that keeps what was read, as the cache holds it; None for none.
    progress : is told the pages read, and of all.

    Raises
    ------
    EvidenceError
        What is wrong with the file, or which cap it passed.
    """
    notes: tuple[str, ...] = ()
    with tempfile.TemporaryDirectory(prefix="tightrope-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "document"
        if format == "html":
            text, notes = decode_page(raw, name=name, encoding=encoding)
            file.write_bytes(text.encode("utf-8"))
        else:
            file.write_bytes(raw)

        def load(work: Path) -> handover.Read:
            found = handover.load(work / handover.PAGE, where=name)
            if keep is not None:
                keep.parent.mkdir(parents=True, exist_ok=True)
                part = keep.with_name(f"{keep.name}.{Path(folder).name}.part")
                part.write_bytes((work / handover.PAGE).read_bytes())
                part.replace(keep)
            return found

        def watch(work: Path) -> None:
            try:
                done, of = (work / PROGRESS).read_text(encoding="ascii").split()
            except (OSError, ValueError):  # not written yet, or being written
                return
            if progress is not None:
                progress(int(done), int(of))

        request = {"file": str(file), "name": name, "format": format, "password": password, "caps": asdict(caps)}
        try:
            found = apart.run(
                CHILD, request, seconds=caps.longest, memory=caps.memory, where=name, load=load,
                watch=watch if progress is not None else None,
            )  # fmt: skip
        except DataError as error:
            raise EvidenceError(error.what, where=error.where or name, next=error.next) from None
    return handover.Read(text=found.text, segments=found.segments, notes=(*notes, *found.notes))
