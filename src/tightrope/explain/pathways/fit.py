"""The sampler: equations, paths of all variables, pressure and unknown errors in turn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.explain.pathways.collapse import leap
from tightrope.explain.pathways.latent import FIRST_SD, paths
from tightrope.explain.pathways.regress import Columns, Drawn, redraw, residual_of
from tightrope.explain.pathways.system import Equation, Table, Term
from tightrope.stats.interval import r_hat

EXACT = 1e-3  # standard error of an observation that is told without one
NOISE_SHAPE, NOISE_SCALE = 2.0, 0.1  # inverse gamma of an unknown error variance
SLOW = 0.05  # step variance of the path that a chain starts from
EARLY = 1  # first observed years whose mean stands for where a state began


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Draws of the system.

    Parameters
    ----------
    slopes : variable -> (C, S, p) of the terms in the order of its equation, and last the slope on the first value.
    spread : variable -> (C, S, 1 + r) standard deviations of intercept and slopes between states.
    swing : variable -> (C, S, m) standard deviations of the year shocks (intercept, then `by_year`).
    error : variable -> (C, S) common standard deviation of the error; noise : (C, S, V) of unknown errors.
    own : variable -> (C, S, 1 + r) effects of the state `drawn`; zero where it names none.
    mean, variance : (V, U, T) moments of every variable's path; states_mean : variable -> (U,) error variances.
    pressure : (C, S, T).
    r_hat : worst split potential scale reduction of the slopes.
    """

    table: Table
    slopes: dict[str, FloatArray]
    spread: dict[str, FloatArray]
    swing: dict[str, FloatArray]
    error: dict[str, FloatArray]
    noise: FloatArray
    own: dict[str, FloatArray]
    mean: FloatArray
    variance: FloatArray
    states_mean: dict[str, FloatArray]
    pressure: FloatArray
    r_hat: float

    def slope(self, node: str, term: Term) -> FloatArray:
        """Return (C * S,) draws of a common slope."""
        place = next(e for e in self.table.equations if e.node == node).terms.index(term)
        return self.slopes[node][..., place].ravel()


@dataclass(slots=True, kw_only=True)
class _Chain:
    """What a chain carries from sweep to sweep."""

    table: Table
    x: FloatArray
    pressure: FloatArray
    noise: FloatArray
    held: list[Drawn]
    residual: FloatArray
    center: FloatArray = field(repr=False)
    began: FloatArray = field(repr=False)

    def given(self, name: str) -> FloatArray:
        """Return (U, T) of a given series at the chain's pressure."""
        q = self.table.names.index(name)
        return np.asarray(self.table.given[q] * self.pressure if self.table.pressed[q] else self.table.given[q])

    def about(self, node: str) -> FloatArray:
        """Return (U, T) values of a variable about the state's mean, as it enters other equations."""
        v = self.table.nodes.index(node)
        return np.asarray(self.x[v] - self.center[v][:, None])

    def column(self, equation: Equation, term: Term, *, bend: bool = False) -> FloatArray:
        """Return (U, T - 1) of a term; a variable alone stands as it is, in a product about the state's mean."""
        if not term.given and term in equation.terms and not bend:
            return np.asarray(self.x[self.table.nodes.index(term.node)][:, :-1])
        found = self.given(term.given) if term.given else np.ones(self.x.shape[1:])
        return np.asarray((found * self.about(term.node) if term.node else found)[:, :-1])


def fit(
    table: Table, *, rng: np.random.Generator, drawn: str | None = None, draws: int = 200, warmup: int = 80,
    chains: int = 2,
) -> Posterior:  # fmt: skip
    """Fit the system by Gibbs sampling.

    Every variable v of state i follows

    x[v,i,t] = a[v,i] + rho[v] x[v,i,t-1] + sum_k b[v,k] c[k,i,t-1] + d[v,t] + d'[v,t] E[i] + e[v,i,t],

    with columns c as `system.Term`; intercepts and the slopes in `by_state` differ by state about a common mean
    (partial pooling), d and d' are shocks of a year that all states share, alone and by exposure, and the
    variance of e differs by state. Intercepts may lean on where a state began. What is observed is x with
    error. Pressure is drawn with its own doubt.

    Parameters
    ----------
    drawn : state whose own effects are kept.
    draws : kept of each chain, after `warmup` sweeps.

    References
    ----------
    :cite:`carter1994` for paths, :cite:`lindley1972` for slopes, :cite:`wooldridge2005` for the first value.
    """
    place = table.states.index(drawn) if drawn in table.states else None
    runs = [_run(table, child, place, draws, warmup) for child in rng.spawn(chains)]
    stacked = {key: np.stack([run[key] for run in runs]) for key in runs[0]}
    slopes = {e.node: stacked[f"slopes {e.node}"] for e in table.equations}
    worst = max(
        (r_hat(found[..., k]) for found in slopes.values() for k in range(found.shape[2])), default=float("nan")
    )
    mean = stacked["sum"].mean(axis=0) / draws
    return Posterior(
        table=table,
        slopes=slopes,
        spread={e.node: stacked[f"spread {e.node}"] for e in table.equations},
        swing={e.node: stacked[f"swing {e.node}"] for e in table.equations},
        error={e.node: stacked[f"error {e.node}"] for e in table.equations},
        noise=stacked["noise"],
        own={e.node: stacked[f"own {e.node}"] for e in table.equations},
        mean=mean,
        variance=np.maximum(stacked["square"].mean(axis=0) / draws - mean**2, 0.0),
        states_mean={e.node: stacked[f"variance {e.node}"].mean(axis=0) / draws for e in table.equations},
        pressure=stacked["pressure"],
        r_hat=float(worst),
    )


def _run(table: Table, rng: np.random.Generator, place: int | None, draws: int, warmup: int) -> dict[str, FloatArray]:
    chain = _start(table, rng)
    kept: dict[str, list[FloatArray]] = {}
    total, square = np.zeros_like(chain.x), np.zeros_like(chain.x)
    variances = [np.zeros(len(table.states)) for _ in table.equations]
    for sweep in range(warmup + draws):
        _take(chain, rng)
        for v, equation in enumerate(table.equations):
            chain.residual[v] = redraw(_columns(chain, v, equation), chain.held[v], equation.lag, rng)
        for v, equation in enumerate(table.equations):
            if equation.node not in table.drawn:
                _redraw_path(chain, v, rng)
        if table.pressures is None and (table.doubt > 0.0).any():
            _redraw_pressure(chain, rng)
        _redraw_noise(chain, rng)
        if sweep < warmup:
            continue
        for v, (equation, held) in enumerate(zip(table.equations, chain.held, strict=True)):
            variances[v] += held.variance
            for key, value in (
                ("slopes", held.slopes), ("spread", np.sqrt(held.spread)), ("swing", np.sqrt(held.swing)),
                ("error", np.sqrt(np.asarray(held.level))),
                ("own", held.own[place] if place is not None else np.zeros(held.own.shape[1])),
            ):  # fmt: skip
                kept.setdefault(f"{key} {equation.node}", []).append(np.array(value, dtype=float))
        kept.setdefault("noise", []).append(np.sqrt(chain.noise))
        kept.setdefault("pressure", []).append(chain.pressure.copy())
        total += chain.x
        square += chain.x**2
    found = {key: np.stack(values) for key, values in kept.items()}
    found |= {f"variance {e.node}": variances[v] for v, e in enumerate(table.equations)}
    return found | {"sum": total, "square": square}


def _start(table: Table, rng: np.random.Generator) -> _Chain:
    """Fill gaps by the nearest year's value, and jitter slopes so that chains start apart."""
    seen = np.isfinite(table.seen)
    count = seen.sum(axis=2)
    center = np.where(count > 0, np.where(seen, table.seen, 0.0).sum(axis=2) / np.maximum(count, 1), 0.0)
    at = np.arange(len(table.years))
    x = np.empty(table.seen.shape)
    began = np.zeros(table.seen.shape[:2])
    for v, u in np.ndindex(*table.seen.shape[:2]):
        known = np.flatnonzero(seen[v, u])
        x[v, u] = np.interp(at, known, table.seen[v, u, known]) if len(known) else 0.0
        began[v, u] = table.seen[v, u, known[:EARLY]].mean() if len(known) else 0.0
        if table.equations[v].node in table.drawn:
            x[v, u] = table.drawn[table.equations[v].node][0, u]
        elif (table.error[v, u] > 0.0).any():
            x[v, u] = _smooth(table.seen[v, u], table.error[v, u], float(center[v, u]))
    held = []
    for equation in table.equations:
        own = sum(bool(not t.given) or (not t.node and _own_path(table, t.given)) for t in equation.terms[1:])
        p = 1 + len(equation.terms) + own
        r, m = 1 + len(equation.by_state), 1 + len(equation.by_year)
        held.append(
            Drawn(
                slopes=rng.normal(0.0, 0.1, p),
                shocks=np.zeros((len(at) - 1, m)),
                own=np.zeros((len(table.states), r)),
                variance=np.full(len(table.states), 0.5),
                level=0.5,
                spread=np.ones(r),
                swing=np.full(m, 0.1),
                loose=np.ones(r),
                tight=np.ones(m),
                freedom=equation.freedom,
            )
        )
    residual = np.zeros((len(table.equations), len(table.states), len(at) - 1))
    noise = np.where(table.noisy, NOISE_SCALE, 0.0)
    return _Chain(table=table, x=x, pressure=table.pressure.copy(), noise=noise, held=held, residual=residual,
                  center=center, began=began)  # fmt: skip


def _smooth(seen: FloatArray, error: FloatArray, level: float) -> FloatArray:
    """Return a slow path through observations with error, from which a chain starts."""
    told = np.where(np.isfinite(seen), 1.0 / np.maximum(error, EXACT) ** 2, 0.0)
    walk = np.diag(np.full(len(seen) - 1, -1.0 / SLOW), 1)
    walk = walk + walk.T
    walk -= np.diag(walk.sum(axis=1))
    about = np.where(np.isfinite(seen), seen, level) - level
    return level + np.linalg.solve(walk + np.diag(told + 1.0 / FIRST_SD**2), told * about)


def _columns(chain: _Chain, v: int, equation: Equation) -> Columns:
    shape = chain.residual[v].shape
    one = np.ones(shape)
    between = [np.broadcast_to(column[:, None], shape) for column in _between(chain, v, equation)]
    return Columns(
        left=chain.x[v][:, 1:],
        common=np.stack([*(chain.column(equation, t) for t in equation.terms), *between], axis=2),
        state=np.stack([one, *(chain.column(equation, t, bend=True) for t in equation.by_state)], axis=2),
        year=np.stack([one, *(chain.column(equation, t) for t in equation.by_year)], axis=2),
    )


def _between(chain: _Chain, v: int, equation: Equation) -> list[FloatArray]:
    """Return what intercepts lean on: where the state began, in this variable and in those that act on it."""
    others = [t.node for t in equation.terms if t.node and not t.given and t.node != equation.node]
    series = [t.given for t in equation.terms if t.given and not t.node and _own_path(chain.table, t.given)]
    return [
        chain.began[v],
        *(chain.began[chain.table.nodes.index(n)] for n in others),
        *(chain.table.given[chain.table.names.index(n)][:, 0] for n in series),
    ]


def _own_path(table: Table, name: str) -> bool:
    """Whether a given series moves in each state by itself."""
    q = table.names.index(name)
    return not table.pressed[q] and bool((table.given[q] != table.given[q][:, :1]).any())


def _weight(chain: _Chain, e: int, *, node: str = "", pressed: bool = False) -> FloatArray | None:
    """Return (U, T - 1) derivative of an equation in a variable, or in pressure; None if there is none."""
    equation, held = chain.table.equations[e], chain.held[e]
    found: FloatArray | None = None
    effects = [(t, held.slopes[k]) for k, t in enumerate(equation.terms)]
    effects += [(t, held.own[:, k + 1][:, None]) for k, t in enumerate(equation.by_state)]
    effects += [(t, held.shocks[None, :, k + 1]) for k, t in enumerate(equation.by_year)]
    for term, slope in effects:
        if pressed:
            if not term.given or not chain.table.pressed[chain.table.names.index(term.given)]:
                continue
            part = chain.table.given[chain.table.names.index(term.given)][:, :-1]
            part = part * chain.about(term.node)[:, :-1] if term.node else part
        elif term.node == node:
            part = chain.given(term.given)[:, :-1] if term.given else np.ones((1, 1))
        else:
            continue
        found = slope * part if found is None else found + slope * part
    return found


def _take(chain: _Chain, rng: np.random.Generator) -> None:
    """Take the next draws of what is measured elsewhere; the equations and their residuals are drawn anew after it."""
    table = chain.table
    if table.drawn:
        k = int(rng.integers(len(next(iter(table.drawn.values())))))
        for node, draws in table.drawn.items():
            chain.x[table.nodes.index(node)] = draws[k]
    if table.pressures is not None:
        chain.pressure = table.pressures[int(rng.integers(len(table.pressures)))]


def _redraw_path(chain: _Chain, v: int, rng: np.random.Generator) -> None:
    """Draw the paths of one variable: its own equation, its observations, and every equation that it stands in."""
    table = chain.table
    equation, held, x = table.equations[v], chain.held[v], chain.x[v]
    seen = np.isfinite(table.seen[v])
    told = np.where(seen, 1.0 / (np.maximum(table.error[v], EXACT) ** 2 + chain.noise[v]), 0.0)
    pull = told * np.where(seen, table.seen[v], 0.0)
    weights: list[tuple[int, FloatArray]] = []
    for e in range(len(table.equations)):
        weight = None if e == v else _weight(chain, e, node=equation.node)
        if weight is None:
            continue
        weights.append((e, weight))
        sure = 1.0 / chain.held[e].variance[:, None]
        told[:, :-1] += weight**2 * sure
        pull[:, :-1] += weight * (chain.residual[e] + weight * x[:, :-1]) * sure
    if equation.role == "tie" and (table.error[v] > 0.0).any():
        columns = _columns(chain, v, equation)
        leap(columns, held, told, pull, chain.center[v], rng)
        chain.residual[v] = residual_of(columns, held)
    lag = float(held.slopes[0])
    drift = x[:, 1:] - lag * x[:, :-1] - chain.residual[v]
    new = paths(lag, drift, held.variance, told, pull, chain.center[v], rng.standard_normal(x.shape))
    moved = new - x
    for e, weight in weights:
        chain.residual[e] -= weight * moved[:, :-1]
    chain.residual[v] += moved[:, 1:] - lag * moved[:, :-1]
    chain.x[v] = new


def _redraw_pressure(chain: _Chain, rng: np.random.Generator) -> None:
    """Draw each year's pressure about its measured value, given what it did; the last year acts on nothing here."""
    table = chain.table
    prior = 1.0 / np.maximum(table.doubt, EXACT) ** 2
    told, pull = prior.copy(), prior * table.pressure
    weights = []
    for e in range(len(table.equations)):
        weight = _weight(chain, e, pressed=True)
        if weight is None:
            continue
        weights.append((e, weight))
        sure = 1.0 / chain.held[e].variance[:, None]
        told[:-1] += (weight**2 * sure).sum(axis=0)
        pull[:-1] += (weight * (chain.residual[e] + weight * chain.pressure[:-1]) * sure).sum(axis=0)
    new = pull / told + rng.standard_normal(len(told)) / np.sqrt(told)
    for e, weight in weights:
        chain.residual[e] -= weight * (new - chain.pressure)[:-1]
    chain.pressure = new


def _redraw_noise(chain: _Chain, rng: np.random.Generator) -> None:
    for v in np.flatnonzero(chain.table.noisy):
        seen = np.isfinite(chain.table.seen[v])
        off = (chain.table.seen[v] - chain.x[v])[seen]
        known = chain.table.error[v][seen] ** 2
        # What is off is known and unknown error; the unknown part is drawn first, then its variance.
        share = chain.noise[v] / (known + chain.noise[v])
        unknown = share * off + np.sqrt(share * known) * rng.standard_normal(len(off))
        shape = NOISE_SHAPE + 0.5 * len(off)
        chain.noise[v] = (NOISE_SCALE + 0.5 * float((unknown**2).sum())) / rng.gamma(shape)
