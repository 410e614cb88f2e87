"""From the panel to pathways: fit, effects by intervention, checks, and what of it is resolved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Amount, Path, Pathways, Pressure, Way
from tightrope.core.panel import FloatArray, Inputs
from tightrope.explain.pathways import checks, effects
from tightrope.explain.pathways.clarity import PARTS, UNMEASURED
from tightrope.explain.pathways.fit import Posterior, fit
from tightrope.explain.pathways.resolve import FEWEST, RULE, tell
from tightrope.explain.pathways.system import CLARITY, PRESSURE, TIES, Equation, Term
from tightrope.explain.pathways.table import Laid, lay

OPEN = ("causes that differ by state and year and stand in none of the variables",)
OPEN_PRESSURE = ("whatever else changed in the world in the same years",)
OPEN_TIE = ("ties read back from later indicators: part of a response shows before its cause",)
WARMUP, DRAWS = 60, 140


def pathways(
    inputs: Inputs,
    standing: Standing,
    pressure: Pressure,
    state: str,
    *,
    rng: np.random.Generator,
    apart: Standing | None = None,
    last: int | None = None,
    optional: Sequence[str] = (),
    draws: int = DRAWS,
    warmup: int = WARMUP,
) -> Pathways:
    """Fit the system of pressure, filters, ties and results to all measured states, and say what it resolves.

    Parameters
    ----------
    state : focal state, for the effects at its own exposure and with its own slopes.
    apart : ties measured without arms and aid; opens the outcomes made of those rows.
    optional : filters beside the four, each a series of the panel.
    last : last year; draws : kept of each of two chains.

    Raises
    ------
    CoverageError : see `table.lay`.

    References
    ----------
    Own: docs/explanation/pathways.md; the parts name theirs.
    """
    laid = lay(inputs, standing, pressure, apart=apart, last=last, optional=optional)
    table = laid.table
    found = fit(table, rng=rng, drawn=state, draws=draws, warmup=warmup)
    place = table.states.index(state) if state in table.states else None
    exposure = float(laid.exposure[place]) if place is not None else 0.0
    independent = independent_shocks(table.pressure[:-1])
    paths = tuple(p for e in table.equations for p in _paths(found, e, independent))
    average = _ways(found, exposure, "average state", independent, own=False)
    mine = _ways(found, exposure, state, independent, own=True) if place is not None else ()
    notes = []
    if independent < FEWEST:
        notes.append(
            f"pressure moves slowly: {len(table.years) - 1} years are worth about {independent:.0f} independent "
            "shocks, and what rests on pressure alone rests on these"
        )
    if place is None:
        notes.append(f"{state} lacks a filter and is not in the panel; no effect is told for it")
    if found.r_hat > 1.1:
        notes.append(f"chains do not quite agree (R-hat {found.r_hat:.2f} for the worst slope)")
    return Pathways(
        state=state,
        first=table.years[0],
        last=table.years[-1],
        states=len(table.states),
        state_years=len(table.states) * (len(table.years) - 1),
        shocks=len(table.years) - 1,
        independent=independent,
        rule=RULE,
        paths=paths,
        ways=(*average, *mine),
        placebo={e.node: _placebo(found, e) for e in table.equations},
        signal={n: signal(table.drawn[n]) for n in TIES if n in table.drawn},
        scale=laid.scale,
        exposure=exposure,
        rival=laid.rivals.get(state, ""),
        observed=laid.share,
        rows=laid.rows,
        absent=_absent(laid),
        clarity=(*PARTS, f"not measured: {UNMEASURED[0]} ({UNMEASURED[1]})"),
        r_hat=found.r_hat,
        draws=found.noise.shape[0] * found.noise.shape[1],
        notes=tuple(notes),
    )


def independent_shocks(pressure: FloatArray) -> float:
    """Return how many independent values a slow series is worth: n (1 - r) / (1 + r), r its own yearly correlation.

    References
    ----------
    :cite:`bartlett1946` for an autoregression of the first order.
    """
    about = pressure - pressure.mean()
    r = float((about[1:] * about[:-1]).sum() / max(float((about**2).sum()), 1e-12))
    r = min(max(r, 0.0), 0.99)
    return max(1.0, len(pressure) * (1.0 - r) / (1.0 + r))


def signal(drawn: FloatArray) -> float:
    """Return the share of what moves within states in draws (K, U, T) that is common to the draws.

    References
    ----------
    Own: slopes on, and yearly responses of, a tie known by draws shrink by about this share.
    """
    steps = np.diff(drawn, axis=2)
    return float((steps.mean(axis=0) ** 2).mean() / max(float((steps**2).mean()), 1e-12))


def _absent(laid: Laid) -> dict[str, str]:
    return dict(sorted(laid.absent.items()))


def _amount(draws: FloatArray, shocks: float) -> Amount:
    told = tell(draws, shocks)
    return Amount(estimate=told.estimate, low=told.low, high=told.high, resolved=told.resolved,
                  detectable=told.detectable)  # fmt: skip


def _paths(found: Posterior, equation: Equation, independent: float) -> list[Path]:
    table = found.table
    whole, out = checks.leave_one_out(found, equation)
    v = table.nodes.index(equation.node)
    rows = int(np.isfinite(table.seen[v][:, 1:]).sum())
    paths = []
    for k, term in enumerate(equation.terms[1:], start=1):
        draws = found.slopes[equation.node][..., k].ravel()
        grid, reach = checks.confounded(found, equation, k, draws)
        moved = out[:, k] - whole[k]
        worst = int(np.argmax(np.abs(moved)))
        mean = float(draws.mean())
        paths.append(
            Path(
                id=f"path.{_slug(term.name)}.{_slug(equation.node)}",
                cause=term.given or term.node,
                effect=equation.node,
                kind=_kind(equation, term),
                bends=term.node if term.given else "",
                amount=_amount(draws, independent if _common(term) else np.inf),
                n=rows,
                shocks=len(table.years) - 1,
                hidden_by=reach,
                confounded={f"{rho:+.2f}": value for rho, value in grid.items()},
                left_out={
                    "low": mean + float(moved.min()), "high": mean + float(moved.max()),
                    "year": float(table.years[worst + 1]),
                },
                open_paths=_open(equation, term),
            )
        )  # fmt: skip
    return paths


def _common(term: Term) -> bool:
    """Whether a term moves with pressure alone, the same for all states but for their exposure."""
    return term.given.startswith(PRESSURE) and not term.node


def _kind(equation: Equation, term: Term) -> str:
    if term.given and term.node:
        return "moderation"
    return "feedback" if equation.role == "filter" and term.node else "edge"


def _open(equation: Equation, term: Term) -> tuple[str, ...]:
    found = list(OPEN)
    if term.given.startswith(PRESSURE) or term.given == CLARITY:
        found += OPEN_PRESSURE
    if equation.role == "tie" or term.node in TIES:
        found += OPEN_TIE
    return tuple(found)


def _placebo(found: Posterior, equation: Equation) -> dict[str, float]:
    slope, error = checks.placebo(found, equation)
    low, high = slope - 1.645 * error, slope + 1.645 * error
    return {"estimate": slope, "low": low, "high": high, "passed": float(low <= 0.0 <= high)}


def _ways(found: Posterior, exposure: float, whose: str, independent: float, *, own: bool) -> tuple[Way, ...]:
    """Return effects of what comes from outside on ties by way, and of filters and ties on what follows them."""
    nodes = found.table.nodes
    outcomes, filters = found.table.of("outcome"), found.table.of("filter")
    ways: list[Way] = []

    def add(cause: str, effect: str, way: str, path: FloatArray) -> None:
        for years in (effects.SHORT, effects.LONG):
            ways.append(
                Way(
                    cause=cause,
                    effect=effect,
                    way=way,
                    years=years,
                    whose=whose,
                    amount=_amount(path[years], independent if cause.startswith(PRESSURE) else np.inf),
                )
            )

    for name, change in effects.treatments(found, exposure).items():
        if own == (name == PRESSURE):
            continue  # the average state stands at mean exposure, the focal state at its own
        for way, path in effects.decompose(found, change, own=own).items():
            for effect in TIES:
                add(name, effect, way, path[..., nodes.index(effect)])
            if way == "total":
                add(name, "tilt", way, path[..., nodes.index(TIES[1])] - path[..., nodes.index(TIES[0])])
                for effect in (*filters, *outcomes):
                    add(name, effect, way, path[..., nodes.index(effect)])
    for name in (*filters, *TIES):
        path = effects.set_to_one(found, name, own=own)
        for effect in (*(TIES if name in filters else ()), *outcomes):
            add(name, effect, "total", path[..., nodes.index(effect)])
    return tuple(ways)


def _slug(name: str) -> str:
    return name.replace("'", "").replace(" ", "_")
