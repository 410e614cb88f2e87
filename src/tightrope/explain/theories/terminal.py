"""A theory in words for a terminal: what leads to what as a tree, then each arrow, statement and clue."""

from __future__ import annotations

import textwrap

from tightrope.core.theory import Clue, Edge, Theory

COLUMNS = ("pressure", "filter", "tie", "outcome")
HEADINGS = {"pressure": "Pressure", "filter": "Filters", "tie": "Ties", "outcome": "Outcomes"}
WORDS = {"+": "raises", "-": "lowers", "?": "moves, sign open,"}
LEGEND = "+ raises, - lowers, ? sign open, x bends another effect; ^ opened elsewhere in the tree"
KINDS = {
    "straw": "straw in the wind",
    "hoop": "hoop",
    "smoking_gun": "smoking gun",
    "doubly_decisive": "doubly decisive",
}


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


def tree(theory: Theory) -> tuple[str, ...]:
    """Return the graph as a tree: under each construct what it leads to, with sign and lag of the arrow.

    Roots are the constructs that no other leads to, and the first of those that only lead to each other. A
    construct is opened once, where the fewest arrows lead to it; elsewhere it is marked with "^" if something
    follows from it.

    References
    ----------
    Own: a breadth-first walk in the order of the file, textbook.
    """
    label = {c.name: c.label for c in theory.constructs}
    role = {c.name: c.role for c in theory.constructs}
    roots, opened_by = _opened_by(theory)
    causes = {edge.cause for edge in theory.edges}
    out: list[str] = []

    def walk(name: str, stem: str) -> None:
        edges = [edge for edge in theory.edges if edge.cause == name]
        for edge in edges:
            end = edge is edges[-1]
            here = opened_by.get(edge.effect) is edge
            mark = "" if here or edge.effect not in causes else " ^"
            out.append(f"{stem}{'└' if end else '├'}─{_arrow(edge)}─> {label[edge.effect]}{mark}")
            if here:
                walk(edge.effect, stem + ("   " if end else "│  "))

    for name in roots:
        out.append(f"{label[name]} [{role[name]}]")
        walk(name, "")
    return tuple(out)


def _opened_by(theory: Theory) -> tuple[list[str], dict[str, Edge]]:
    """Return the roots, and construct -> the edge under which the tree opens it."""
    caused = {edge.effect for edge in theory.edges}
    roots = [c.name for c in theory.constructs if c.name not in caused]
    found: dict[str, Edge] = {}
    queue = list(roots)
    for start in theory.constructs:
        if start.name not in roots and start.name not in found and not queue:
            roots.append(start.name)
            queue.append(start.name)
        while queue:
            name = queue.pop(0)
            for edge in (e for e in theory.edges if e.cause == name):
                if edge.effect not in found and edge.effect not in roots:
                    found[edge.effect] = edge
                    queue.append(edge.effect)
    return roots, found


def text(theory: Theory, *, width: int = 100) -> str:
    """Return the theory for a terminal: constructs by layer, the tree, the reasons, statements and clues.

    Parameters
    ----------
    width : longest line, in characters; a line of the tree is never broken.

    References
    ----------
    Own: the theory file by layers, for a terminal.
    """
    label = {c.name: c.label for c in theory.constructs}
    out = [theory.label, "=" * len(theory.label), *textwrap.wrap(theory.summary, width)]
    if theory.predicts:
        out.extend(textwrap.wrap(f"Predicts: {theory.predicts}", width, subsequent_indent="    "))
    out.append("")
    for role in COLUMNS:
        names = [c.label for c in theory.constructs if c.role == role]
        if names:
            out.extend(textwrap.wrap(f"{HEADINGS[role]}: {'; '.join(names)}", width, subsequent_indent="    "))
    out.extend(["", *tree(theory), *textwrap.wrap(LEGEND, width)])
    for edge in theory.edges:
        lag = f", {edge.lag} y later" if edge.lag else ""
        bend = f", bends {label[edge.moderates]}" if edge.moderates else ""
        out.append("")
        arrow = f"{label[edge.cause]} --({edge.sign}{lag}{bend})--> {label[edge.effect]}"
        out.extend(textwrap.wrap(arrow, width, subsequent_indent="    "))
        cited = f" [{', '.join(edge.cites)}]" if edge.cites else ""
        out.extend(textwrap.wrap(edge.mechanism + cited, width, initial_indent="    ", subsequent_indent="    "))
    for proposition in theory.propositions:
        out.extend(
            ["", *textwrap.wrap(f"{proposition.name}: {proposition.statement}", width, subsequent_indent="    ")]
        )
        for clue in proposition.clues:
            out.extend(textwrap.wrap(_clue(clue), width, initial_indent="  - ", subsequent_indent="    "))
    if theory.restrictions:
        out.extend(["", "Scored by these slopes (all others are held at 0):"])
    for r in theory.restrictions:
        said = f"{', '.join(r.outcomes)}: {r.column} ({r.sign}). {r.mechanism}"
        out.extend(textwrap.wrap(said, width, initial_indent="  - ", subsequent_indent="    "))
    return "\n".join(out) + "\n"


def _arrow(edge: Edge) -> str:
    lag = f", {edge.lag} y" if edge.lag else ""
    return f"({'x' if edge.moderates else ''}{edge.sign}{lag})"


def _clue(clue: Clue) -> str:
    if_true, if_false = (
        f"{low:g}" if low == high else f"{low:g} to {high:g}" for low, high in (clue.if_true, clue.if_false)
    )
    repeats = f"; repeats {clue.depends_on} by {clue.repeats:g}" if clue.depends_on else ""
    return f"{KINDS[clue.kind]} ({clue.code}): {clue.text} Seen with {if_true} if true, {if_false} if not{repeats}."
