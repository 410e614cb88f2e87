"""compare.html as a reader gets it, with compare.json, tables and figures beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tightrope.report.comparison.compose import check
from tightrope.report.comparison.figures import figures
from tightrope.report.comparison.said import TOLD, Comparison, now, powers, ranked, value
from tightrope.report.comparison.tables import tables
from tightrope.report.draw.map import disputed
from tightrope.report.figure import png
from tightrope.report.page import TEMPLATES, UNIT, dumps
from tightrope.report.wording import (
    DOMAIN_WORDS,
    chance,
    interval,
    lean,
    listed,
    number,
    power_words,
    sentence,
    the,
)

HEDGING = (
    ("exposure", "Both ties", "how much tie there is to both"),
    ("offset", "Offset", "how far leans in one field cancel leans in another"),
    ("ambiguity", "Ambiguity", "how mixed the signals in security are"),
    ("fallback", "Fallback", "how far arms and trade spread over other partners"),
    ("hedging", "Hedging", "the four together"),
)
READINGS = (
    ("security", "Security alone"),
    ("paired", "Series measured alike for both powers"),
    ("all", "All series"),
)
MEANINGS = (("equidistance", "Chance to stand at equal distance"), ("utility", "Chance that both ties still pay"))
KINDS = {"arms": "Arms imports of five years, share", "votes": "UN votes, likeness (kappa)", "energy": "Energy"}


def title(found: Comparison) -> str:
    """Return the heading of the page."""
    first, second = powers(found)
    names = [the(name) for name in found["comparison"]["names"]["states"]]
    text = f"{listed(names)} between {the(first)} and {the(second)}"
    return text[0].upper() + text[1:]


def html(found: Comparison, drawn: Mapping[str, str] | None = None) -> str:
    """Return compare.html: a pure function of the comparison, with no outside reference but links to sources."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update({
        "num": number, "chance": lambda p: "not known" if p is None else chance(p), "the": the, "sentence": sentence,
        "cell": _cell,
    })  # fmt: skip
    page = env.get_template("compare.html.j2").render(
        found=found,
        title=title(found),
        style=(TEMPLATES / "style.css").read_text(encoding="utf-8"),
        figures=figures(found) if drawn is None else drawn,
        disputed=listed(area["name"] for area in disputed()),
        **view(found),
    )
    return UNIT.sub("\u00a0%", page) + "\n"


def view(found: Comparison) -> dict[str, Any]:
    """Return everything that the template reads beside the comparison."""
    first, second = powers(found)
    codes = found["comparison"]["states"]
    turn = ranked(found)
    rows = [found["states"][k] for k in turn] + [row for k, row in enumerate(found["states"]) if k not in turn]
    return {
        "first": first,
        "second": second,
        "states": [_row(found, row) for row in rows],
        "matrix": _matrix(found, [*turn, *(k for k in range(len(codes)) if k not in turn)]),
        "told": TOLD,
        "hedging": HEDGING,
        "readings": READINGS,
        "meanings": MEANINGS,
        "domains": DOMAIN_WORDS,
        "apart": _apart(found),
        "notes": _notes(found),
        "sources": _sources(found),
    }


def write(found: dict[str, Any], folder: Path) -> tuple[Path, ...]:
    """Write compare.html, compare.json, tables and figures; the same comparison gives the same bytes.

    Returns
    -------
    paths : every file written, in order.

    Raises
    ------
    InvalidValue : the comparison breaks the shipped schema.
    """
    drawn = figures(found)
    files: dict[str, bytes] = {"compare.html": html(found, drawn).encode()}
    files |= {f"tables/{name}": text.encode() for name, text in tables(found).items()}
    for name, svg in drawn.items():
        files[f"figures/compare_{name}.svg"] = svg.encode()
        files[f"figures/compare_{name}.png"] = png(svg)
    whole = {**found, "outputs": {name: sha256(body).hexdigest() for name, body in sorted(files.items())}}
    check(whole)
    files["compare.json"] = dumps(whole)
    for name, body in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    return tuple(folder / name for name in files)


def _row(found: Comparison, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the tables print of a state in the common year."""
    t, held, pair = now(found, row), row["position"], powers(found)
    tilt = value(row, "tilt", t)
    chances = held["classes"]["probability"][t]
    best = max(range(len(chances)), key=lambda k: chances[k] or 0.0) if chances and chances[0] is not None else None
    return {
        "state": row["state"],
        "name": row["name"],
        "as_of": row["as_of"],
        "lean": lean(*tilt, pair),
        "tilt": tilt,
        "engagement": value(row, "engagement", t),
        "ties": [value(row, f"tie_{side}", t) for side in ("first", "second")],
        "dependence": [value(row, f"dependence_{side}", t) for side in ("first", "second")],
        "autonomy": value(row, "autonomy", t),
        "inside": held["inside"][t],
        "label": None if best is None else held["classes"]["labels"][best],
        "label_chance": None if best is None else chances[best],
        "hedging": [value(row, name, t) for name, _, _ in HEDGING],
        "readings": [_at(held["readings"].get(name, {}).get("tilt"), t) for name, _ in READINGS],
        "reading_words": [lean(*_at(held["readings"].get(name, {}).get("tilt"), t), pair) for name, _ in READINGS],
        "meanings": [_at(held["readings"].get(name, {}).get("inside"), t)[0] for name, _ in MEANINGS],
        "needs": [(domain, _ratio(row, held, domain)) for domain in row["asymmetry"]],
        "overlays": [(name, p[t]) for name, p in held["overlays"].items() if p[t] is not None],
        "turns": sorted(
            ({**turn, "words": _tie(turn["tie"], found)} for turn in held["turning_points"]), key=lambda p: p["year"]
        ),
    }


def _tie(tie: str, found: Comparison) -> str:
    domain = tie.replace(":", "_").split("_")[0]
    side = int("second" in tie or tie.endswith(found["comparison"]["powers"][1]))
    return (
        f"{domain} tie to {the(powers(found)[side])}"
        if domain in DOMAIN_WORDS
        else f"tie to {the(powers(found)[side])}"
    )


def _at(series: Mapping[str, Any] | None, t: int) -> tuple[Any, Any, Any]:
    return (None, None, None) if series is None else (series["mean"][t], series["low"][t], series["high"][t])


def _ratio(row: Mapping[str, Any], held: Mapping[str, Any], domain: str) -> dict[str, Any] | None:
    """Return how many times the need of the second power is that of the first, when last observed."""
    series = row["asymmetry"][domain]
    seen = [i for i, mean in enumerate(series["mean"]) if mean is not None and held["years"][i] <= row["as_of"]]
    if not seen:
        return None
    return {end: math.exp(series[end][seen[-1]]) for end in ("mean", "low", "high")} | {"year": held["years"][seen[-1]]}


def _matrix(found: Comparison, turn: list[int]) -> dict[str, Any]:
    codes, names = found["comparison"]["states"], found["comparison"]["names"]["states"]
    more = found["order"]["all"]["tilt_more"]
    return {
        "heads": [(codes[k], names[k]) for k in turn],
        "rows": [(codes[i], names[i], [more[i][j] for j in turn]) for i in turn],
    }


def _apart(found: Comparison) -> list[dict[str, Any]]:
    """Return, by state, the rows of arms, votes and energy, the powers outside the pair marked."""
    names = dict(zip(found["comparison"]["states"], found["comparison"]["names"]["states"], strict=True))
    return [
        {
            "name": names[part["state"]],
            "rows": [
                (kind, words, [row for row in part["rows"] if row["kind"] == kind]) for kind, words in KINDS.items()
            ],
        }
        for part in found["apart"]
    ]


def _notes(found: Comparison) -> list[tuple[str, list[str]]]:
    """Return note -> the states that it holds for; one that holds for all is said once."""
    held: dict[str, list[str]] = {}
    for row in found["states"]:
        for note in row["position"]["notes"]:
            if not note.startswith("turning year"):
                held.setdefault(note, []).append(row["name"])
    count = len(found["states"])
    return [
        (power_words(note, "", powers(found)), [] if len(who) == count else who)
        for note, who in sorted(held.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _sources(found: Comparison) -> list[Mapping[str, Any]]:
    also = set(found["manifest"]["also"])
    return [row for row in found["manifest"]["inputs"] if row["role"] == "tie" or row["name"] in also]


def _cell(triple: tuple[float | None, float | None, float | None]) -> str:
    mean, low, high = triple
    if mean is None:
        return "not observed"
    return re.sub(r"\s+", " ", f"{number(mean)} ({interval(low, high)})")
