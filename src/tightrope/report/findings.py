"""The sentences of the first screen, each with its number, interval, likelihood and evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tightrope.core.finding import Finding
from tightrope.report import driving, horizon
from tightrope.report.parts import paths, quantities, record
from tightrope.report.parts.otherwise import recipes_sentence, same_lean, same_ties
from tightrope.report.reading import Report, absent, at, bound, floors, names_of, now
from tightrope.report.wording import (
    DOMAIN_WORDS,
    NOT_OBSERVED,
    chance,
    interval,
    it_is,
    lean,
    likelihood,
    listed,
    number,
    sentence,
    span,
    the,
)

Said = list[Finding]
SCREEN = ("answer", "next", "where", "why", "how_long", "what_to_do", "but", "confidence")
MODEL = {"next", "how_long"}
NOTABLE = 0.25  # a smaller share of arms raises no question against the label
AGREED = 0.8


def findings_of(report: Report) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Return every finding as a row, and which findings stand in which place of the first screen."""
    places: dict[str, Callable[[Report], Said]] = {
        "answer": answer,
        "next": lambda held: [*horizon.following(held), *rests(held)],
        "where": where,
        "why": driving.why,
        "how_long": horizon.how_long,
        "what_to_do": what_to_do,
        "but": but,
        "confidence": confidence,
    }
    rows: list[dict[str, Any]] = []
    screen: dict[str, list[str]] = {}
    for place in SCREEN:
        said = places[place](report)
        screen[place] = [finding.id for finding in said]
        rows += [row_of(f, "model" if place in MODEL and f.id != "answer.rests" else "measured") for f in said]
    # what the panel resolves is no answer about this state: it stands in its own section
    return rows + [row_of(f, "model") for part in (paths, record) for f in part.findings(report)], screen


def row_of(finding: Finding, voice: str) -> dict[str, Any]:
    """Return a finding as report.json holds it."""
    return {
        "id": finding.id,
        "sentence": finding.sentence,
        "value": finding.value,
        "interval": None if finding.value is None else [finding.low, finding.high],
        "prob": finding.prob,
        "unit": finding.unit,
        "likelihood": finding.likelihood,
        "confidence": finding.confidence,
        "voice": "model" if finding.id.startswith("hypothesis.") else voice,
        "evidence": list(finding.evidence),
    }


def answer(report: Report) -> Said:
    """Say where the focal state stands, in one sentence."""
    t = now(report)
    focal, powers = names_of(report)
    if t is None:
        return [_nothing("answer", f"Where {focal} stands was not measured")]
    position, year = report["position"], report["as_of"]
    row = position["classes"]["probability"][t]
    inside = position["inside"][t]
    if inside is None or any(p is None for p in row):
        text = f"Where {focal} stood in {year} cannot be told: an input of the rule is unknown"
        return [_nothing("answer", text)]
    best = max(range(len(row)), key=lambda k: row[k])
    label, p = position["classes"]["labels"][best], row[best]
    state = (
        f"{focal} stood in two-sided engagement in {year}: working ties with both {the(powers[0])} and "
        f"{the(powers[1])}, captured by neither"
        if inside >= 0.5
        else f"{focal} stood outside two-sided engagement in {year}: {_reason(report, label, t)}"
    )
    tail = f"; the label that fits best is {label} ({chance(p)})" if p >= 0.45 else "; no single label holds"
    chosen = inside if inside >= 0.5 else 1 - inside
    return [
        Finding(
            id="answer",
            sentence=sentence(_hedged(report, it_is(chosen, state)) + tail),
            evidence=("result:position.inside", "result:position.classes"),
            likelihood=likelihood(chosen),
        )
    ]


def _same_ties(report: Report) -> float | None:
    """Return the share of the other recipes that find the same ties above their floors."""
    recipes = report["position"].get("recipes")
    share = None if absent(recipes) else recipes.get("agree_class")
    return None if share is None else float(share)


def _hedged(report: Report, text: str) -> str:
    """Say that an answer is this measure's own where too few other ways to build it agree."""
    share = _same_ties(report)
    return text if share is None or share >= AGREED else f"By this measure, {text[0].lower()}{text[1:]}"


def rests(report: Report) -> Said:
    """Say how much the answer rests on the way the measure is built, where that is much."""
    if now(report) is None or (share := _same_ties(report)) is None or share >= AGREED:
        return []
    text = f"The answer rests on how the measure is built: in {same_ties(report)} other ways to build it the same ties "
    text += "stand above their floors"
    return [Finding(id="answer.rests", sentence=sentence(text), evidence=("result:position.recipes",))]


def _reason(report: Report, label: str, t: int) -> str:
    """Return why a label is no two-sided engagement, in words."""
    _, powers = names_of(report)
    if label.startswith("estrangement"):
        return "both ties lay below the floor of a working tie"
    toward = 1 if powers[1] in label or powers[1].lower() in label.lower() else 0
    other = the(powers[1 - toward])
    if not label.startswith("limited"):
        return f"its tie to {other} lay below the floor of a working tie"
    ceiling = bound(report, "ceiling")
    dependence = at(report["position"].get(("dependence_first", "dependence_second")[toward]), t)[0]
    if ceiling is not None and dependence is not None and dependence <= ceiling:
        return f"it kept working ties with both, but a defense obligation against {other} binds it"
    return f"it kept working ties with both, but depended on {the(powers[toward])} beyond the ceiling"


def where(report: Report) -> Said:
    """Say both ties against their floors, the domains in words, the labels, and the arms share beside the label."""
    t = now(report)
    if t is None:
        return []
    return [*_ties(report, t), *_domains(report, t), *_labels(report, t), *reconciled(report, t), *_security(report, t)]


def _ties(report: Report, t: int) -> Said:
    _, powers = names_of(report)
    position, said = report["position"], []
    for side, power, floor in zip(("first", "second"), powers, floors(report), strict=True):
        mean, low, high = at(position.get(f"tie_{side}"), t)
        if mean is None or low is None or high is None:
            said.append(_nothing(f"where.tie_{side}", f"The tie to {the(power)} is {NOT_OBSERVED}"))
            continue
        against = "" if floor is None else f", {_against(low, high, floor)}"
        said.append(
            Finding(
                id=f"where.tie_{side}",
                sentence=sentence(
                    f"The tie to {the(power)} is {number(mean)} ({interval(low, high)}) on a scale from 0 to 1{against}"
                ),
                evidence=(f"result:position.tie_{side}",),
                value=mean,
                low=low,
                high=high,
                unit="tie, 0 to 1",
            )
        )
    return said


def _against(low: float, high: float, line: float) -> str:
    if low <= line <= high:
        return f"with the floor of a working tie ({number(line)}) inside the interval"
    return f"{'above' if low > line else 'below'} the floor of a working tie ({number(line)})"


def _domains(report: Report, t: int) -> Said:
    _, powers = names_of(report)
    words, refs = [], []
    for domain, word in DOMAIN_WORDS.items():
        mean, low, high = at(report["position"]["domains"].get(domain, {}).get("tilt"), t)
        words.append(f"{word} {lean(mean, low, high, powers)}")
        refs.append(f"result:position.domains.{domain}")
    return [Finding(id="where.domains", sentence=sentence("By domain: " + "; ".join(words)), evidence=tuple(refs))]


def _labels(report: Report, t: int) -> Said:
    classes = report["position"]["classes"]
    row = classes["probability"][t]
    if any(p is None for p in row):
        return []
    order = sorted(range(len(row)), key=lambda k: (-row[k], k))
    shown = [f"{classes['labels'][k]} {chance(row[k])}" for k in order if row[k] >= 0.01][:4]
    return [
        Finding(
            id="where.labels",
            sentence=sentence(f"Chances of each label in {report['as_of']}: {'; '.join(shown)}"),
            evidence=("result:position.classes",),
        )
    ]


def reconciled(report: Report, t: int) -> Said:
    """Hold the label against the larger share of arms from one power, in one sentence, where it is notable."""
    focal, powers = names_of(report)
    position = report["position"]
    rows = {row["name"]: row for row in position.get("indicators", [])}
    latest = (rows.get("arms_share_5y") or {}).get("latest", {})
    sides = [side for side in ("first", "second") if latest.get(side) is not None]
    side = max(sides, key=lambda name: latest[name]["value"], default="")
    if not side or latest[side]["value"] < NOTABLE:
        return []
    last, power = latest[side], side == "second"
    p = position["classes"]["probability"][t]
    label = position["classes"]["labels"][max(range(len(p)), key=lambda k: p[k] or 0)]
    share, window = 100 * last["value"], span(last["year"] - 4, last["year"])
    depends, low, high = at(position.get(f"dependence_{side}"), t)
    ceiling = bound(report, "ceiling")
    fact = f"{the(powers[power])} supplied about {share:.0f} % of {focal}'s arms in {window}"
    base = label.split(",")[0]
    if depends is None or ceiling is None or low is None or high is None:
        text = f"{fact}, and dependence on it cannot be set against the ceiling: goods imports are {NOT_OBSERVED}"
    elif depends > ceiling:
        text = f"{fact}; with goods imports that makes a dependence of {number(depends)} ({interval(low, high)}), "
        text += f"over the ceiling of {number(ceiling)}, which is why the label is {label}"
    else:
        kept = f"the label is {base} all the same, because " if base.startswith("two-sided") else ""
        text = f"{fact}; {kept}dependence counts goods imports with arms and comes to {number(depends)} "
        text += f"({interval(low, high)}), under the ceiling of {number(ceiling)}"
    arms_only = bound(report, "ceiling", "arms")
    arms = at(position.get(f"arms_dependence_{side}"), t)[0]
    if arms_only is not None and arms is not None:
        text += f"; by arms alone it is {number(arms)}, {'over' if arms > arms_only else 'under'} {number(arms_only)}"
    return [
        Finding(
            id="where.arms",
            sentence=sentence(text[0].upper() + text[1:]),
            evidence=(
                f"arms_share_5y:{report['study']['focal']}:{report['study']['powers'][power]}:{last['year']}",
                f"result:position.dependence_{side}",
            ),
        )
    ]


def _security(report: Report, t: int) -> Said:
    """Say why security does not lean to the power that sends most arms, where a pact with the other is the reason."""
    _, powers = names_of(report)
    rows = {row["name"]: row["latest"] for row in report["position"].get("indicators", [])}
    ties = {r["name"] for r in report["position"].get("indicators", []) if (r["domain"], r["role"]) == SECURITY_TIE}
    arms, pact = rows.get("arms_share_5y", {}), rows.get("defense_obligation", {})
    _, low, high = at(report["position"]["domains"].get("security", {}).get("tilt"), t)
    if low is None or high is None or not all(d.get(side) for d in (arms, pact) for side in ("first", "second")):
        return []
    more = int(arms["second"]["value"] > arms["first"]["value"])
    kept = ("first", "second")[1 - more]
    against = (high if more else -low) > 0 and (low if more else -high) > 0
    if against or pact[kept]["value"] <= pact[("first", "second")[more]]["value"]:
        return []
    mean = at(report["position"]["domains"]["security"]["tilt"], t)[0] or 0.0
    way = "does not lean there more clearly" if (mean > 0) == bool(more) else "leans the other way"
    weak = ", counted at half because nothing has renewed it," if pact[kept]["value"] < 1 else ""
    only = "the only other series of that domain" if ties == {"arms_share", "defense_obligation"} else "beside them"
    text = f"Arms point to {the(powers[more])}; that security {way} rests on a defense obligation with "
    text += f"{the(powers[1 - more])}{weak} {'which is ' if only[0] == 't' else ''}{only}"
    return [Finding(id="where.security", sentence=sentence(text), evidence=("result:position.domains.security",))]


def what_to_do(report: Report) -> Said:
    """Say that levers are not computed yet, where they are not."""
    if absent(report["horizon"]["levers"]):
        text = (
            "What to do is not computed yet: this version measures where, why and how long, and holds no model of moves"
        )
        return [_nothing("what_to_do", text)]
    return []


def but(report: Report) -> Said:
    """Say what would overturn the answer: recipes, and the other readings."""
    t = now(report)
    if t is None:
        return []
    _, powers = names_of(report)
    position, said = report["position"], []
    if text := recipes_sentence(report):
        said.append(Finding(id="but.recipes", sentence=sentence(text), evidence=("result:position.recipes",)))
    shares = {} if absent(position["uncertainty"]) else position["uncertainty"]
    known = {key: share for key, share in shares.items() if key in ORIGINS and share is not None}
    if known:
        most = max(known, key=lambda key: (known[key], key))
        text = f"The largest part of the uncertainty about the lean ({chance(known[most])}) comes from {ORIGINS[most]}"
        said.append(Finding(id="but.uncertainty", sentence=sentence(text), evidence=("result:position.uncertainty",)))
    parts = []
    for reading, word in READINGS.items():
        held = position["readings"].get(reading, {})
        inside = at(held.get("inside"), t)[0]
        if reading in ("equidistance", "utility") and inside is not None:
            parts.append(f"{word}, the chance of standing inside is {chance(inside)}")
        elif "tilt" in held and reading != "all":
            parts.append(f"{word}, {lean(*at(held['tilt'], t), powers)}")
    if parts:
        text = "Read otherwise: " + "; ".join(parts)
        said.append(Finding(id="but.readings", sentence=sentence(text), evidence=("result:position.readings",)))
    said += quantities.overturned(report)
    missing = [w for d, w in DOMAIN_WORDS.items() if at(position["domains"].get(d, {}).get("tilt"), t)[0] is None]
    if missing:
        text = (
            f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} {NOT_OBSERVED} for both powers and could move "
        )
        text += f"it{_before(report, t)}"
        said.append(Finding(id="but.missing", sentence=sentence(text), evidence=("result:position.domains",)))
    return said


def _before(report: Report, t: int) -> str:
    """Say what stood in the last year in which more domains were observed, if the answer was less clear then."""
    position = report["position"]
    tilts = [part["tilt"]["mean"] for part in position["domains"].values() if "tilt" in part]
    seen = [sum(mean[k] is not None for mean in tilts) for k in range(t + 1)]
    last = max((k for k in range(t) if seen[k] > seen[t]), default=None)
    if last is None or position["inside"][last] is None:
        return ""
    was = chance(position["inside"][last])
    return f": in {position['years'][last]}, the last year with it, the chance of standing inside was {was}"


SECURITY_TIE = ("security", "tie")
ORIGINS = {
    "missing": "series that are missing",
    "measurement": "error in the series",
    "weights": "the weights of the domains",
    "method": "the choice of how to build the measure",
    "together": "ties and weights of domains only together",
}
READINGS = {
    "security": "by security alone",
    "paired": "by what is measured alike for both powers",
    "all": "by all series",
    "same domains": "by one set of domains in every year",
    "equidistance": "by equal distance",
    "utility": "by whether both ties still pay",
}


def confidence(report: Report) -> Said:
    """Say how far the answer can be relied on, in a sentence of its own."""
    t = now(report)
    if t is None:
        return [
            Finding(
                id="confidence",
                sentence="Confidence is low: nothing was measured.",
                evidence=("result:position",),
                confidence="low",
            )
        ]
    position = report["position"]
    seen = [d for d in DOMAIN_WORDS if at(position["domains"].get(d, {}).get("tilt"), t)[0] is not None]
    recipes = position.get("recipes")
    agree = None if absent(recipes) else recipes.get("agree_share")
    same = None if absent(recipes) else recipes.get("agree_class")
    least = min((share for share in (agree, same) if share is not None), default=None)
    grade = "low"
    if len(seen) >= 3 and (least is None or least >= 0.5):
        grade = "high" if len(seen) == 4 and least is not None and least >= 0.9 else "moderate"
    why = f"{number(float(len(seen)))[0]} of 4 domains are observed for both powers"
    if agree is not None:
        why += f", the lean is the same in {same_lean(report)} other recipes"
        why += f" and the same ties stand above their floors in {same_ties(report)}" if same is not None else ""
    else:
        why += ", and no other recipe was run"
    text = f"Confidence in this answer is {grade}: {why}"
    return [Finding(id="confidence", sentence=sentence(text), evidence=("result:position.recipes",), confidence=grade)]


def _nothing(name: str, text: str) -> Finding:
    return Finding(id=name, sentence=sentence(text), evidence=("result:report",))
