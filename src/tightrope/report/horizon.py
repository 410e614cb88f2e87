"""Sentences on how long: survival conditional on being inside, return for a state outside, ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tightrope.core.finding import Finding
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import chance, chances, count, likelihood, power_words, sentence, the

AHEAD = 5
READINGS = {"equidistance": "equal distance", "utility": "both ties still paying"}


def following(report: Report) -> list[Finding]:
    """Say how long, naming the study's reading of what stands inside where it is not the default."""
    return _as_read(report, _following(report))


def how_long(report: Report) -> list[Finding]:
    """Say what the record holds, naming the study's reading where it is not the default."""
    return _as_read(report, _how_long(report))


def _as_read(report: Report, said: list[Finding]) -> list[Finding]:
    reading = READINGS.get(report["study"].get("reading", "floors"))
    if reading is None or absent(report["horizon"]["survival"]):
        return said
    return [
        replace(f, sentence=f"By this study's reading, {reading} instead of two floors: {f.sentence}") for f in said
    ]


def _following(report: Report) -> list[Finding]:
    """Say how long, in the sentence after the answer; a state outside gets its way back first."""
    focal, _ = names_of(report)
    part = report["horizon"]["survival"]
    if absent(part) or not part["years"]:
        text = f"How long {focal} can stand there was not computed"
        return [Finding(id="next", sentence=sentence(text), evidence=("result:horizon",))]
    ahead = AHEAD if AHEAD in part["years"] else part["years"][-1]
    k = part["years"].index(ahead)
    p, low, high = (part["probability"][key][k] for key in ("mean", "low", "high"))
    inside = part["inside_now"]
    if p is None:
        text = "How long two-sided engagement lasts cannot be told: too few spells ended in the record"
        return [Finding(id="next", sentence=sentence(text), evidence=("result:horizon.survival",))]
    stay = f"still stand there after {ahead} years with a chance of {chance(p)} ({chances(low, high)})"
    if inside is not None and inside < 0.5:
        back = part["time_to_return"].get(f"within_{ahead}")
        first = ""
        if back is not None:
            first = f"States that left were back within {ahead} years with a chance of {chance(back)}; "
            first += f"if {focal} is inside after all ({chance(inside)}), it would {stay}"
        text = first or f"{focal} would first have to return; once inside, states like it {stay}"
    else:
        text = f"Going by all states that ever stood there for as long, the chance that {focal} still does after "
        text += f"{ahead} years is {chance(p)} ({chances(low, high)})"
    return [
        Finding(
            id="next",
            sentence=sentence(text),
            evidence=("result:horizon.survival",),
            value=p,
            low=low,
            high=high,
            unit="probability",
            likelihood=likelihood(p),
        )
    ]


def _how_long(report: Report) -> list[Finding]:
    """Say what the record holds: state-years like this, those that left, and the way they left."""
    part = report["horizon"]["survival"]
    if absent(part):
        return []
    focal, powers = names_of(report)
    said = []
    like = part["like_this"]
    n = _first(like, "followed", "state_years")
    left = _first(like, "left_within_five", "left")
    if n and left is not None:
        text = f"Of {count(round(n), 'year')} in which some state stood about where {focal} stands and can be followed "
        share, low, high = (like.get(name) for name in ("left_share", "left_low", "left_high"))
        wide = f"{chance(left / n)}" if low is None else f"{chance(left / n)}, {chances(low, high)}"
        text += f"for five years, {whole(left)} ended in its leaving two-sided engagement within them ({wide})"
        numbers = {} if low is None else {"value": share, "low": low, "high": high, "unit": "share"}
        said.append(
            Finding(
                id="how_long.like",
                sentence=sentence(text),
                evidence=("result:horizon.survival.like_this",),
                **numbers,
            )
        )
    if part["spells"] is not None:
        text = f"The record of all states holds {count(part['spells'], 'spell')} of two-sided engagement over "
        text += f"{count(part['state_years'], 'state-year')}; {count(part['exits'], 'spell')} ended"
        said.append(Finding(id="how_long.record", sentence=sentence(text), evidence=("result:horizon.survival",)))
    ways = sorted(part["ways_out"].items(), key=lambda item: (-(item[1].get("mean") or 0), item[0]))
    if ways:
        label, share = ways[0]
        text = f"Over all states the commonest way out was {power_words(label, focal, powers)} "
        text += f"({chance(share['mean'])} of exits, {chances(share['low'], share['high'])})"
        said.append(
            Finding(
                id="how_long.way_out",
                sentence=sentence(text),
                evidence=("result:horizon.survival.ways_out",),
                value=share["mean"],
                low=share["low"],
                high=share["high"],
                unit="share of exits",
            )
        )
    return said


def margin_words(report: Report) -> str:
    """Return what is said of the threshold: nothing measured rests on it until it is calibrated."""
    _, powers = names_of(report)
    return (
        f"No distance to a breaking point is printed: the game between {the(powers[0])} and {the(powers[1])} is a "
        "sketch with assumed parameters, and nothing on the first screen rests on it."
    )


def whole(value: float | None) -> str:
    """Return a number of years or cases, without decimals."""
    return "an unknown number of" if value is None else f"{value:,.0f}".replace(",", "\u202f")


def _first(values: Mapping[str, Any], *keys: str) -> float | None:
    return next((float(values[key]) for key in keys if values.get(key) is not None), None)
