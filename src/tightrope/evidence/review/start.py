"""What a review began from: passages, proposals and settings as plain values, without any text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tightrope.core.coding import Coding
from tightrope.core.document import Kind, Layer, Passage
from tightrope.core.errors import EvidenceError
from tightrope.evidence.review.log import Event
from tightrope.evidence.review.queue import Item, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a review began from; it stands in the first line of its log, and holds no text.

    Parameters
    ----------
    codebook, version, codes : the codebook, its digest, and its codes in order.
    state, powers : ISO3 codes of the state between and of the two powers.
    documents : per document its id, digest, title, and path from the folder of the log.
    items : the queue: every passage of the documents that may be coded.
    layers : passage id -> what kind of passage a machine took it for.
    machines : machine coders; each read every passage.
    proposals : what the machines proposed.
    blind : whether machine codes stay hidden until a person has judged.
    everything : whether people are also asked for passages that no machine coded and the draw left out.
    seed, share : what the random share was drawn with.
    """

    codebook: str
    version: str
    codes: tuple[str, ...]
    state: str
    powers: tuple[str, str]
    documents: tuple[Mapping[str, str], ...]
    items: tuple[Item, ...]
    layers: Mapping[str, Layer]
    machines: tuple[str, ...]
    proposals: tuple[Coding, ...]
    blind: bool
    everything: bool
    seed: int
    share: float


def start_body(start: Start) -> dict[str, Any]:
    """Return the start of a review as plain values: places and digests, no text."""
    place = {item.passage.id: i for i, item in enumerate(start.items)}
    rows = [
        {
            "file": item.passage.document,
            "start": item.passage.start,
            "end": item.passage.stop,
            "sha256": item.passage.sha256,
            "structure": item.passage.kind,
            **({"spans": [list(s) for s in item.passage.spans]} if item.passage.spans else {}),
            "layer": start.layers.get(item.passage.id, "argument"),
            "why": item.why,
            "disagreement": item.disagreement,
            "uncertainty": item.uncertainty,
        }
        for item in start.items
    ]
    return {
        "codebook": start.codebook,
        "version": start.version,
        "codes": list(start.codes),
        "state": start.state,
        "powers": list(start.powers),
        "documents": [dict(d) for d in start.documents],
        "machines": list(start.machines),
        "blind": start.blind,
        "everything": start.everything,
        "seed": start.seed,
        "share": start.share,
        "passages": rows,
        "proposals": [
            [place[c.passage.id], c.code, c.coder, c.score, c.rule] for c in start.proposals if c.passage.id in place
        ],
    }


def start_of(events: Sequence[Event]) -> Start:
    """Return what a review began from.

    Raises
    ------
    EvidenceError
        If the log does not begin with a start that can be understood.
    """
    if not events or events[0].kind != "start":
        raise EvidenceError("the log does not begin with a start", where="review", next="begin a new review")
    try:
        return _read(events[0].body)
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceError(
            f"the first line of the log cannot be understood ({error!r})",
            where="review",
            next="use the version of tightrope that began it",
        ) from error


def _read(body: Mapping[str, Any]) -> Start:
    items = tuple(
        Item(
            passage=Passage(
                document=row["file"],
                start=row["start"],
                stop=row["end"],
                sha256=row["sha256"],
                kind=cast(Kind, row["structure"]),
                spans=tuple((a, b) for a, b in row.get("spans", ())),
            ),
            why=cast(Why, row["why"]),
            disagreement=row["disagreement"],
            uncertainty=row["uncertainty"],
        )
        for row in body["passages"]
    )
    layers = {item.passage.id: cast(Layer, row["layer"]) for item, row in zip(items, body["passages"], strict=True)}
    return Start(
        codebook=body["codebook"],
        version=body["version"],
        codes=tuple(body["codes"]),
        state=body["state"],
        powers=(body["powers"][0], body["powers"][1]),
        documents=tuple(body["documents"]),
        items=items,
        layers=layers,
        machines=tuple(body["machines"]),
        proposals=tuple(
            Coding(
                passage=items[at].passage,
                code=code,
                coder=coder,
                kind="proposed",
                score=score,
                rule=rule,
                layer=layers[items[at].passage.id],
            )
            for at, code, coder, score, rule in body["proposals"]
        ),
        blind=body["blind"],
        everything=body["everything"],
        seed=body["seed"],
        share=body["share"],
    )
