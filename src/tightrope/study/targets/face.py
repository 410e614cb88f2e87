"""Targets of face validity: what the literature expects of Pakistan, stated before scoring."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tightrope.explain.chronology import load_events
from tightrope.study.expectations import FILE, Scored, load_expectations, score
from tightrope.study.shelf import shipped
from tightrope.study.targets.target import Target

STUDY = "pakistan"
HALF = 0.5
LEVEL = "a label is the level of a mean over domains, the literature speaks of a fall (docs/explanation/indices.md)"
CODED = "no most frequent mover, or another one, by our coding of the events (docs/explanation/indices.md)"


@cache
def scores() -> tuple[Scored, ...]:
    """Score every expectation of the flagship study, on the fit that the comparisons share."""
    from tightrope.study.targets.indices import fitted

    position = fitted().measured.position
    folder = shipped()[STUDY]
    events = load_events(folder / "chronology.toml")
    found = (score(e, position.years, position.probability, events) for e in load_expectations(folder / FILE))
    return tuple(found)


def _targets() -> tuple[Target, ...]:
    file = shipped().get(STUDY, Path()) / FILE
    if not file.is_file():
        return ()
    out = []
    for number, e in enumerate(load_expectations(file)):
        out += [
            Target(
                id=f"F{number + 1}",
                source=f"expected of Pakistan, {e.source}",
                what=f"{e.start}-{e.stop}, mean probability (0.5 or more) of: {', '.join(e.labels)}",
                expected=(1.0,),
                tolerance=HALF,
                compute=lambda folder, n=number: (scores()[n].probability,),  # type: ignore[misc]
                reason=LEVEL,
                comparison=True,
            ),
            Target(
                id=f"F{number + 1}.moves",
                source=f"expected of Pakistan, {e.source}",
                what=f"{e.start}-{e.stop}, whose move by the chronology (1 as expected, 0 not): "
                + ", ".join(f"tie with the {m.power} power {m.direction:+d} by the {m.initiator}" for m in e.moves),
                expected=(1.0,) * len(e.moves),
                tolerance=0,
                compute=lambda folder, n=number: tuple(float(x) for x in scores()[n].found),  # type: ignore[misc]
                reason=CODED,
                comparison=True,
            ),
        ]
    return tuple(out)


TARGETS = _targets()
