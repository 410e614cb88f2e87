"""The one way in: a foreign file becomes columns, in a confined child, or an error that says what and where."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tightrope.core.errors import FileDamaged, FileTooLarge, InvalidValue, SourceUnavailable
from tightrope.data.formats import apart, kind
from tightrope.data.formats.child import READERS, request_for
from tightrope.data.formats.reading import CAPS, Caps, Reading, check_choices

CHILD = "tightrope.data.formats.child"


def read_file(
    file: Path, *, format: str = "", caps: Caps = CAPS, member: str = "", choices: Mapping[str, str] | None = None
) -> Reading:
    """Read a foreign file.

    Parameters
    ----------
    file : what to read; .gz and .zip are unpacked under caps.
    format : csv, tsv, xlsx, dta, rds (also .rda), parquet or json; "" takes it from the name.
    caps : the most that it may cost.
    member : which file of an archive.
    choices : what to do where the file leaves a choice; the keys are those of `reading.CHOICES`.

    Returns
    -------
    Columns, with notes on everything that was decided on the way. Numbers are int64 or float64 with NaN for
    missing; everything else is text, dates as ISO 8601.

    Raises
    ------
    SourceUnavailable : the file is not there. FileRefused : a kind that is never opened.
    FileDamaged : not what it claims to be. FileTooLarge : over a cap. ChoiceNeeded : readable in several ways.
    """
    chosen = dict(choices or {})
    if format and format not in READERS:
        raise InvalidValue(f"there is no format {format!r}", where=file.name, next=f"take one of {', '.join(READERS)}")
    check_choices(chosen, file.name)
    if not file.is_file():
        raise SourceUnavailable("the file is not there", where=str(file))
    kind.refuse_name(file.name)
    size = file.stat().st_size
    if size == 0:
        raise FileDamaged("the file is empty", where=file.name, next="download it again")
    if size > caps.bytes:
        raise FileTooLarge(f"it has {size:,} bytes, more than the {caps.bytes:,} that are read", where=file.name)
    request = request_for(file, format=format, caps=caps, member=member, choices=chosen)
    return apart.run(CHILD, request, caps=caps, where=file.name)
