"""What `tightrope show STUDY case`, `clues`, `matrix`, `debates` and `questions` print."""

from __future__ import annotations

from typing import Any

from tightrope.report.reading import absent

Rows = tuple[tuple[str, ...], ...]
Told = tuple[tuple[str, ...], Rows, Any, tuple[str, ...]]


def case(report: dict[str, Any]) -> Told:
    """Return the questions put to the graph, before and after the cases, beside their bounds."""
    found = report["explanation"]["case"]
    if absent(found):
        return ("",), ((found["why"],),), found, ()
    rows = tuple(
        (
            asked["words"], _span(asked, ""), _span(asked, "prior_"), f"{asked['lighter']:.2f}",
            _pair(asked["data"]), _pair(asked["graph"]), f"{asked['r_hat']:.2f}",
        )
        for asked in found["asked"]
    )  # fmt: skip
    header = (
        "question",
        "after the cases",
        "before",
        "lighter prior",
        "by values alone",
        "if the graph holds",
        "R-hat",
    )
    notes = [
        f"{found['cases']} state-periods of {found['states']} states in {len(found['periods'])} periods, of which "
        f"{len(found['pressed'])} were pressed",
        f"the observed shares had to be moved by {found['broken']:.3f} to meet the signs",
    ]
    return header, rows, found, (*notes, *([found["why"]] if found["why"] else []))


def clues(report: dict[str, Any]) -> Told:
    """Return every declared clue, what was found of it and what it weighs."""
    found = report["explanation"]["tracing"]
    if absent(found):
        return ("",), ((found["why"],),), found, ()
    rows = tuple(
        (
            one["id"], clue["name"], clue["kind"].replace("_", " "), clue["state"],
            "" if clue["decibels"] is None else f"{clue['decibels']:+.1f}", _pair(clue["swing"]), clue["why"],
        )
        for one in found["propositions"] for clue in one["clues"]
    )  # fmt: skip
    notes = [f"{found['remain']} of {found['declared']} declared clues remain; arguments weigh nothing"]
    notes += [
        f"{one['id']}: {one['verdict']}, {one['probability']:.2f} ({_pair(one['interval'])}), before clues "
        f"{one['prior'][0]:.2f} ({'panel' if one['from_panel'] else 'even odds'})"
        + (
            f"; would flip: {', '.join(f'{name} {how}' for name, how in one['would_flip'])}"
            if one["would_flip"]
            else ""
        )
        for one in found["propositions"]
    ]
    header = ("proposition", "clue", "kind", "found", "decibels", "over its range", "why")
    return header, rows, found, tuple(notes)


def matrix(report: dict[str, Any]) -> Told:
    """Return accounts in rows and evidence in columns, in decibels, with what falls with each assumption."""
    found = report["explanation"]["matrix"]
    if absent(found):
        return ("",), ((found["why"],),), found, ()
    rows = tuple(
        (
            name.removeprefix("P.").replace(".", ", ").replace("_", " "), _items(cells, declared, 1),
            _items(cells, declared, -1), f"{found['against'][name]:+.1f}",
        )
        for name, cells, declared in zip(found["rows"], found["cells"], found["declared"], strict=True)
    )  # fmt: skip
    notes = ["numbers are items, with decibels; named items alone are listed, all are summed"]
    notes += [
        f"{k}: {column['text']} {'Found' if column['seen'] else 'Not found'}, "
        f"tells apart by {column['diagnosticity']:.1f}"
        for k, column in enumerate(found["columns"], start=1)
    ]
    notes.append(
        f"least burdened: {found['leader'] or 'none stands apart; near each other are ' + ', '.join(found['near'])}"
    )
    notes += [
        f"without {k} leads {c['without'] or 'none'}" for k, c in enumerate(found["columns"], start=1) if c["turns"]
    ]
    for fall in found["assumptions"]:
        told = ", ".join(fall["falls"]) or "no verdict"
        notes.append(f"if it fails that {fall['text'][0].lower()}{fall['text'][1:-1]}: {told} falls; "
                     f"{len(fall['weakened'])} weakened")  # fmt: skip
    return ("account", "expects", "does not expect", "against it"), rows, found, tuple(notes)


def debates(report: dict[str, Any]) -> Told:
    """Return debates and pairs that cannot both hold, with the range of the verdict and what would settle it."""
    found = [s for s in _ledger(report) if s["kind"] in ("debate", "contradiction")]
    rows = tuple(
        (s["id"], s["text"], s["verdict"], " to ".join(dict.fromkeys(s["verdicts"])), "; ".join(s["settle"]))
        for s in found
    )
    return ("id", "debate", "verdict", "with any test left out", "what would settle it"), rows, found, ()


def questions(report: dict[str, Any]) -> Told:
    """Return questions and objectives with their computed state and where they are answered."""
    found = [s for s in _ledger(report) if s["kind"] == "question"]
    rows = tuple((s["id"], s["text"], s["completion"] or "", ", ".join(s["sections"])) for s in found)
    return ("id", "question", "state", "section"), rows, found, ()


def _ledger(report: dict[str, Any]) -> list[dict[str, Any]]:
    held = report["ledger"]
    return held if isinstance(held, list) else []


def _items(cells: list[float], declared: list[bool], sign: int) -> str:
    shown = [(k, v) for k, (v, own) in enumerate(zip(cells, declared, strict=True), start=1) if own and v * sign > 0.0]
    return ", ".join(f"{k} ({v:+.1f})" for k, v in shown)


def _span(asked: dict[str, Any], prefix: str) -> str:
    return f"{asked[prefix + 'mean']:.2f} ({asked[prefix + 'low']:.2f} to {asked[prefix + 'high']:.2f})"


def _pair(pair: Any) -> str:
    return "" if pair is None else f"{pair[0]:.2f} to {pair[1]:.2f}"
