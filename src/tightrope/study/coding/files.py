"""Code files one after another: a bad one is told and passed over, the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import joblib

from tightrope.catalog.shelf import declared
from tightrope.core.coding import Codebook, Coding, Relation
from tightrope.core.document import Document, Layer
from tightrope.core.errors import EvidenceError, StudyError, TightropeError, UnknownName
from tightrope.data.states import state as known
from tightrope.evidence.codebook import CodebookError, load_codebook
from tightrope.evidence.coders import Coder, find_coder
from tightrope.evidence.corpus import load_cards
from tightrope.evidence.gazetteer import Gazetteer, load_gazetteer
from tightrope.evidence.ingest import Card, read_document
from tightrope.study.store import cache_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One file, coded.

    Parameters
    ----------
    name : the file as it was given.
    """

    name: str
    document: Document
    codings: tuple[Coding, ...]
    relations: tuple[Relation, ...]

    @property
    def layers(self) -> dict[tuple[int, int], Layer]:
        """Return the layer of each passage that has a code or a relation, by its span, in order."""
        found = {(r.passage.start, r.passage.stop): r.layer for r in self.relations}
        found |= {(c.passage.start, c.passage.stop): c.layer for c in self.codings}
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a coder works with: its codebook, who is meant by which name, and what is known of the files.

    Parameters
    ----------
    cards : file name -> what is known of it, its encoding and password among it.
    """

    coder: Coder
    codebook: Codebook
    gazetteer: Gazetteer
    cards: Mapping[str, Card] = field(default_factory=dict)

    def code(self, name: str) -> Coded:
        """Return a file coded; `name` is the file as given.

        Raises
        ------
        EvidenceError
            If the file cannot be read.
        """
        return self._coded(name, self._read(name))

    def each(self, names: Sequence[str], *, jobs: int = 1) -> Iterator[Coded | TightropeError]:
        """Yield each file coded, or the error that says why it could not be; the others go on.

        Parameters
        ----------
        jobs : how many files are read at once. What was read of a foreign format is kept by the digest of its bytes,
            so that a batch that was broken off reads nothing twice.
        """
        work = (joblib.delayed(self._tried)(name) for name in names)
        read = joblib.Parallel(n_jobs=jobs, backend="threading", return_as="generator")(work)
        for name, found in zip(names, read, strict=True):
            try:
                if isinstance(found, TightropeError):
                    raise found
                yield self._coded(name, found)
            except TightropeError as error:
                yield error if name in str(error) else type(error)(error.what, where=name, next=error.next)
            except (RecursionError, MemoryError) as error:
                yield EvidenceError(f"is too much for the coder ({type(error).__name__})", where=name, next="split it")

    def _read(self, name: str) -> Document:
        path = Path(name)
        document = read_document(path, card=self.cards.get(path.name), cache=cache_folder() / "documents")
        return replace(document, id=name)

    def _tried(self, name: str) -> Document | TightropeError:
        try:
            return self._read(name)
        except TightropeError as error:
            return error

    def _coded(self, name: str, document: Document) -> Coded:
        codings, relations = self.coder.code(document, self.codebook, self.gazetteer)
        return Coded(name=name, document=document, codings=codings, relations=relations)


def desk(
    *, codebook: str = "ncr", state: str = "PAK", powers: tuple[str, str] = ("USA", "CHN"), coder: str = "rules",
    cards: Path | None = None,
) -> Desk:  # fmt: skip
    """Return what is needed to code files.

    Parameters
    ----------
    codebook : name of a shipped codebook, or the path of a codebook of one's own.
    state, powers : ISO3 codes of the focal state and of the two powers.
    coder : name of a coder.
    cards : a `documents.toml` with what is known of the files.

    Raises
    ------
    UnknownName
        If there is no such codebook or state.
    EvidenceError
        If the codebook has faults (all are told, one a line) there is no such coder, or the cards cannot
        be read.
    """
    for code in (state, *powers):
        known(code)
    if len({state, *powers}) < 3:
        raise UnknownName("the state and the two powers must be three", where="code", next="see --state and --powers")
    return Desk(
        coder=find_coder(coder),
        codebook=_codebook(codebook_file(codebook)),
        gazetteer=load_gazetteer(declared("gazetteer").values(), focal=state, powers=powers),
        cards=load_cards(cards) if cards is not None else {},
    )


def _codebook(file: Path) -> Codebook:
    try:
        return load_codebook(file)
    except CodebookError as error:
        faults = tuple(StudyError(fault.what, where=fault.where, next=fault.next) for fault in error.faults)
        raise StudyError(f"{len(faults)} faults", where=file.name, next="mend them all", faults=faults) from error


def codebook_file(name: str) -> Path:
    """Return the file of a codebook: a shipped one by its name, another by its path."""
    shelf = declared("codebooks")
    if name in shelf:
        return shelf[name]
    if Path(name).is_file():
        return Path(name)
    raise UnknownName(
        f"no codebook named {name!r}",
        where="codebook",
        next=f"shipped: {', '.join(shelf)}; or the path of a .toml file",
    )
