"""What people decided takes the place of what a machine proposed: in a corpus, or as a file of codings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tightrope.core.coding import Coding, Corpus
from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError
from tightrope.evidence.locators import save_codings
from tightrope.evidence.review.decisions import judged, replaced
from tightrope.evidence.review.reliability import judgments, reliability
from tightrope.study.coding.files import desk
from tightrope.study.review.session import counted, state_of
from tightrope.study.review.view import Texts


def applied(corpus: Corpus, log: Path, *, documents: Iterable[Document] = ()) -> Corpus:
    """Return a corpus in which the codes of people stand wherever a person judged, with their reliability.

    Machine codes of passages that nobody judged stay, as proposals; layers and quotes of passages at hand stay.

    Parameters
    ----------
    log : the file of the review.
    documents : texts at hand, whose passages then carry their quotes.
    """
    review, _ = state_of(log)
    kept = {str(card["id"]) for card in corpus.documents if card.get("counted", True)}
    known = {c.passage.id: c.passage for c in corpus.codings}
    codings = tuple(
        replace(c, passage=known.get(c.passage.id, c.passage))
        for c in replaced(corpus.codings, review, documents)
        if c.passage.document in kept
    )
    order = {str(card["id"]): i for i, card in enumerate(corpus.documents)}
    codes = {code: i for i, code in enumerate(review.start.codes)}

    def place(coding: Coding) -> tuple[int, int, int]:
        p = coding.passage
        return order.get(p.document, len(order)), p.start, codes.get(coding.code, len(codes))

    people, done = review.people, len(judged(review))
    who = people[0] if len(people) == 1 else f"{len(people)} people"
    told = f"{counted(done, 'passage')} {'was' if done == 1 else 'were'} judged by {who}"
    notes = (*corpus.notes, f"{told}; their codes stand in the place of a machine's.") if people else corpus.notes
    rng = np.random.default_rng([review.start.seed, 7])
    return replace(
        corpus,
        codings=tuple(sorted(codings, key=place)),
        reliability=reliability(judgments(review), rng=rng),
        notes=notes,
    )


def write_codings(log: Path, out: Path, folder: Path | None = None) -> str:
    """Write the codings of a review as locators, without any text, and return what was written in a sentence.

    Relations stay what the rules find: nobody is asked for them.

    Parameters
    ----------
    out : the file; `codings` of a study may name it.
    folder : where the texts are now, if they were moved.

    Raises
    ------
    EvidenceError
        If a text is not at hand or not the one that was judged.
    """
    review, _ = state_of(log)
    texts = Texts(review.start, log, folder)
    documents = [texts.get(card["id"]) for card in review.start.documents]
    found = replaced(review.start.proposals, review, documents)
    if not found:
        raise EvidenceError("nobody gave a code, and no machine did", where=str(log), next="judge some passages first")
    order = {d.id: i for i, d in enumerate(documents)}
    codes = {code: i for i, code in enumerate(review.start.codes)}
    ordered = sorted(found, key=lambda c: (order[c.passage.document], c.passage.start, codes[c.code], c.coder))
    at = desk(codebook=review.start.codebook, state=review.start.state, powers=review.start.powers)
    relations = [r for d in documents for r in at.coder.code(d, at.codebook, at.gazetteer)[1]]
    save_codings(out, documents, ordered, relations)
    people = sum(c.kind == "human" for c in ordered)
    return (
        f"{out}: {people} codes of people on {len(judged(review))} passages judged, {len(ordered) - people} proposals"
    )
