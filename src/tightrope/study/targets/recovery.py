"""Recovery: what was put into simulated panels comes out of the measurement again (M36)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tightrope.core.panel import DOMAINS
from tightrope.measure.derive import pooled, tilt_of
from tightrope.measure.fit import fit
from tightrope.measure.simulate import simulate
from tightrope.stats.interval import central, coverage
from tightrope.study.targets.target import Target

SOURCE = "design brief of the measurement, section 9, row 36: simulation"
PANELS = 3
STATES = 24


@cache
def _recovered(placebo: bool) -> tuple[float, float, float]:
    """Return coverage of ties, coverage of tilt, and mean tilt, over three simulated panels."""
    weights = np.full(len(DOMAINS), 1.0 / len(DOMAINS))
    found = []
    for panel in range(PANELS):
        rng = np.random.default_rng([36, panel, int(placebo)])
        ties, truth = simulate(rng, states=STATES, start=1990, stop=2018, placebo=placebo)
        result = fit(ties, drawn=ties.states[:1], draws=120, seed=panel)
        seen = result.observed
        low, high = central(result.everyone)
        overall = np.stack([pooled(draw, seen, weights) for draw in result.everyone.astype(float)])
        tilt = tilt_of(overall[..., 0], overall[..., 1])
        real = pooled(truth, seen, weights)
        ends = central(tilt)
        found.append(
            (
                coverage(low[seen], high[seen], truth[seen]),
                coverage(*ends, tilt_of(real[..., 0], real[..., 1])),
                float(tilt.mean()),
            )
        )
    means = np.mean(found, axis=0)
    return float(means[0]), float(means[1]), float(means[2])


def _covered(folder: Path) -> tuple[float, ...]:
    return _recovered(False)[:2]


def _placebo_tilt(folder: Path) -> tuple[float, ...]:
    return (_recovered(True)[2],)


def _placebo_covered(folder: Path) -> tuple[float, ...]:
    return (min(_recovered(True)[1], 0.95),)


TARGETS = (
    Target(
        id="M36.coverage",
        source=SOURCE,
        what="share of true ties, and of true tilts, inside their 90 % intervals",
        expected=(0.9, 0.9),
        tolerance=0.05,
        compute=_covered,
        reason="85-95 % is asked for",
    ),
    Target(
        id="M36.placebo",
        source=SOURCE,
        what="mean tilt where both powers have the same true ties",
        expected=(0.0,),
        tolerance=0.02,
        compute=_placebo_tilt,
        reason="zero is asked for, within sampling error of 24 states",
    ),
    Target(
        id="M36.placebo_interval",
        source=SOURCE,
        what="share of placebo tilts whose 90 % interval includes 0 (more than 95 % counts as 95 %)",
        expected=(0.95,),
        tolerance=0.1,
        compute=_placebo_covered,
        reason="at least 85 % is asked for",
    ),
)
