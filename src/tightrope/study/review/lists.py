"""Lists of a review, as lines of at most 80 columns and as plain values: progress, history, codes, differences."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.review.decisions import Review, differing
from tightrope.study.coding.files import codebook_file
from tightrope.study.review.session import Session, codes_of, counted, number_of, passage_of, progress
from tightrope.study.review.view import clean, others

WIDTH = 80


def begun(review: Review) -> str:
    """Return what a new review holds, in a sentence."""
    found, start = progress(review), review.start
    hidden = "hidden until you have judged" if start.blind else "shown"
    passages, texts = counted(len(start.items), "passage"), counted(len(start.documents), "text")
    return (
        f"{passages} of {texts}, {found.asked} to read, {found.drawn} of them drawn at random; codes of "
        f"{', '.join(start.machines)} are {hidden}"
    )


def status_data(review: Review) -> dict[str, Any]:
    """Return how far a review is, as plain values."""
    found, start = progress(review), review.start
    names = ("coder", "judged", "blind", "random", "left")
    return {
        "codebook": start.codebook, "version": start.version, "machines": list(start.machines), "blind": start.blind,
        "documents": [card["id"] for card in start.documents], "passages": len(start.items), "asked": found.asked,
        "random": found.drawn, "people": [dict(zip(names, row, strict=True)) for row in found.people],
        "differing": found.differing, "settled": found.settled, "memos": found.memos, "events": found.events,
    }  # fmt: skip


def status_lines(review: Review) -> list[str]:
    """Return how far a review is, as lines."""
    found, start = progress(review), review.start
    lines = textwrap.wrap(begun(review), WIDTH)
    lines += textwrap.wrap(f"codebook {start.codebook}, version {start.version[:8]}, {len(start.codes)} codes", WIDTH)
    if not found.people:
        return [*lines, "nobody judged a passage yet"]
    lines.append(f"{'person':<30} {'judged':>7} {'blind':>7} {'random':>7} {'left':>7}")
    for coder, judged, blind, drawn, left in found.people:
        lines.append(f"{coder:<30.30} {judged:>7} {blind:>7} {drawn:>7} {left:>7}")
    lines.append(f"differ, not settled: {found.differing}; settled: {found.settled}; memos: {found.memos}")
    return lines


def history(review: Review, coder: str = "", *, everything: bool = False) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each event as plain values and as a line.

    Parameters
    ----------
    coder : whose own codes may be shown; those of others stay hidden, so that reading the log unblinds nobody.
    everything : whether all codes are shown.
    """
    for event in review.events:
        body = {} if event.kind == "start" else dict(event.body)
        undone = event.n in review.undone
        if "codes" in body and not everything and event.coder != coder:
            body["codes"] = None
        row = {"n": event.n, "kind": event.kind, "coder": event.coder, "at": event.at, "undone": undone, **body}
        said = str(body.get("passage", ""))
        if "codes" in body:
            said += " (codes hidden)" if body["codes"] is None else f" {' '.join(body['codes']) or 'no code'}"
        if event.kind == "memo":
            said = f"{said} {clean(body['text'])}"
        if event.kind == "undo":
            said = f"event {body['event']}"
        if event.kind == "start":
            said = f"{counted(len(review.start.items), 'passage')}, codebook {review.start.codebook}"
        mark = " (undone)" if undone else ""
        yield row, f"{event.n:>5} {event.at} {event.coder} {event.kind} {said}".rstrip() + mark


def code_lines(review: Review) -> list[str]:
    """Return the codes with their numbers, in columns."""
    codes = [f"{i:>3} {code}" for i, code in enumerate(review.start.codes, start=1)]
    wide = max(len(code) for code in codes) + 2
    columns = max(1, WIDTH // wide)
    rows = -(-len(codes) // columns)
    return ["".join(code.ljust(wide) for code in codes[i::rows]).rstrip() for i in range(rows)]


def definition_lines(review: Review, names: Sequence[str]) -> list[str]:
    """Return what the codebook says of codes: definition, what belongs, what does not, examples.

    Raises
    ------
    UnknownName
        If a code or the codebook is unknown.
    """
    start = review.start
    book = load_codebook(codebook_file(start.codebook))
    lines: list[str] = []
    if book.version != start.version:
        lines += textwrap.wrap(
            f"the codebook {start.codebook} is no longer the version that the review began with", WIDTH
        )
    wanted = codes_of(start.codes, names)
    for code in book.codes:
        if code.name not in wanted:
            continue
        parts = [
            (f"{code.name}: {code.label}", code.definition), ("belongs", code.include), ("does not", code.exclude),
            ("example", " / ".join(code.examples)), ("no example", " / ".join(code.counterexamples)),
        ]  # fmt: skip
        for head, said in parts:
            if said:
                lines += textwrap.wrap(clean(f"{head}: {said}"), WIDTH, subsequent_indent="  ")
    return lines


def differences(session: Session, names: Sequence[str]) -> list[list[str]]:
    """Return who gave what and by which rule, as lines for each passage named or for all that people differ on.

    Each passage shown is recorded as seen by the person of the session.
    """
    wanted = [passage_of(session.review, name) for name in names or differing(session.review)]
    out = []
    for item in wanted:
        name = item.passage.id
        session.reveal(name)
        given = others(session.review, name, session.coder)
        mine = session.review.latest(session.coder).get(name)
        if mine is not None:
            given[session.coder] = tuple(c for c in session.review.start.codes if c in mine.codes)
        lines = [f"{number_of(session.review, item)} {name}"]
        for who, codes in given.items():
            lines += textwrap.wrap(
                f"{who}: {' '.join(codes) or 'no code'}", WIDTH, initial_indent="  ", subsequent_indent="    "
            )
        for codings in session.review.proposed(name).values():
            for c in codings:
                fired = f"{c.code} {c.score:g} {c.rule}".strip()
                lines += textwrap.wrap(fired, WIDTH, initial_indent="    by ", subsequent_indent="      ")
        out.append(lines)
    return out
