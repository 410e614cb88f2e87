"""Claims of made sentences: found, folded and held against each other, beside the frames alone."""

from __future__ import annotations

import hashlib
import itertools

from benchmarks.row import Row, beside
from tightrope.catalog.shelf import declared
from tightrope.core.document import Document
from tightrope.evidence.claims.actors import widened
from tightrope.evidence.claims.contradictions import contradictions
from tightrope.evidence.claims.extract import claims
from tightrope.evidence.claims.folding import fold
from tightrope.evidence.claims.frames import load_lexicon, lowered
from tightrope.evidence.gazetteer import load_gazetteer

STATES = ("Brazil", "Norway", "Kenya", "Japan", "Chile", "Ghana")
DEEDS = ("condemned", "gave $3 million in aid to", "lifted its ban on goods of", "met the envoy of", "may support")
DOCUMENTS, YEARS = 4, 12


def made(number: int = DOCUMENTS) -> tuple[Document, ...]:
    """Return documents of 1,800 sentences each, every one a claim, the same in all but a word."""
    out = []
    for at in range(number):
        lines = (
            f"{a} {deed} {b} in {1990 + year}, as paper {at} tells."
            for a, b in itertools.permutations(STATES, 2)
            for deed in DEEDS
            for year in range(YEARS)
        )
        text = "A title\n\n" + "\n\n".join(lines) + "\n"
        out.append(Document(id=f"{at}.txt", sha256=hashlib.sha256(text.encode()).hexdigest(), text=text))
    return tuple(out)


def run() -> tuple[Row, ...]:
    """Time the whole way from documents to contradictions."""
    verbs = declared("verbs")
    lexicon = load_lexicon(verbs["plover"])
    names = widened(load_gazetteer(declared("gazetteer").values()), verbs["world"])
    documents = made()
    lines = [lowered(line) for d in documents for line in d.text.split("\n\n")[1:]]

    def ours() -> object:
        found = [c for d in documents for c in claims(d, lexicon=lexicon, gazetteer=names)]
        return contradictions(fold(found, documents), documents)

    def frames() -> object:
        return [lexicon.find(line) for line in lines]

    whole, alone = beside(ours, frames, runs=(3, 3))
    size = f"{len(lines)} sentences"
    note = f"{len(lines) / whole:,.0f} sentences a second; the second column is the search for frames alone, no peer"
    return (
        Row(name="claims: found, folded, contradictions", ours=whole, peer=alone, runs=(3, 3), size=size, note=note),
    )
