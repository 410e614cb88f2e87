"""What goes into a file for other programs: texts, codes, codings of machines and people, memos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tightrope.core.coding import Codebook, Coding, Relation
from tightrope.core.document import Document, Passage
from tightrope.core.errors import EvidenceError, InvalidValue, TightropeError, UnknownName
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.corpus import load_cards
from tightrope.evidence.exchange.build import Memo
from tightrope.evidence.ingest import SUFFIXES, read_document
from tightrope.evidence.locators import load_codings
from tightrope.evidence.reading.text import visible
from tightrope.evidence.review.decisions import SETTLED, Review, opened
from tightrope.study.coding.files import codebook_file, desk
from tightrope.study.review.session import state_of
from tightrope.study.review.view import Texts
from tightrope.study.shelf import locate, shipped
from tightrope.study.spec import read_study


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be exported.

    Parameters
    ----------
    targets : files and folders of texts, or one study, or the log of one review.
    documents : the folder of texts, of a study or of a review whose texts were moved.
    codebook, state, powers, machines : as in `tightrope code`; a study and a review bring their own.
    """

    targets: tuple[str, ...]
    documents: Path | None = None
    codebook: str = "ncr"
    state: str = "PAK"
    powers: tuple[str, str] = ("USA", "CHN")
    machines: tuple[str, ...] = ("rules",)


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All that was gathered; `left` says what was not, `notes` what was noticed in the texts."""

    name: str
    codebook: Codebook
    documents: list[Document] = field(default_factory=list)
    originals: dict[str, bytes] = field(default_factory=dict)
    codings: list[Coding] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bad: int = 0


def gather(wanted: Wanted) -> Gathered:
    """Return what a file is to hold.

    Raises
    ------
    UnknownName, InvalidValue, EvidenceError
        If a target is unknown, texts are not at hand, or none could be read.
    """
    if not wanted.targets:
        return Gathered(name=wanted.codebook, codebook=load_codebook(codebook_file(wanted.codebook)))
    if len(wanted.targets) == 1:
        name, path = wanted.targets[0], Path(wanted.targets[0])
        if path.suffix == ".jsonl" and path.is_file():
            return _review(path, wanted.documents)
        if name in shipped() or path.suffix == ".toml" or (path / "study.toml").is_file():
            return _study(locate(name), wanted)
    return _texts(wanted)


def _texts(wanted: Wanted) -> Gathered:
    """Code files, one after another; a bad one is told and the others go on."""
    files = [file for name in wanted.targets for file in _files(name)]
    found = Gathered(
        name=files[0].stem if len(files) == 1 else "texts", codebook=load_codebook(codebook_file(wanted.codebook))
    )
    first: TightropeError | None = None
    for file in files:
        try:
            _read(found, file, {})
        except TightropeError as error:
            first = first or error
            found.bad += 1
            found.left.append(str(error))
    if first and not found.documents:
        raise first
    _code(found, wanted, found.documents)
    return found


def _files(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        held = sorted(f for f in path.iterdir() if f.suffix.lower() in SUFFIXES and f.is_file())
        return [f for f in held if not f.name.lower().startswith("readme")]
    if not path.is_file():
        raise UnknownName("no such text, folder, study or review", where=name, next=f"studies: {', '.join(shipped())}")
    return [path]


def _read(found: Gathered, file: Path, card: dict[str, str]) -> None:
    document = read_document(file, card=card)
    if any(d.id == document.id for d in found.documents):
        raise InvalidValue("two texts have this name", where=document.id, next="rename one of them")
    found.documents.append(document)
    found.originals[document.id] = file.read_bytes()
    found.notes += [f"{visible(document.id)}: {note}" for note in document.notes]


def _code(found: Gathered, wanted: Wanted, documents: Sequence[Document]) -> None:
    for name in dict.fromkeys(wanted.machines) if documents else ():
        at = desk(codebook=wanted.codebook, state=wanted.state, powers=wanted.powers, coder=name)
        machine = at.coder.id(at.codebook)
        for document in documents:
            codings, relations = at.coder.code(document, at.codebook, at.gazetteer)
            found.codings += [replace(c, coder=machine) for c in codings]
            found.relations += [replace(r, coder=machine) for r in relations]


def _study(file: Path, wanted: Wanted) -> Gathered:
    """Take the codings that a study carries, and code the texts that it has none of."""
    study = read_study(file)
    powers = (study.triad.powers[0].code, study.triad.powers[1].code)
    wanted = replace(wanted, codebook=study.codebook, state=study.triad.focal.code, powers=powers)
    found = Gathered(name=study.name, codebook=load_codebook(codebook_file(study.codebook)))
    cards = load_cards(study.documents) if study.documents else {}
    for text in _files(str(wanted.documents)) if wanted.documents else ():
        try:
            _read(found, text, cards.get(text.name, {}))
        except TightropeError as error:
            found.bad += 1
            found.left.append(str(error))
    codings, relations, known = load_codings(study.codings) if study.codings else ((), (), {})
    at_hand = {d.id: d for d in found.documents}
    for name, document in at_hand.items():
        if name in known and known[name].get("sha256") != document.sha256:
            raise EvidenceError("the text changed since it was coded", where=name, next="restore the text")
    found.codings = [replace(c, passage=_opened(c.passage, at_hand)) for c in codings]
    found.relations = [replace(r, passage=_opened(r.passage, at_hand)) for r in relations]
    _code(found, wanted, [d for d in found.documents if d.id not in known])
    if closed := sorted(set(known) - set(at_hand)):
        found.left.append(f"texts of {len(closed)} documents: they are not at hand; give their folder with --documents")
    return found


def _opened(passage: Passage, documents: dict[str, Document]) -> Passage:
    if passage.document not in documents:
        return passage
    return replace(opened(passage, documents[passage.document]), paraphrase=passage.paraphrase)


def _review(log: Path, folder: Path | None) -> Gathered:
    """Take what machines proposed and what each person judged last, settlements under a name of their own."""
    review, notes = state_of(log)
    texts = Texts(review.start, log, folder)
    found = Gathered(name=log.stem, codebook=load_codebook(codebook_file(review.start.codebook)))
    found.left += notes
    if found.codebook.version != review.start.version:
        found.left.append(f"the codebook {review.start.codebook!r} changed since the review began")
    for card in review.start.documents:
        document = texts.get(card["id"])
        file = folder / document.id if folder else log.parent / card["path"]
        found.documents.append(document)
        found.originals[document.id] = file.read_bytes()
    at_hand = {d.id: d for d in found.documents}
    found.codings = [replace(c, passage=_opened(c.passage, at_hand)) for c in review.start.proposals]
    _people(found, review, at_hand)
    for memo in review.memos:
        passage = _opened(review.passages[memo.passage], at_hand) if memo.passage else None
        found.memos.append(Memo(coder=memo.coder, text=memo.text, passage=passage))
    return found


def _people(found: Gathered, review: Review, at_hand: dict[str, Document]) -> None:
    given = [(coder, j) for coder in review.people for j in review.latest(coder).values()]
    given += [(f"{SETTLED}{j.coder}", j) for j in review.settled.values()]
    bare = 0
    for coder, judgment in given:
        passage = _opened(review.passages[judgment.passage], at_hand)
        layer = judgment.layer or review.start.layers.get(judgment.passage, "argument")
        codes = [c for c in review.start.codes if c in judgment.codes]
        bare += not codes
        found.codings += [Coding(passage=passage, code=c, coder=coder, kind="human", layer=layer) for c in codes]
    if bare:
        found.left.append(
            f"{bare} judgments that a passage carries no code: these formats have no place for them; keep the log"
        )
