"""The child's side: limits first, then the work; what goes wrong becomes a message, never a traceback."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tightrope.core.errors import DataError, FileDamaged, FileTooLarge
from tightrope.sandbox import limits
from tightrope.sandbox.faults import FAULT, HUNGRY

OUT_OF_MEMORY = ("MemoryError", "OutOfMemoryException")
Translate = Callable[[Exception], DataError | None]


def serve(
    request: Mapping[str, Any],
    work: Callable[[Path], None],
    *,
    seconds: int,
    memory: int,
    name: str,
    translate: Translate = lambda error: None,
    longest: int = 0,
) -> None:
    """Do the work under its limits; leave its result, or a fault, in the folder of work.

    Parameters
    ----------
    request : as sent by `apart.run`; "file", if there, is the path that no message may show.
    work : is called with the folder of work.
    seconds, memory : limits of this process from here on.
    name : the file as the user knows it, for messages.
    translate : what an exception of a library means, None if it says nothing of it.
    longest : processor time up to which the work may ask for more (`limits.more_time`); 0 for none.
    """
    folder = Path(request["work"])
    limits.confine(seconds=seconds, memory=memory, work=folder, longest=longest)
    warnings.simplefilter("ignore")
    try:
        try:
            work(folder)
        except DataError as error:
            _tell(folder, error)
        except Exception as error:  # noqa: BLE001  a stranger's file may raise anything
            _tell(folder, translate(error) or _translated(error, request, memory, name))
    except MemoryError:  # not even room for a message
        os._exit(HUNGRY)


def _translated(error: Exception, request: Mapping[str, Any], memory: int, name: str) -> DataError:
    if type(error).__name__ in OUT_OF_MEMORY:
        return FileTooLarge(f"reading it needs more than {memory // 10**6:,} MB of memory", where=name)
    if isinstance(error, RecursionError):
        return FileDamaged("it is nested too deep", where=name)
    if isinstance(error, UnicodeEncodeError):
        return FileDamaged("a text in it holds half a character (a lone surrogate)", where=name)
    first = (str(error).splitlines() or [""])[0]
    for path in (request.get("file"), request["work"]):
        first = first.replace(str(path), name) if path else first
    first = first[:200]
    return FileDamaged(f"it cannot be read ({type(error).__name__}: {first})", where=name)


def _tell(work: Path, error: DataError) -> None:
    fault = {"kind": type(error).__name__, "what": error.what, "where": error.where, "next": error.next}
    (work / "fault.part").write_text(json.dumps(fault), encoding="utf-8")
    (work / "fault.part").rename(work / FAULT)
