"""Begin a review: read the texts, let the machines code them, draw the queue, write the first line of the log."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tightrope.core.coding import Coding
from tightrope.core.document import Document, Layer
from tightrope.core.errors import EvidenceError, InvalidValue, StoreError, UnknownName
from tightrope.evidence.corpus import load_cards
from tightrope.evidence.ingest import read_document, receive
from tightrope.evidence.layers import layer
from tightrope.evidence.passages import units
from tightrope.evidence.reading.text import visible
from tightrope.evidence.review.decisions import Review, fold
from tightrope.evidence.review.log import Log, read_log
from tightrope.evidence.review.queue import queue
from tightrope.evidence.review.start import Start, start_body
from tightrope.study.coding.files import desk
from tightrope.study.shelf import locate, shipped
from tightrope.study.spec import read_study


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a review is to be made of.

    Parameters
    ----------
    targets : files and folders of texts, or one study (with `documents`).
    documents : the folder of texts, where the target is a study.
    codebook, state, powers : as in `tightrope code`; a study brings its own.
    machines : names of machine coders.
    share : share of all passages drawn at random, 0 to 1.
    everything : whether to ask for passages, too, that no machine coded and the draw left out.
    blind : whether machine codes stay hidden until a person has judged.
    seed : of the draw.
    """

    targets: tuple[str, ...]
    documents: Path | None = None
    codebook: str = "ncr"
    state: str = "PAK"
    powers: tuple[str, str] = ("USA", "CHN")
    machines: tuple[str, ...] = ("rules",)
    share: float = 0.2
    everything: bool = False
    blind: bool = True
    seed: int = 1


def begin(wanted: Wanted, log: Path, *, at: str, say: Callable[[str], None] = lambda _: None) -> Review:
    """Write the log of a new review and return its state.

    Parameters
    ----------
    log : the file to be; nothing is ever overwritten.
    at : when, as it shall stand in the log.
    say : is told what was noticed in each text, and which texts of a folder could not be read and why.

    Raises
    ------
    StoreError
        If a log is there already or cannot be written.
    TightropeError
        If a text cannot be read, or a name is unknown.
    """
    if not 0 <= wanted.share <= 1:
        raise InvalidValue("the random share lies between 0 and 1", where="--share", next="0.2 is one passage in five")
    if log.exists() and read_log(log)[0]:
        raise StoreError("a review is there already", where=str(log), next="go on with it, or name another with --log")
    codebook, state, powers = wanted.codebook, wanted.state, wanted.powers
    study = _study(wanted)
    if study is not None:
        found = read_study(study)
        codebook, state = found.codebook, found.triad.focal.code
        powers = (found.triad.powers[0].code, found.triad.powers[1].code)
        folder = wanted.documents
        if folder is None:
            raise InvalidValue(
                "the texts of a study do not ship", where=wanted.targets[0], next="give their folder with --documents"
            )
        texts = _folder(folder, load_cards(found.documents) if found.documents else {}, say)
    else:
        texts = [pair for name in wanted.targets for pair in _texts(name, say)]
    for document, _ in texts:
        for note in document.notes:
            say(f"{visible(document.id)}: {note}")
    names = [document.id for document, _ in texts]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidValue("two texts have this name", where=twice[0], next="rename one of them")
    start = _start(wanted, texts, log, codebook, state, powers)
    with Log(log, new=not log.exists()) as opened:
        opened.append("start", at=at, body=start_body(start))
        return fold(opened.events)


def belong(review: Review, targets: Sequence[str]) -> None:
    """Refuse targets that are no texts of a review that is there already.

    Raises
    ------
    UnknownName, InvalidValue
        If a target is not there, or is another text.
    """
    known = {card["id"] for card in review.start.documents}
    for name in targets:
        path = Path(name)
        if path.is_file() and path.suffix != ".toml" and path.name not in known:
            raise InvalidValue("is no text of this review", where=name, next="begin another review with --log")
        if not path.exists() and name not in shipped():
            raise UnknownName("no such command, text, folder or study", where=name, next="see `review --help`")


def _start(
    wanted: Wanted,
    texts: Sequence[tuple[Document, Path]],
    log: Path,
    codebook: str,
    state: str,
    powers: tuple[str, str],
) -> Start:
    codings: list[Coding] = []
    machines: list[str] = []
    for name in dict.fromkeys(wanted.machines):
        at = desk(codebook=codebook, state=state, powers=powers, coder=name)
        machine = at.coder.id(at.codebook)
        machines.append(machine)
        for document, _ in texts:
            found, _ = at.coder.code(document, at.codebook, at.gazetteer)
            codings.extend(replace(c, coder=machine) for c in found)
    book = desk(codebook=codebook, state=state, powers=powers, coder="rules").codebook
    read = [(document, unit) for document, _ in texts for unit in units(document)]
    layers: dict[str, Layer] = {unit.passage.id: layer(document, unit) for document, unit in read}
    places = set(layers)
    codings = [c for c in codings if c.passage.id in places]
    passages = [unit.passage for _, unit in read]
    if not passages:
        raise InvalidValue("the texts hold no passage that may be coded", where="review", next="give other texts")
    rng = np.random.default_rng(wanted.seed)
    return Start(
        codebook=codebook,
        version=book.version,
        codes=tuple(c.name for c in book.codes),
        state=state,
        powers=powers,
        documents=tuple(
            {
                "id": document.id,
                "sha256": document.sha256,
                "title": document.title,
                "path": Path(os.path.relpath(path, log.parent)).as_posix(),
            }
            for document, path in texts
        ),
        items=queue(passages, codings, machines, rng=rng, share=wanted.share),
        layers=layers,
        machines=tuple(machines),
        proposals=tuple(codings),
        blind=wanted.blind,
        everything=wanted.everything,
        seed=wanted.seed,
        share=wanted.share,
    )


def _study(wanted: Wanted) -> Path | None:
    """Return the study file that the target means, None where it means texts."""
    if len(wanted.targets) != 1:
        return None
    name = wanted.targets[0]
    path = Path(name)
    if name in shipped() or path.suffix == ".toml" or (path / "study.toml").is_file():
        return locate(name)
    return None


def _texts(name: str, say: Callable[[str], None]) -> list[tuple[Document, Path]]:
    path = Path(name)
    if path.is_dir():
        return _folder(path, {}, say)
    if not path.is_file():
        raise UnknownName("no such command, text, folder or study", where=name, next=f"studies: {', '.join(shipped())}")
    return [(read_document(path), path)]


def _folder(folder: Path, cards: dict[str, dict[str, str]], say: Callable[[str], None]) -> list[tuple[Document, Path]]:
    received = receive(folder, cards=cards)
    for refused in received.refused:
        say(refused.why)
    if not received.documents:
        raise EvidenceError("holds no document that can be read", where=str(folder), next="see the reasons above")
    return [(document, folder / document.id) for document in received.documents]
