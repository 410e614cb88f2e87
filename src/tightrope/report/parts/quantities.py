"""Needs both ways, lean beyond structure, labels by reading and by bounds: as report.json holds them and as words."""

from __future__ import annotations

import math
from typing import Any

from tightrope.core.alignment import Position
from tightrope.core.finding import Finding
from tightrope.core.panel import DOMAINS
from tightrope.report.parts.where import absent as blank
from tightrope.report.parts.where import plain, series_of
from tightrope.report.reading import Report, absent, at, names_of, now
from tightrope.report.wording import NOT_OBSERVED, chance, interval, lean, listed, power_words, sentence, the

KINDS = {"trade": "goods trade", "arms": "arms, five years", "finance": "official finance"}
BOUNDS = {
    "": "as set",
    "floor": "floors of the ties at the {:.0f}th percentile of all states",
    "ceiling": "ceiling of dependence at the {}th percentile of all states",
    "level": "a lean of up to {:g} counted as level",
}
PAIRS = {
    "room and use": "room and use of autonomy",
    "room and tilt": "room and the lean",
    "use and tilt": "use and the lean",
}
COARSE = 0.005  # shares of a power's arms deliveries are published in hundredths
OVER = 0.2  # a smaller change of the chance to stand inside is told in the table alone


def quantities_of(position: Position) -> dict[str, Any]:
    """Return the keys of the position part that stand beside its series."""
    return {
        "by_reading": {name: plain(table) for name, table in position.by_reading.items()},
        "sensitivity": plain(position.sensitivity) or blank("no other bounds were tried"),
        "needs": {
            domain: {name: series_of(s) for name, s in parts.items()} for domain, parts in position.needs.items()
        },
        "unmeasured": dict(position.unmeasured),
        "beyond": {kind: {name: series_of(s) for name, s in parts.items()} for kind, parts in position.beyond.items()},
        "gravity": plain(position.gravity),
        "correlations": plain(position.correlations),
    }


def last(series: Any) -> int | None:
    """Return the index of the last observed year of a series, None where there is none."""
    if absent(series):
        return None
    return max((i for i, value in enumerate(series["mean"]) if value is not None), default=None)


def needs(report: Report) -> list[dict[str, Any]]:
    """Return, by domain and power, the need of either end of the other, and how many times the one is the other.

    The year is the last in which both are observed, or either where no year has both.
    """
    if absent(report["position"]) or not report["position"].get("needs"):
        return []
    _, powers = names_of(report)
    held, years, rows = report["position"]["needs"], report["position"]["years"], []
    for domain in DOMAINS:
        for end, power in zip(("first", "second"), powers, strict=True):
            parts = held.get(domain, {})
            own, back = parts.get(f"state_{end}"), parts.get(f"{end}_state")
            times = parts.get(f"asymmetry_{end}")
            ends = [i for i in (last(own), last(back)) if i is not None]
            t = min(ends) if ends else None
            row: dict[str, Any] = {"domain": domain, "power": power, "year": None if t is None else years[t]}
            coarse = COARSE if domain == "security" else 0.0
            row["own"], row["back"] = (
                None if t is None or s is None else _share(s, t, least) for s, least in ((own, 0.0), (back, coarse))
            )
            row["times"] = None if t is None or times is None or times["mean"][t] is None else _times(times, t)
            rows.append(row)
    return rows


def _share(series: Any, t: int, least: float) -> dict[str, str] | None:
    """Return a share with its interval in percent; what the source's two decimals cannot tell from nothing says so."""
    mean, low, high = at(series, t)
    if mean is None or low is None or high is None:
        return None
    if mean < least:
        return {"mean": f"under {_percent(least)} %", "span": ""}
    ends = _percent(low), _percent(high)
    return {"mean": f"{_percent(mean)} %", "span": f"{ends[0]} to {ends[1]} %" if ends[0] != ends[1] else ""}


def _percent(value: float) -> str:
    return "0" if value <= 0.0 else f"{100 * value:.{0 if value >= 0.1 else 1 if value >= 0.005 else 2}f}"


def _times(series: Any, t: int) -> dict[str, str]:
    mean, low, high = (math.exp(value) for value in at(series, t) if value is not None)
    return {"mean": _round(mean), "span": f"{_round(low)} to {_round(high)}"}


def _round(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def beyond(report: Report) -> list[dict[str, Any]]:
    """Return, by kind of tie, the lean, what structure expects and what is left, in the last observed year."""
    if absent(report["position"]):
        return []
    _, powers = names_of(report)
    found = []
    for kind, label in KINDS.items():
        parts = report["position"].get("beyond", {}).get(kind, {})
        t = last(parts.get("net"))
        if t is None:
            continue
        cells = {name: _cell(parts.get(name), t) for name in ("tilt", "expected", "net", "net_peers")}
        words = lean(*at(parts["net"], t), powers)
        beside = parts.get("net_peers", {}).get("mean", parts["net"]["mean"])[t]
        if beside is not None and beside * parts["net"]["mean"][t] < 0.0:
            words = "not settled, because the answer turns with how the powers' size is counted"
        found.append({"kind": label, "year": report["position"]["years"][t], "words": words} | cells)
    return found


def _cell(series: Any, t: int) -> str:
    mean, low, high = (None, None, None) if series is None else at(series, t)
    if mean is None or low is None or high is None:
        return NOT_OBSERVED
    return f"{mean:.2f} ({interval(low, high)})".replace("-", "\N{MINUS SIGN}")


def structure(report: Report) -> str:
    """Say in one sentence where the ties lean beyond what distance, borders and size alone would give."""
    rows = beyond(report)
    if not rows:
        return ""
    said = [f"{row['kind'].split(',')[0]} {row['words']} ({row['year']})" for row in rows]
    return sentence(f"Against what distance, borders and the size of the powers alone would give, {'; '.join(said)}")


def likeliest(report: Report, reading: str) -> str:
    """Return the most likely label of the as-of year under a reading, with its chance; empty where unknown."""
    t = now(report)
    table = {} if t is None else report["position"].get("by_reading", {})
    if t is None or reading not in table:
        return ""
    return _likeliest(report, table[reading][t])


def _likeliest(report: Report, row: list[float | None]) -> str:
    known = [(value, -k) for k, value in enumerate(row) if value is not None]
    if not known:
        return "not known"
    value, k = max(known)
    return f"{report['position']['classes']['labels'][-k]}, {chance(value)}"


def bounds(report: Report) -> dict[str, Any]:
    """Return the table of other bounds with a sentence on all combinations; empty where none was tried."""
    if absent(report["position"]) or absent(report["position"].get("sensitivity")):
        return {}
    held = report["position"]["sensitivity"]
    rows = [
        {
            "label": _set(row),
            "likeliest": _likeliest(report, row["probability"]),
            "inside": "not known" if row["inside"] is None else chance(row["inside"]),
        }
        for row in held["rows"]
    ]
    if held["inside_low"] is None:
        return {"rows": rows, "told": ""}
    text = (
        f"Over all {held['cells']} combinations of these bounds the chance of standing inside runs from "
        f"{chance(held['inside_low'])} to {chance(held['inside_high'])}; the most likely label is the same in "
        f"{held['same_label']} of them"
    )
    return {"rows": rows, "told": sentence(text)}


def _set(row: Any) -> str:
    value = row.get(row["moved"], 0.0) or 0.0
    if row["moved"] in ("floor", "ceiling"):
        value = round(100 * value, 1)
    return BOUNDS[row["moved"]].format(f"{value:g}" if row["moved"] == "ceiling" else value)


def overturned(report: Report) -> list[Finding]:
    """Say which single bound, set otherwise, moves the chance of standing inside by more than a fifth."""
    if absent(report["position"]) or absent(report["position"].get("sensitivity")):
        return []
    rows = report["position"]["sensitivity"]["rows"]
    base = rows[0]["inside"]
    if base is None:
        return []
    moved = [row for row in rows[1:] if row["inside"] is not None and abs(row["inside"] - base) > OVER]
    if not moved:
        return []
    said = [f"with the {_set(row)} it is {chance(row['inside'])}" for row in moved]
    text = f"The chance of standing inside rests on where bounds were set: {listed(said)}"
    return [Finding(id="but.bounds", sentence=sentence(text), evidence=("result:position.sensitivity",))]


def correlations(report: Report) -> list[tuple[str, dict[str, Any]]]:
    """Return the correlations over years that are known, in words."""
    held = {} if absent(report["position"]) else report["position"].get("correlations", {})
    return [(word, held[name]) for name, word in PAIRS.items() if held.get(name, {}).get("mean") is not None]


def unmeasured(report: Report) -> list[str]:
    """Return what of the needs is not measured, by domain."""
    held = {} if absent(report["position"]) else report["position"].get("unmeasured", {})
    focal, powers = names_of(report)
    pair = f"{the(powers[0])} or {the(powers[1])}"
    return [
        f"{power_words(domain, focal, powers)}: {why}".replace("either power's need", f"a need of {pair}")
        for domain, why in held.items()
    ]
