"""Write evidence for other programs: the name of the file says which."""

from __future__ import annotations

import os
from pathlib import Path

from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError, InvalidValue, StoreError
from tightrope.data.exports.neutral import neutralize
from tightrope.evidence.exchange.annotations import jsonld
from tightrope.evidence.exchange.build import project_of
from tightrope.evidence.exchange.project import Account, Project, walk
from tightrope.evidence.exchange.tables import write_codebook, write_codings
from tightrope.evidence.exchange.write import qdc, qdpx
from tightrope.study.exchange.gather import Gathered, Wanted, gather

SUFFIXES = (".qdpx", ".qdc", ".csv", ".jsonld")


def export(
    out: Path,
    wanted: Wanted,
    *,
    codes: bool = False,
    parents: bool = False,
    bom: bool = False,
    sources: bool = True,
    windows: bool = False,
    force: bool = False,
) -> tuple[Account, int]:
    """Write a file and return an account of it, and how many texts could not be read.

    Parameters
    ----------
    out : .qdpx a project, .qdc its codes, .csv its codings or (with `codes`) its codes, .jsonld its marks.
    codes, parents, bom : of .csv; the codes instead of the codings, with the column parent, with a byte-order mark.
    windows : of .qdpx; whether line ends are written and counted as two characters.
    sources : whether the files that texts were read from go into a .qdpx beside the texts.
    force : whether an existing file is replaced.

    Raises
    ------
    InvalidValue
        If the name of the file does not say what it is, or there is nothing to write.
    StoreError
        If it exists or cannot be written.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidValue(f"{out.name!r} does not say what to write", next=f"end it with {', '.join(SUFFIXES)}")
    if out.exists() and not force:
        raise StoreError("the file exists", where=str(out), next="replace it with --force, or name another")
    found = gather(wanted)
    data, account = _data(suffix, found, codes=codes, parents=parents, bom=bom, sources=sources, windows=windows)
    _store(out, data)
    left = (*found.left, *account.left)
    return Account(taken=account.taken, left=left, notes=(*found.notes, *account.notes)), found.bad


def _data(
    suffix: str, found: Gathered, *, codes: bool, parents: bool, bom: bool, sources: bool, windows: bool
) -> tuple[bytes, Account]:
    if suffix == ".csv" and not codes:
        if not found.codings and not found.memos:
            raise InvalidValue("there is no coding to write", where=found.name, next="name texts; or add --codes")
        texts = {d.id: d for d in found.documents}
        table = write_codings(found.codings, memos=found.memos, quotes=texts, bom=bom, guard=neutralize)
        left = (f"{len(found.relations)} relations: the table has codes only",) if found.relations else ()
        return table.encode("utf-8", "replace"), Account(taken=(("codings", len(found.codings)),), left=left)
    if suffix in (".qdc", ".csv"):
        project = _coded(found)
        if suffix == ".qdc":
            return qdc(project)
        table = write_codebook(project, parents=parents, bom=bom, guard=neutralize)
        codes_in = len([node for _, node in walk(project.codes) if node.codable or parents])
        return table.encode("utf-8", "replace"), Account(taken=(("codes", codes_in),))
    if not found.documents:
        raise EvidenceError("no text is at hand", where=found.name, next="name texts, or their folder with --documents")
    at_hand = {d.id for d in found.documents}
    project = project_of(
        name=found.name,
        documents=found.documents,
        codebook=found.codebook,
        codings=[c for c in found.codings if c.passage.document in at_hand],
        relations=[r for r in found.relations if r.passage.document in at_hand],
        memos=found.memos,
        originals=found.originals if sources else {},
    )
    if suffix == ".jsonld":
        return jsonld(project).encode("utf-8", "replace"), Account(taken=(("annotations", len(project.marks)),))
    return qdpx(project, doubled=windows)


def _coded(found: Gathered) -> Project:
    """Return the codes of a project with their counts; texts need not be at hand for that."""
    ends: dict[str, int] = {}
    for coding in found.codings:
        ends[coding.passage.document] = max(ends.get(coding.passage.document, 0), coding.passage.stop)
    blank = [Document(id=name, sha256="", text=" " * stop) for name, stop in sorted(ends.items())]
    return project_of(name=found.name, documents=blank, codebook=found.codebook, codings=found.codings)


def _store(out: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"cannot be written ({error.strerror})", where=str(out), next="name another file") from None
