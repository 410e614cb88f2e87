"""A small review made by hand: six invented sentences, two machines, as many people as a test wants."""

import re

import numpy as np

from tightrope.core.coding import Coding
from tightrope.core.document import Document, Passage, digest
from tightrope.evidence.review.log import Event
from tightrope.evidence.review.queue import queue
from tightrope.evidence.review.start import Start, start_body

TEXT = "Ships came. Loans grew. Rain fell. Talks failed. Trains ran. Snow melted."
CODES = ("arms", "debt", "talks")
DOCUMENT = Document(id="a.txt", sha256=digest(TEXT), text=TEXT)
MACHINES = ("rules:1", "other:1")
PROPOSED = {
    0: {"rules:1": ["arms"], "other:1": ["arms"]},
    1: {"rules:1": ["debt"], "other:1": []},
    3: {"rules:1": ["talks"], "other:1": ["arms"]},
}


SENTENCES = [Passage.of(DOCUMENT, *match.span()) for match in re.finditer(r"\S[^.]*\.", TEXT)]
IDS = [p.id for p in SENTENCES]


def proposals():
    """What the machines proposed."""
    return tuple(
        Coding(passage=SENTENCES[at], code=code, coder=machine, kind="proposed", score=1.0 + at, rule="r")
        for at, by in PROPOSED.items()
        for machine, codes in by.items()
        for code in codes
    )


def begin(*, share=0.5, blind=True, everything=True, seed=3, codings=None):
    """The first event of a review."""
    found = proposals() if codings is None else codings
    start = Start(
        codebook="toy",
        version="0" * 64,
        codes=CODES,
        state="PAK",
        powers=("USA", "CHN"),
        documents=({"id": "a.txt", "sha256": DOCUMENT.sha256, "title": "", "path": "a.txt"},),
        items=queue(SENTENCES, found, MACHINES, rng=np.random.default_rng(seed), share=share),
        layers=dict.fromkeys(IDS, "report"),
        machines=MACHINES,
        proposals=found,
        blind=blind,
        everything=everything,
        seed=seed,
        share=share,
    )
    return Event(n=1, kind="start", body=start_body(start))


def events(*done, **how):
    """A log: each of `done` is (kind, coder, body), where a body of (sentence, codes) stands for a judgment."""
    out = [begin(**how)]
    for kind, coder, body in done:
        if isinstance(body, tuple):
            body = {"passage": IDS[body[0]], "codes": list(body[1])}
        elif kind == "reveal":
            body = {"passage": IDS[body]}
        elif kind == "undo":
            body = {"event": body}
        out.append(Event(n=len(out) + 1, kind=kind, coder=coder, body=body))
    return out
