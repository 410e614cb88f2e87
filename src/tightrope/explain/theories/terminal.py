"""A theory in words for a terminal: constructs by layer, and what each leads to."""

from __future__ import annotations

import textwrap

from tightrope.core.theory import Theory

COLUMNS = ("pressure", "filter", "tie", "outcome")
HEADINGS = {"pressure": "Pressure", "filter": "Filters", "tie": "Ties", "outcome": "Outcomes"}
WORDS = {"+": "raises", "-": "lowers", "?": "moves, sign open,"}


def lines(theory: Theory) -> tuple[str, ...]:
    """Return one sentence per edge, in the order of the file.

    References
    ----------
    Own: the theory file in words, edge by edge.
    """
    label = {c.name: c.label for c in theory.constructs}
    found = []
    for edge in theory.edges:
        verb = WORDS[edge.sign]
        what = f"{label[edge.cause]} {verb} {label[edge.effect]}"
        if edge.moderates:
            what += f" and bends the effect of {label[edge.moderates]} on it"
        found.append(what + (f" ({edge.lag} year{'s' if edge.lag > 1 else ''} later)." if edge.lag else "."))
    return tuple(found)


def text(theory: Theory, *, width: int = 100) -> str:
    """Return the graph for a terminal: constructs by layer, then edges with sign, lag and mechanism.

    Parameters
    ----------
    width : longest line, in characters.

    References
    ----------
    Own: the theory file by layers, for a terminal.
    """
    out = [theory.label, "=" * len(theory.label)]
    for role in COLUMNS:
        names = [c.label for c in theory.constructs if c.role == role]
        if names:
            out.extend(textwrap.wrap(f"{HEADINGS[role]}: {'; '.join(names)}", width, subsequent_indent="    "))
    label = {c.name: c.label for c in theory.constructs}
    for edge in theory.edges:
        lag = f", {edge.lag} y later" if edge.lag else ""
        bend = f", bends {label[edge.moderates]}" if edge.moderates else ""
        out.append("")
        arrow = f"{label[edge.cause]} --({edge.sign}{lag}{bend})--> {label[edge.effect]}"
        out.extend(textwrap.wrap(arrow, width, subsequent_indent="    "))
        out.extend(textwrap.wrap(edge.mechanism, width, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(out) + "\n"
