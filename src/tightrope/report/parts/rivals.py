"""Theories against each other become the theories part: scores, weights, and what they mean in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tightrope.core.theory import Channel, Duel, Rivals, Theory
from tightrope.report.parts.where import absent, plain
from tightrope.report.wording import count, listed

REACH = 1.6449  # standard errors on each side of an interval of probability 0.9
BASELINES = {
    "ar1": "last year's value and the state's own level (AR(1))",
    "random_walk": "a random walk",
    "no_theory": "all columns without a theory",
    "gradient_boosting": "gradient boosting",
}
SHORT = {"ar1": "AR(1), states and years", "random_walk": "Random walk", "no_theory": "All columns, no theory",
         "gradient_boosting": "Gradient boosting"}  # fmt: skip
VERBS = {"better": "predicts better than", "worse": "predicts worse than", "tie": "cannot be told apart from"}
OUTCOMES = {
    "headline": "lean and engagement together",
    "tilt": "lean",
    "tie_first": "tie to the first power",
    "tie_second": "tie to the second power",
    "engagement": "engagement",
    "hedging": "both ties at once (hedging)",
    "votes": "UN votes of the year",
}
TESTS = (("regions", 1), ("ahead", 1), ("ahead", 3), ("ahead", 5))
CAUTIONS = (
    "The years after 2018 lay open while this program was built, so that the test on later years is only "
    "pseudo-out-of-sample; the regions left out were drawn by the seed and scored once, which is the clean test.",
    "A tie is read from all years together, so last year's tie already knows a little of this year's. That favors the "
    "baselines; UN votes, read from their own year alone, are scored beside.",
    "Theories that cannot be told apart are not shown to be wrong: the files may not measure what they speak of.",
)


def rivals_of(rivals: Rivals | None, theories: Sequence[Theory], why: str) -> dict[str, Any]:
    """Return the comparison itself: duels, weights, columns, the neoclassical realist's two claims, sentences.

    Parameters
    ----------
    rivals : None where the theories were not scored; why : the reason.
    """
    if rivals is None:
        return absent(why)
    labels = {t.name: t.label for t in theories}
    return {
        "verdict": overall(rivals, labels),
        "rows": [_row(rivals, name, labels.get(name, SHORT.get(name, name))) for name in rivals.models],
        "outcomes": OUTCOMES,
        "duels": [plain(asdict(d)) for d in rivals.duels],
        "weights": {k: {n: list(w) for n, w in held.items()} for k, held in rivals.weights.items()},
        "columns": [
            {"name": n, "label": label, "known": known, "named_by": [t for t in labels if _names(rivals, t, n)]}
            for n, (label, known) in rivals.columns.items()
        ],
        "absent": dict(rivals.absent),
        "sets": rivals.sets,
        "origins": list(rivals.origins),
        "regions": [list(r) for r in rivals.regions],
        "years": [rivals.first, rivals.last],
        "states": rivals.states,
        "freedom": rivals.freedom,
        "boosted": rivals.boosted,
        "moderation": plain(rivals.moderation),
        "mediation": plain(rivals.mediation),
        "claims": claims(rivals),
        "paths": [plain(asdict(p)) for p in rivals.paths],
        "notes": [*rivals.notes, late(rivals), *CAUTIONS],
    }


def scored(rivals: Rivals | None, theory: Theory, why: str) -> dict[str, Any]:
    """Return score, standard error, weight and sentence of one theory; None and the reason where it has none."""
    blank: dict[str, Any] = {
        "score": None,
        "se": None,
        "weight": None,
        "weight_interval": None,
        "sentence": "",
        "why": why,
    }
    if rivals is None:
        return blank
    held = duel(rivals, theory.name, "regions", 1)
    if held is None:
        return blank
    weight = rivals.weights.get("regions 1", {}).get(theory.name)
    return {
        "score": held.difference,
        "se": held.error,
        "weight": None if weight is None else weight[0],
        "weight_interval": None if weight is None else [weight[1], weight[2]],
        "sentence": sentence_of(rivals, theory.name, theory.label),
        "why": "" if any(rivals.sets[theory.name].values()) else "its file restricts no column that the panel has",
    }


def duel(
    rivals: Rivals, name: str, test: str, ahead: int, outcome: str = "headline", form: str = ""
) -> Duel | None:  # fmt: skip
    """Return one comparison, None where the test could not be run; a theory's strict form unless told otherwise."""
    for d in rivals.duels:
        if (d.model, d.test, d.ahead, d.outcome) == (name, test, ahead, outcome) and d.form in (
            (form,) if form else ("strict", "baseline")
        ):
            return d
    return None


def tested(row: Mapping[str, Any], test: str, ahead: int) -> Mapping[str, Any] | None:
    """Return one test of a row of the table, None where it was not run."""
    return next((t for t in row["tests"] if (t["test"], t["ahead"]) == (test, ahead)), None)


def splits(part: Mapping[str, Any]) -> str:
    """Return in words what was left out to score the theories, and which of the two tests the panel has no room for."""
    run = {t["test"] for row in part["rows"] for t in row["tests"]}
    said = []
    if "regions" in run:
        said.append(f"where {len(part['regions'])} regions drawn by the seed are left out in turn")
    if "ahead" in run:
        said.append(f"in the five years after fits that end in {', '.join(map(str, part['origins']))}")
    short = [word for test, word in (("regions", "regions left out"), ("ahead", "years ahead")) if test not in run]
    told = " and ".join(said) or "nowhere"
    return f"{told}; the panel is too short to test {' or '.join(short)}" if short else told


def overall(rivals: Rivals, labels: Mapping[str, str]) -> str:
    """Return in a sentence or two whether any theory predicts better than the naive baselines."""
    clean = {n: duel(rivals, n, "regions", 1) for n in labels}
    later = {n: duel(rivals, n, "ahead", 1) for n in labels}
    best = [n for n, d in clean.items() if d is not None and d.verdict == "better"]
    ahead = [n for n, d in later.items() if d is not None and d.verdict == "better"]
    both = [n for n in best if n in ahead]
    if both:
        said = f"{listed(labels[n] for n in both)} predicted better than the naive baselines in both tests."
    elif best and not any(later.values()):
        said = (
            f"In regions left out, {listed(labels[n] for n in best)} predicted better than the naive baselines; the "
            "record is too short to test the years ahead."
        )
    elif best:
        verb = "were" if len(best) > 1 else "was"
        said = (
            f"In regions left out, {listed(labels[n] for n in best)} predicted better than the naive baselines; in the "
            f"years ahead {verb} not."
        )
    elif ahead:
        said = (
            f"In the years ahead {listed(labels[n] for n in ahead)} predicted better than the naive baselines; in "
            "regions left out, which is the clean test, no theory did."
        )
    else:
        said = "No theory predicts better than the naive baselines: where a state stood a year before says as much."
    votes = [n for n in labels if (d := duel(rivals, n, "regions", 1, "votes")) is not None and d.verdict == "better"]
    if votes:
        said += f" Of UN votes in regions left out alone, {listed(labels[n] for n in votes)} told more than they do."
    return said


def late(rivals: Rivals) -> str:
    """Return how many predictions a year ahead are of years that lay open while the program was built."""
    d = next((d for d in rivals.duels if (d.test, d.ahead, d.outcome) == ("ahead", 1, "headline")), None)
    if d is None:
        return "The record is too short for a test on later years."
    return f"Of {d.predictions:,} predictions a year ahead, {d.late:,} are of years after 2018."


def sentence_of(rivals: Rivals, name: str, label: str) -> str:
    """Return what the tests say of a theory, in plain words."""
    parts = []
    for test, ahead, where in (("regions", 1, "where a region is left out"), ("ahead", 1, "a year ahead"),
                               ("ahead", 5, "five years ahead")):  # fmt: skip
        d = duel(rivals, name, test, ahead)
        if d is not None:
            # A theory that loses to AR(1) is held against it, whichever baseline was the bar.
            own = d.verdict == "worse" and d.bar != "ar1" and abs(d.over_bar) < 2.0 * d.bar_error
            bar, middle, error = ("ar1", d.difference, d.error) if own else (d.bar, d.over_bar, d.bar_error)
            low, high = middle - REACH * error, middle + REACH * error
            parts.append(
                f"{where} it {VERBS[d.verdict]} {BASELINES.get(bar, bar)} ({_signed(middle)} points of log score, "
                f"{_signed(low)} to {_signed(high)})"
            )
    return f"{label}: {'; '.join(parts)}." if parts else ""


def claims(rivals: Rivals) -> list[dict[str, str]]:
    """Return the two claims that only neoclassical realism makes, each with its verdict and a sentence."""
    if not rivals.moderation:
        return []
    m, n = rivals.moderation, rivals.mediation
    found = []
    if "difference" in m:
        difference, error = float(m["difference"]), float(m["error"])
        low, high = difference - REACH * error, difference + REACH * error
        said = (
            "Pressure times perceptions and pressure times capacity, added to a model that has the pressure's and the "
            f"filters' own slopes, change the log score in regions left out by {_signed(difference)} points "
            f"({_signed(low)} to {_signed(high)})."
        )
    else:
        said = "The columns for it are not in the panel."
    bent = [p for p in rivals.paths if p.kind == "moderation" and p.resolved]
    said += f" On all rows together {_these(bent)}." if "difference" in m else ""
    found.append({"claim": "moderation", "verdict": str(m["verdict"]), "sentence": said})
    tested = int(float(n.get("tested", 0.0)))
    resolved = [p for p in rivals.paths if p.kind == "indirect" and p.resolved]
    if tested:
        alone = [p for p in rivals.paths if p.kind == "to tie" and p.resolved]
        said = (
            f"Of {count(tested, 'way', 'ways')} from pressure through a filter to lean or engagement, "
            f"{len(resolved) or 'none'} {'has' if len(resolved) < 2 else 'have'} an interval beyond zero once all are "
            f"counted. {_these(alone, alone=True)}"
        )
    else:
        said = "The columns for it are not in the panel."
    found.append({"claim": "mediation", "verdict": str(n["verdict"]), "sentence": said})
    return found


def _these(paths: Sequence[Channel], *, alone: bool = False) -> str:
    told = listed(f"{p.filter} on {OUTCOMES.get(p.outcome, p.outcome)} ({_slope(p)})" for p in paths)
    if alone:
        return (
            f"Filters that go with ties a year later ({told}) are no evidence for it: threat and liberal theories "
            "expect that as well."
            if paths
            else "No filter by itself goes with ties a year later either."
        )
    return f"the product is told from zero for {told}" if paths else "no product is told from zero"


def _slope(path: Channel) -> str:
    return f"{path.mean:+.3f}, {path.low:+.3f} to {path.high:+.3f}".replace("-", "\u2212")


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", "\u2212")


def _row(rivals: Rivals, name: str, label: str) -> dict[str, Any]:
    """Return a line of the table: every test of the headline outcomes, weight and CRPS."""
    tests = []
    for test, ahead in TESTS:
        d = duel(rivals, name, test, ahead)
        if d is not None:
            tests.append({
                "test": test, "ahead": ahead, "difference": d.difference,
                "interval": [d.difference - REACH * d.error, d.difference + REACH * d.error], "verdict": d.verdict,
                "bar": d.bar, "crps": d.crps, "predictions": d.predictions, "late": d.late,
            })  # fmt: skip
    weight = rivals.weights.get("regions 1", {}).get(name)
    return {
        "name": name,
        "label": label,
        "baseline": name in BASELINES,
        "tests": tests,
        "weight": None if weight is None else list(weight),
        "by_outcome": _by_outcome(rivals, name),
        "soft": _soft(rivals, name),
    }


def _by_outcome(rivals: Rivals, name: str) -> dict[str, dict[str, Any]]:
    """Return outcome -> difference with its interval in regions left out; years ahead up to 2018 and after it apart."""
    found: dict[str, dict[str, Any]] = {}
    for outcome in OUTCOMES:
        d = duel(rivals, name, "regions", 1, outcome)
        if d is not None and outcome != "headline":
            low, high = d.difference - REACH * d.error, d.difference + REACH * d.error
            found[outcome] = {"difference": d.difference, "interval": [low, high], "verdict": d.verdict}
    ahead = duel(rivals, name, "ahead", 1)
    if ahead is not None:
        found["to_2018"] = {"difference": ahead.difference - ahead.late_difference}
        found["after_2018"] = {"difference": ahead.late_difference}
    return found


def _soft(rivals: Rivals, name: str) -> dict[str, Any] | None:
    """Return the theory's looser form, in which the columns that it does not name are shrunk but not held at 0."""
    d = duel(rivals, name, "regions", 1, form="soft")
    return None if d is None else {"difference": d.difference, "error": d.error, "verdict": d.verdict}


def _names(rivals: Rivals, theory: str, column: str) -> bool:
    return any(column in columns for columns in rivals.sets.get(theory, {}).values())
