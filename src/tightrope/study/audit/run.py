"""Files to an audit: each read alone, a bad one told and passed over, the rest held against each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document
from tightrope.core.errors import InvalidValue, TightropeError
from tightrope.data.states import state
from tightrope.evidence.audit.audit import Audit, audit, vantage_of
from tightrope.evidence.audit.days import dates, impossible, told
from tightrope.evidence.audit.voices import Vantage, load_publishers
from tightrope.evidence.corpus import load_cards
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import read_document
from tightrope.evidence.reading.text import visible
from tightrope.study.audit.claims import Claims, check_claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """An audit of files.

    Parameters
    ----------
    audit : of the files that could be read; None where none could.
    refused : (file, what is wrong) of the others.
    claims : the claims of the papers, checked; None where they were not asked for.
    """

    audit: Audit | None
    refused: tuple[tuple[str, str], ...]
    claims: Claims | None = None


def audit_files(
    files: Sequence[Path],
    *,
    days: Sequence[str] = (),
    cards: Path | None = None,
    focal: str = "PAK",
    powers: tuple[str, str] = ("USA", "CHN"),
    states: Sequence[str] = (),
    claims: bool = False,
    chronology: Path | None = None,
) -> Audited:
    """Return the audit of papers in any format that can be read.

    Parameters
    ----------
    files : the papers.
    days : when the works appeared: one date for all, or "FILE=DATE" for one; a date is 2024, 2024-06 or 2024-06-28.
    cards : a `documents.toml` with what is known of the files.
    focal, powers : the study whose gazetteer reads the names.
    states : ISO3 codes whose voice is asked for; the states that the texts speak of most if none is given.
    claims : whether what the papers claim is held against the shipped panel.
    chronology : dated events to hold claims against.

    Raises
    ------
    InvalidValue
        If no file is named or a date is none.
    UnknownName
        If there is no such state.
    EvidenceError
        If the cards cannot be read.
    """
    if not files:
        raise InvalidValue("no file is named", where="audit", next="name one or more papers")
    for code in states:
        state(code)
    dated = _dated(days, {file.name for file in files})
    known = load_cards(cards) if cards is not None else {}
    good: list[Document] = []
    bad: list[tuple[str, str]] = []
    taken: set[str] = set()
    seen: set[Path] = set()
    for file in files:
        try:
            document = read_document(file, card=known.get(file.name))
        except TightropeError as error:
            bad.append((file.name, str(error)))
            continue
        if file.resolve() in seen:
            bad.append((file.name, f"{file.name}: is named twice; it is read once"))
            continue
        seen.add(file.resolve())
        shown = visible(document.id)
        count = sum(name == shown or name.startswith(f"{shown} (") for name in taken)
        name = f"{shown} ({count + 1})" if count else shown
        taken.add(name)
        day = dated.get(document.id) or dated.get("")
        good.append(replace(document, id=name, date=day or document.date))
    if not good:
        return Audited(audit=None, refused=tuple(bad))
    gazetteer = load_gazetteer(declared("gazetteer").values(), focal=focal, powers=powers)
    publishers = load_publishers(declared("publishers").values())
    done = audit(good, gazetteer, publishers, states=states)
    checked = check_claims(done, focal=focal, powers=powers, chronology=chronology) if claims else None
    return Audited(audit=done, refused=tuple(bad), claims=checked)


def _dated(days: Sequence[str], files: set[str]) -> Mapping[str, str]:
    """Return file name -> date, "" for all."""
    out: dict[str, str] = {}
    for word in days:
        file, equal, day = word.rpartition("=")
        if equal and file not in files:
            raise InvalidValue(
                f"no file {file!r} is named", where="--date", next="write FILE=DATE with a file you name"
            )
        month = re.fullmatch(r"\d{4}-\d{2}", day)
        whole = f"{day}-01" if month else day
        if not re.fullmatch(r"\d{4}(?:-(?!00)\d{2}-(?!00)\d{2})?", whole) or not dates(whole) or impossible(whole):
            raise InvalidValue(f"{day!r} is no date", where="--date", next="write 2024, 2024-06 or 2024-06-28")
        out[file if equal else ""] = told((*dates(whole)[0].day[:2], 0)) if month else day
    return out


def vantage_meter(
    documents: Sequence[Document],
    *,
    focal: str = "PAK",
    powers: tuple[str, str] = ("USA", "CHN"),
    states: Sequence[str] = (),
) -> Vantage:
    """Return whose voices the documents of a study hold, and which of the states asked for are absent.

    Parameters
    ----------
    documents : the texts at hand, with their cards; documents of one work count once.
    focal, powers : of the study.
    states : ISO3 codes whose voice is asked for; focal state, powers and rival if none is given.
    """
    gazetteer = load_gazetteer(declared("gazetteer").values(), focal=focal, powers=powers)
    publishers = load_publishers(declared("publishers").values())
    asked = tuple(states) or (gazetteer.focal, *gazetteer.powers, gazetteer.rival)
    return vantage_of(documents, gazetteer, publishers, states=asked)
