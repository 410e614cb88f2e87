"""Take a file of another program in: its texts, its codings as locators and as a table, its codes, and an account."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tightrope.core.coding import Codebook
from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError, InvalidValue, StoreError, TightropeError
from tightrope.data.exports.neutral import neutralize, restore
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.exchange.build import Evidence, evidence_of, file_name
from tightrope.evidence.exchange.project import Account, Project
from tightrope.evidence.exchange.read import read_project
from tightrope.evidence.exchange.tables import read_codebook, read_codings, write_codebook, write_codings
from tightrope.evidence.ingest import document, read_documents
from tightrope.evidence.locators import save_codings
from tightrope.evidence.reading.text import visible
from tightrope.study.coding.files import codebook_file

CODINGS, TABLE, CODES, ACCOUNT = "codings.jsonl", "codings.csv", "codebook.csv", "account.json"
TEXTS, ORIGINALS = "texts", "originals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came in.

    Parameters
    ----------
    files : what was written, in order; empty if nothing was to be.
    project : the codes, coders and marks as they came; without marks where a table of codings came.
    """

    evidence: Evidence
    project: Project
    account: Account
    files: tuple[Path, ...] = ()


def take(
    file: Path, to: Path | None = None, *, documents: Path | None = None, codebook: str = "ncr", force: bool = False
) -> Taken:
    """Read a .qdpx, a .qdc or a .csv, and write what is in it into a folder.

    The folder then holds `texts`, `codings.jsonl` (which a study may name as its `codings`), `codings.csv`,
    `codebook.csv`, `originals` and `account.json`.

    Parameters
    ----------
    to : the folder; None to write nothing.
    documents : folder of the texts that a table of codings is of.
    codebook : whose codes are meant; codes that it has not are told.
    force : whether files in the folder are replaced.

    Raises
    ------
    DataError, EvidenceError
        If the file is refused, too large, damaged, or no table.
    StoreError
        If the folder holds something already or cannot be written.
    """
    if to is not None and to.exists() and (not to.is_dir() or any(to.iterdir())) and not force:
        raise StoreError("the folder holds something already", where=str(to), next="name another, or add --force")
    suffix = file.suffix.lower()
    if suffix == ".csv":
        project, evidence, account = _table(file, documents)
    elif suffix in (".qdpx", ".qdc"):
        project, account = read_project(file)
        project, notes = _rereadable(project)
        evidence, further = evidence_of(project)
        account = replace(account, notes=(*account.notes, *notes, *further.notes))
    else:
        raise InvalidValue(f"{file.name!r} is none of .qdpx, .qdc, .csv", next="export a REFI-QDA project (.qdpx)")
    if evidence.codings:
        unknown = _unknown(evidence, load_codebook(codebook_file(codebook)))
        account = replace(account, notes=(*account.notes, *unknown))
    files = _write(to, project, evidence, account) if to is not None else ()
    return Taken(evidence=evidence, project=project, account=account, files=files)


def _table(file: Path, folder: Path | None) -> tuple[Project, Evidence, Account]:
    """Read a table: of codings if it says where they stand, else of codes."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise EvidenceError(f"cannot be opened ({error.strerror})", where=file.name, next="check the file") from error
    header = raw[:4096].decode("utf-8-sig", "replace").partition("\n")[0].lower()
    none = Evidence(documents=(), codings=(), relations=(), memos=(), codes={})
    if "start" not in header or "code" not in header:
        project, account = read_codebook(raw, name=file.name, restore=restore)
        return project, replace(none, codes=evidence_of(project)[0].codes), account
    if folder is None:
        raise InvalidValue(
            "a table of codings has no texts in it", where=file.name, next="give their folder with --documents"
        )
    texts = read_documents(folder)
    codings, memos, account = read_codings(raw, texts, name=file.name, restore=restore)
    found = replace(none, documents=texts, codings=codings, memos=memos, codes={c.code: "" for c in codings})
    return Project(name=file.stem, origin="csv"), found, account


def _rereadable(project: Project) -> tuple[Project, list[str]]:
    """Let go of files that read differently here than where they came from: the text that was coded stands."""
    notes, sources = [], []
    for source in project.sources:
        if source.original and source.text is not None and source.suffix == Path(source.name).suffix.lower():
            try:
                same = document(file_name(source.name), source.original).text == source.text
            except TightropeError as error:
                same = False
                notes.append(f"{visible(source.name)!r}: its file cannot be read here ({error.what})")
            if not same:
                notes.append(f"{visible(source.name)!r}: its codings are of the text that came with it, kept as text")
                source = replace(source, name=f"{source.name}.txt")
        sources.append(source)
    return replace(project, sources=tuple(sources)), notes


def _unknown(evidence: Evidence, codebook: Codebook) -> list[str]:
    names = {code.name for code in codebook.codes}
    used = sorted({c.code for c in evidence.codings} - names)
    if not used:
        return []
    listed = ", ".join(visible(name) for name in used[:5])
    return [f"{len(used)} codes in use are not in the codebook {codebook.name!r}: {listed}"]


def _write(to: Path, project: Project, evidence: Evidence, account: Account) -> tuple[Path, ...]:
    made: list[Path] = []
    sources = [s for s in project.sources if s.text is not None]
    try:
        to.mkdir(parents=True, exist_ok=True)
        if project.sources:
            for source, text in zip(sources, evidence.documents, strict=True):
                kept = source.original and Path(text.id).suffix.lower() == source.suffix
                raw = source.original if kept else text.text.encode("utf-8", "replace")
                made.append(_put(to / TEXTS / text.id, raw))
                if source.original and not kept:
                    made.append(_put(to / ORIGINALS / _original(text.id, source.suffix), source.original))
        if evidence.codings or evidence.relations:
            save_codings(to / CODINGS, evidence.documents, evidence.codings, evidence.relations)
            made.append(to / CODINGS)
        if evidence.codings or evidence.memos:
            table = write_codings(
                evidence.codings, memos=evidence.memos, quotes=_by_id(evidence.documents), bom=True, guard=neutralize
            )
            made.append(_put(to / TABLE, table.encode("utf-8", "replace")))
        if project.codes:
            table = write_codebook(project, parents=True, bom=True, guard=neutralize)
            made.append(_put(to / CODES, table.encode("utf-8", "replace")))
        said = {"origin": project.origin, "taken": dict(account.taken), "left": account.left, "notes": account.notes}
        made.append(_put(to / ACCOUNT, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()))
    except OSError as error:
        raise StoreError(f"cannot be written ({error.strerror})", where=str(to), next="name another folder") from None
    return tuple(made)


def _original(text: str, suffix: str) -> str:
    """Return the name of the file that a text was read from: that of the text, but for what was put behind it."""
    bare = text.removesuffix(".txt")
    return bare if bare.lower().endswith(suffix) else f"{bare}{suffix}"


def _put(file: Path, raw: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)
    return file


def _by_id(documents: Sequence[Document]) -> dict[str, Document]:
    return {d.id: d for d in documents}
