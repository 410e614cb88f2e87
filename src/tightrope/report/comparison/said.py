"""What is said of several states: where each leans, who leans more and with what chance, what cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.wording import (
    DOMAIN_WORDS,
    NOT_OBSERVED,
    chance,
    count,
    it_is,
    lean,
    likelihood,
    listed,
    number,
    sentence,
    the,
)

TOLD = 0.95
MOST = 6
Comparison = Mapping[str, Any]


def sentences(found: Comparison) -> dict[str, list[str]]:
    """Return the printed sentences by place: answer, order, apart, common, inside."""
    return {
        "answer": [answer(found)],
        "order": order(found),
        "alike": alike(found),
        "common": common(found),
        "inside": [inside(found)],
    }


def named(found: Comparison) -> dict[str, str]:
    """Return state -> name as it stands inside a sentence."""
    return {row["state"]: the(row["name"]) for row in found["states"]}


def powers(found: Comparison) -> tuple[str, str]:
    """Return the printed names of the powers."""
    first, second = found["comparison"]["names"]["powers"]
    return first, second


def now(found: Comparison, row: Mapping[str, Any]) -> int:
    """Return the index of the comparison's year in a state's years."""
    return int(row["position"]["years"].index(found["as_of"]))


def answer(found: Comparison) -> str:
    """Return where each state leans, the states grouped by what can be said of them."""
    names, held = named(found), found["order"]["all"]["tilt"]
    groups: dict[str, list[str]] = {}
    for k, code in enumerate(found["comparison"]["states"]):
        words = lean(held["mean"][k], held["low"][k], held["high"][k], powers(found))
        groups.setdefault("" if "spans level" in words or "no lean" in words else words, []).append(names[code])
    parts = []
    for words in sorted(groups, key=lambda w: (w == "", w == NOT_OBSERVED, w)):
        who = listed(groups[words])
        verb = "is" if len(groups[words]) == 1 else "are"
        parts.append(
            f"{who} {verb} {words}"
            if words
            else f"which way {who} {'leans' if verb == 'is' else 'lean'} cannot be told"
        )
    return sentence(f"in {found['as_of']}, {'; '.join(parts)}")


def ranked(found: Comparison, *, kind: str = "all") -> list[int]:
    """Return the places of the states from the one closest to the second power to the other end, by mean."""
    mean = found["order"][kind]["tilt"]["mean"]
    return sorted((k for k, value in enumerate(mean) if value is not None), key=lambda k: -mean[k])


def order(found: Comparison) -> list[str]:
    """Return the pairs whose order is told apart, each with its chance, the states that lean most first."""
    names, codes = named(found), found["comparison"]["states"]
    more, turn = found["order"]["all"]["tilt_more"], ranked(found)
    second = the(powers(found)[1])
    said = []
    for place, i in enumerate(turn):
        clear = [j for j in turn[place + 1 :] if more[i][j] is not None and more[i][j] >= TOLD]
        if clear:
            low = min(more[i][j] for j in clear)
            tail = chance(low) if len(clear) == 1 else f"{chance(low)} or more for each"
            clause = f"{names[codes[i]]} leans more to {second} than {listed(names[codes[j]] for j in clear)} ({tail})"
            said.append(sentence(it_is(low, clause)))
    return said


def alike(found: Comparison) -> list[str]:
    """Return which differences cannot be told apart, with the chance of the order that the means suggest."""
    names, codes = named(found), found["comparison"]["states"]
    more, turn = found["order"]["all"]["tilt_more"], ranked(found)
    near = [
        (more[i][j], i, j)
        for place, i in enumerate(turn)
        for j in turn[place + 1 :]
        if more[i][j] is not None and more[i][j] < TOLD
    ]
    shown = [f"{names[codes[i]]} and {names[codes[j]]} ({chance(p)})" for p, i, j in sorted(near)[:MOST]]
    unknown = [names[code] for k, code in enumerate(codes) if found["order"]["all"]["tilt"]["mean"][k] is None]
    said = []
    second = the(powers(found)[1])
    if near:
        rest = f", and {count(len(near) - MOST, 'more pair')}" if len(near) > MOST else ""
        said.append(
            f"Not told apart, with the chance that the first named leans more to {second}: {listed(shown)}{rest}."
        )
    elif len(turn) > 1:
        said.append("Every pair is told apart.")
    if unknown:
        said.append(sentence(f"{listed(unknown)} cannot be placed: too few domains are observed"))
    return said


def common(found: Comparison) -> list[str]:
    """Return what changes if only the domains are taken that are observed for every state."""
    codes, names = found["comparison"]["states"], named(found)
    shared, own = found["order"]["common"], found["order"]["all"]
    if all(domains == own["domains"][0] for domains in own["domains"]):
        return [sentence(f"the same domains are observed of all: {_words(own['domains'][0])}")]
    sets: dict[str, list[str]] = {}
    for k, code in enumerate(codes):
        sets.setdefault(_words(own["domains"][k]), []).append(names[code])
    differ = [f"{listed(who)} on {words}" for words, who in sets.items()]
    said = [sentence(f"the lean rests on different domains: {'; '.join(differ)}")]
    if len(shared["domains"]) < 2:
        return [*said, "Fewer than two domains are observed of all, so that no common reading is given."]
    turned = []
    for i in range(len(codes)):
        for j in range(len(codes)):
            one, two = own["tilt_more"][i][j], shared["tilt_more"][i][j]
            if one is not None and two is not None and one >= TOLD > two:
                turned.append(f"{names[codes[i]]} and {names[codes[j]]} ({chance(two)})")
    tail = f"no longer told apart: {listed(turned)}" if turned else "every pair that is told apart stays so"
    said.append(sentence(f"on the domains observed of all ({_words(shared['domains'])}), {tail}"))
    return said


def inside(found: Comparison) -> str:
    """Return the chance of each state to stand in two-sided engagement."""
    parts = []
    for row in found["states"]:
        p = row["position"]["inside"][now(found, row)]
        parts.append(f"{the(row['name'])} {'not known' if p is None else f'{likelihood(p)} ({chance(p)})'}")
    return sentence(f"chance to stand in two-sided engagement: {', '.join(parts)}")


def _words(domains: list[str]) -> str:
    return listed(DOMAIN_WORDS[d] for d in domains) or "none"


def value(row: Mapping[str, Any], name: str, at: int) -> tuple[float | None, float | None, float | None]:
    """Return mean, low and high of a series of a state's position; None where it is absent or not observed."""
    series = row["position"].get(name)
    if not isinstance(series, Mapping) or "mean" not in series:
        return None, None, None
    return series["mean"][at], series["low"][at], series["high"][at]


def shown(triple: tuple[float | None, float | None, float | None]) -> str:
    """Return a value with its interval in words."""
    mean, low, high = triple
    if mean is None:
        return "not observed"
    return f"{number(mean)} ({number(low)} to {number(high)})"
