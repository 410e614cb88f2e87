"""Entry of the room: from inputs to alignment, position and standing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tightrope.core.actor import Triad
from tightrope.core.alignment import Alignment, Position, Standing
from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError, UnknownName
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Inputs
from tightrope.measure import assemble
from tightrope.measure.causes import Shared, shared
from tightrope.measure.fit import Fit, fit, refit
from tightrope.stats.interval import central


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What this room gives to the others.

    Parameters
    ----------
    alignment : posterior of the latent ties; drawn states are the focal state, then the comparison.
    position : series, labels and turning points of the focal state.
    standing : label of every state, year and draw, by the two floors.
    standing_by : the same by the readings "equidistance" and "utility".
    positions : positions of the comparison states, without recipes.
    shared : what all states share, to measure one again with other series (`causes`).
    """

    alignment: Alignment
    position: Position
    standing: Standing
    standing_by: dict[str, Standing]
    positions: dict[str, Position] = field(default_factory=dict)
    shared: Shared | None = None


def measure(
    inputs: Inputs,
    *,
    triad: Triad,
    period: Period,
    draws: int,
    rng: np.random.Generator,
    comparison: tuple[str, ...] = (),
    names: dict[str, str] | None = None,
    domains: tuple[str, ...] | None = None,
) -> Measured:
    """Measure where every state stands between two powers, and the focal state in full.

    Parameters
    ----------
    inputs : a panel laid out for the powers of `triad`, over `period`.
    draws : number of posterior draws kept of the focal and comparison states.
    comparison : codes of further states to measure in full.
    names : printed names of states by code, for the rival's label; without them the code stands.
    domains : the domains that overall ties are made of, in equal parts; all of them where none is named.

    Returns
    -------
    Measured : every number with its interval of probability 0.9; NaN where not observed.

    Raises
    ------
    CoverageError : the inputs are laid out for other powers or years.
    UnknownName : a state is not in the panel.

    References
    ----------
    Own: the quantities of docs/explanation/measurement.md; the model is that of `fit`, after :cite:`martin2002`.
    """
    powers = (triad.powers[0].code, triad.powers[1].code)
    if inputs.ties.powers != powers or inputs.ties.period != period:
        raise CoverageError("the panel is laid out for other powers or years", where="measure", next="load it again")
    drawn = (triad.focal.code, *(code for code in comparison if code != triad.focal.code))
    for code in drawn:
        if code not in inputs.ties.states:
            raise UnknownName(f"no ties of {code!r} are in the panel", where="measure", next="choose a state in it")
    seed = int(rng.integers(2**62))
    fitted = fit(inputs.ties, drawn=drawn, draws=draws, seed=seed)
    alone = refit(fitted, inputs.ties, seed=seed)
    weights = weights_of(domains)
    world = assemble.world(inputs, fitted, weights, triad=triad, seed=seed)
    positions = {
        code: assemble.position(
            inputs, fitted, alone, world, triad=triad, row=row, weights=weights, seed=seed, names=names
        )
        for row, code in enumerate(drawn)
    }
    return Measured(
        alignment=_alignment(fitted, triad, period, weights),
        position=positions[drawn[0]],
        standing=world.standing,
        standing_by=world.standing_by,
        positions={code: positions[code] for code in drawn[1:]},
        shared=shared(fitted, world.bounds),
    )


def weights_of(domains: tuple[str, ...] | None) -> FloatArray:
    """Return (D,) equal weights of the named domains, of all where none is named; they sum to 1.

    References
    ----------
    Own: domains weigh alike, docs/explanation/measurement.md.
    """
    chosen = np.array([domains is None or d in domains for d in DOMAINS], dtype=float)
    return np.asarray(chosen / chosen.sum())


def standing_of(
    inputs: Inputs, *, triad: Triad, draws: int, rng: np.random.Generator, domains: tuple[str, ...] | None = None
) -> Standing:
    """Label every state, year and draw, and nothing more: what an equation needs whose outcome is made of other rows.

    Parameters
    ----------
    inputs : a panel laid out for the powers of `triad`, without the indicators that the outcome is made of.
    draws : number of posterior draws.
    domains : as in `measure`.

    Returns
    -------
    Standing, by the two floors.

    References
    ----------
    As `measure`.
    """
    seed = int(rng.integers(2**62))
    fitted = fit(inputs.ties, drawn=(triad.focal.code,), draws=draws, seed=seed, chains=1)
    weights = weights_of(domains)
    return assemble.world(inputs, fitted, weights, triad=triad, seed=seed).standing


def _alignment(fitted: Fit, triad: Triad, period: Period, weights: FloatArray) -> Alignment:
    low, high = central(fitted.everyone)
    seen: BoolArray = fitted.observed
    blank = np.where(seen, 0.0, np.nan)
    return Alignment(
        draws=fitted.draws,
        drawn=fitted.drawn,
        mean=fitted.everyone.mean(axis=0, dtype=float) + blank,
        low=low + blank,
        high=high + blank,
        observed=seen,
        states=fitted.states,
        period=period,
        triad=triad,
        weights=weights,
        loadings=fitted.loadings,
        diagnostics=fitted.diagnostics,
    )
