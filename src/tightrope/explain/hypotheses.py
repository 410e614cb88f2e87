"""H1 and H2: stated with their tests before the data are looked at, computed, and free to fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tightrope.core.alignment import Position, Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, Inputs
from tightrope.core.statement import Evidence, Statement, Verdict
from tightrope.explain.forces import Pathways, design, own_shares, pathways
from tightrope.explain.gains import FEWEST_YEARS, Contrast, Gains, gains

SURE = 0.8  # probability from which a hypothesis is called supported, or its opposite contradicted
PAIR = ("needs", "requirements")
OWN_LEAST = 0.2  # weight of the state's own record below which its verdict would be the panel's in disguise
SERIES_LEAST = 2
LONG = 5  # years of the slower reading of H1
PROB = 0.9
PANEL = (0.0, 1.0, 0.0)  # shares of prior, panel and the state's own record


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A hypothesis as registered: statement, test and rule, fixed before any estimate."""

    id: str
    statement: str
    test: str
    rule: str


REGISTER = (
    Registered(
        id="H1",
        statement="Security and economic interests are the main forces behind how a state stands between the powers.",
        test=(
            "Tie to the first power, tie to the second and engagement are regressed, within states, on their own "
            "value a year before, pressure and its product with exposure before the sample, and four filters "
            "(economic needs, security requirements, perceptions, capacity). The share of needs and requirements in "
            "what all five groups explain beyond the own value is taken twice: inside the sample, and for what was "
            "left out of the fit (states for the panel, blocks of five years for the state); a side that explains less "
            "than nothing counts as none."
        ),
        rule=(
            "Supported if both shares exceed one half with probability .8 or more; contradicted if both lie below one "
            "half with probability .8 or more; cannot tell otherwise, where a group has no series, where the five "
            "groups predict nothing left out with probability .8, or, for a state, where its own record carries "
            "less than a fifth of its slopes."
        ),
    ),
    Registered(
        id="H2",
        statement="Balanced well, a state gets the most benefit at the least risk.",
        test=(
            "Growth, debt service and battle deaths averted (benefit), disputes, rivals and sanctions received (risk) "
            "are compared a year after two-sided engagement and after leaning either way, within states, in the same "
            "year (so at equal pressure), given their own value a year before and the filters. Sudden falls of arms or "
            "finance join the risks only with ties fitted without arms and aid. Ties are never a benefit."
        ),
        rule=(
            "Supported if benefit is higher and risk lower, both at once, with probability .8 or more; contradicted if "
            "each goes the other way with probability .8; mixed if one is right and one wrong, each with probability "
            ".8; cannot tell otherwise, with fewer than two benefit or two risk series, or, for a state, where its own "
            "record carries less than a fifth of the answer."
        ),
    ),
)


def hypotheses(
    inputs: Inputs,
    standing: Standing,
    position: Position,
    pressure: Pressure,
    *,
    rng: np.random.Generator,
    apart: Standing | None = None,
    draws: int = 300,
) -> tuple[Statement, ...]:
    """Compute H1 and H2 for the panel and for the focal state, by the tests in `REGISTER`.

    Parameters
    ----------
    apart : standing whose ties were fitted without arms and aid; opens sudden falls of both as risks of H2.

    Returns
    -------
    statements : "H1.panel", "H1.state", "H2.panel", "H2.state". `low` and `high` of a probability are its
        lowest and highest value over the readings named in `why`.

    References
    ----------
    Own: `REGISTER`, fixed before the data were looked at; docs/explanation/explanation.md.
    """
    first, second = REGISTER
    main_rng, wide_rng, long_rng, own_rng, gain_rng = rng.spawn(5)
    found: Pathways | None = None
    why = ""
    wide: Pathways | None = None
    long: Pathways | None = None
    try:
        found = pathways(design(inputs, standing, pressure, last=position.as_of), rng=main_rng, draws=draws)
    except CoverageError as error:
        why = error.what
    try:
        table = design(inputs, standing, pressure, last=position.as_of, without=("perceptions",))
        wide = pathways(table, rng=wide_rng, draws=draws)
        table = design(inputs, standing, pressure, last=position.as_of, step=LONG)
        long = pathways(table, rng=long_rng, draws=draws)
    except CoverageError as error:
        why = why or error.what
    got = gains(inputs, standing, position.state, rng=gain_rng, last=position.as_of, apart=apart, draws=draws)
    return (
        _h1_panel(first, found, wide, long, why),
        _h1_state(first, found, position.state, why, own_rng),
        _h2_panel(second, got, pressure),
        _h2_state(second, got, position.state),
    )


def _h1_panel(
    entry: Registered, found: Pathways | None, wide: Pathways | None, long: Pathways | None, why: str
) -> Statement:
    if found is None or len(found.groups) < 5:
        missing = (
            why or f"no series for one of the groups; there are only {', '.join(found.groups) if found else 'none'}"
        )
        return _silent(entry, "panel", missing)
    inside, outside = found.share(PAIR)[1:], found.share(PAIR, outside=True)[1:]
    gain = float((found.outside[1:].sum(axis=1) > 0.0).mean())
    verdict, chance = judge_shares(inside, outside, gain)
    readings = [float((inside > 0.5).mean()), float((outside > 0.5).mean()), chance]
    items = _shares("H1.panel", inside, outside, gain)
    said = (
        f"{found.rows} state-years of {len(found.states)} states, {found.first}-{found.last}, at most {found.shocks} "
        f"independent shocks of pressure; the causes together explain {_percent(found.explained[0].sum())} of the "
        f"variance within states beyond last year's value and predict {_percent(found.outside[0].sum())} of it in "
        f"states left out (better than nothing with probability {gain:.2f}).{_slopes(found)}"
    )
    others = (
        (wide, "Without perceptions, which speeches do not show for every state,"),
        (long, "Over five years, not one,"),
    )
    for other, words in others:
        if other is not None:
            more = other.share(PAIR)[1:], other.share(PAIR, outside=True)[1:]
            readings.append(float(((more[0] > 0.5) & (more[1] > 0.5)).mean()))
            said += (
                f" {words} the causes explain {_percent(other.explained[0].sum())} in {len(other.states)} states, and "
                f"needs and requirements carry {_middle(more[0])} of it (left out: {_middle(more[1])})."
            )
    return _statement(entry, "panel", verdict, said, chance, readings, items,
                      "no prior on the slopes; the panel's record only; states and years resampled", PANEL)  # fmt: skip


def _h1_state(entry: Registered, found: Pathways | None, state: str, why: str, rng: np.random.Generator) -> Statement:
    if found is None or len(found.groups) < 5:
        return _silent(entry, "state", why or "a group has no series")
    if state not in found.states:
        return _silent(entry, "state", f"{state} has fewer than five years with every cause measured")
    own = own_shares(found, state, PAIR, rng=rng)
    verdict, chance = judge_shares(own.inside, own.outside, own.gain)
    readings = [chance, float((own.inside > 0.5).mean()), float((own.outside > 0.5).mean())]
    if own.weight < OWN_LEAST:
        verdict = "cannot tell"
    said = (
        f"{own.years} years of {state}; of its slopes {_percent(own.weight)} rests on its own record, the rest on the "
        f"panel; the causes predict its left-out years better than last year's value with probability {own.gain:.2f}."
    )
    items = _shares("H1.state", own.inside, own.outside, own.gain)
    return _statement(entry, "state", verdict, said, chance, readings, items, _rests(own.weight), _parts(own.weight))


def _h2_panel(entry: Registered, got: Gains, pressure: Pressure) -> Statement:
    lacking = _too_few(got)
    if lacking:
        return _silent(entry, "panel", lacking)
    benefit, risk = got.index("benefit")[1:], got.index("risk")[1:]
    verdict, chance = judge_gains(benefit, risk)
    others = {}
    for reading in ("without filters", "leaning to the first", "leaning to the second", "a year too early"):
        up, down = got.index("benefit", reading)[1:], got.index("risk", reading)[1:]
        if np.isfinite(up).all() and np.isfinite(down).all():
            others[reading] = float(((up > 0.0) & (down < 0.0)).mean())
    said = "; ".join(f"{name}: {value:.2f}" for name, value in others.items())
    spells = ", ".join(f"{c.row.name} {c.first}-{c.last} ({c.states} states)" for c in got.contrasts)
    left = "; ".join(f"{name}: {reason}" for name, reason in sorted(got.excluded.items()))
    known = [y for y, m in zip(pressure.years, pressure.mean, strict=True) if np.isfinite(m)]
    why = (
        f"Contrasts of two-sided engagement with leaning, in sd within states, a year ahead, over {spells}. "
        f"Probability of both in other readings: {said}; the last is a placebo: the stand comes after. "
        f"Who stands where is no accident: {'; '.join(got.selection)}. "
        f"Years of one pressure are compared with each other (pressure is measured in {len(known)} years)."
        + (f" Left out: {left}." if left else "")
    )
    readings = [chance, *(v for n, v in others.items() if n != "a year too early")]
    items = [
        _index("result:hypotheses.H2.panel.benefit", "benefit", benefit, 1),
        _index("result:hypotheses.H2.panel.risk", "risk", risk, -1),
    ]
    items += [_series(c) for c in got.contrasts]
    return _statement(entry, "panel", verdict, why, chance, readings, items,
                      "no prior; the panel's own record only; intervals from resampling states", PANEL)  # fmt: skip


def _h2_state(entry: Registered, got: Gains, state: str) -> Statement:
    lacking = _too_few(got)
    if lacking:
        return _silent(entry, "state", lacking)
    (benefit, mine, n), (risk, other, m) = got.own("benefit"), got.own("risk")
    if n < SERIES_LEAST or m < SERIES_LEAST:
        return _silent(
            entry, "state",
            f"{state} has {n} benefit and {m} risk series with {FEWEST_YEARS} years; two of each are needed",
        )  # fmt: skip
    weight = (mine + other) / 2.0
    verdict, chance = judge_gains(benefit[1:], risk[1:])
    if weight < OWN_LEAST:
        verdict = "cannot tell"
    why = (
        f"{_percent(weight)} of the answer is {state}'s own record (benefit {_percent(mine)}, risk {_percent(other)}), "
        "the rest is the panel's, by how much contrasts differ between states."
    )
    items = [
        _index("result:hypotheses.H2.state.benefit", "benefit", benefit[1:], 1),
        _index("result:hypotheses.H2.state.risk", "risk", risk[1:], -1),
    ]
    # A series whose contrast is the panel's own says nothing of this state.
    items += [_own_series(c, state) for c in got.contrasts if c.weight >= OWN_LEAST]
    return _statement(entry, "state", verdict, why, chance, [chance], items, _rests(weight), _parts(weight))


def judge_shares(inside: FloatArray, outside: FloatArray, gain: float) -> tuple[Verdict, float]:
    """Apply the rule of H1 to draws of the pair's two shares; NaN counts for neither side.

    Parameters
    ----------
    gain : probability that all causes together predict something left out.

    References
    ----------
    Own: the rule of H1 in `REGISTER`; docs/explanation/explanation.md.
    """
    chance = float(((inside > 0.5) & (outside > 0.5)).mean())
    against = float(((inside < 0.5) & (outside < 0.5)).mean())
    if gain < SURE:
        return "cannot tell", chance
    if chance >= SURE:
        return "supported", chance
    return ("contradicted" if against >= SURE else "cannot tell"), chance


def judge_gains(benefit: FloatArray, risk: FloatArray) -> tuple[Verdict, float]:
    """Apply the rule of H2 to draws of the benefit and risk indices (two-sided less leaning).

    References
    ----------
    Own: the rule of H2 in `REGISTER`; docs/explanation/explanation.md.
    """
    up, down = float((benefit > 0.0).mean()), float((risk < 0.0).mean())
    chance = float(((benefit > 0.0) & (risk < 0.0)).mean())
    if chance >= SURE:
        return "supported", chance
    if up <= 1.0 - SURE and down <= 1.0 - SURE:
        return "contradicted", chance
    one_right = (up >= SURE and down <= 1.0 - SURE) or (up <= 1.0 - SURE and down >= SURE)
    return ("mixed" if one_right else "cannot tell"), chance


def _too_few(got: Gains) -> str:
    counts = {kind: sum(c.row.construct == kind for c in got.contrasts) for kind in ("benefit", "risk")}
    if min(counts.values()) >= SERIES_LEAST:
        return ""
    left = "; ".join(f"{name}: {reason}" for name, reason in sorted(got.excluded.items()))
    return f"{counts['benefit']} benefit and {counts['risk']} risk series; two of each are needed by rule ({left})"


Item = tuple[Evidence, float]  # with the probability that it speaks for the hypothesis, NaN if it cannot say


def _shares(name: str, inside: FloatArray, outside: FloatArray, gain: float) -> list[Item]:
    """Lay out both shares; a share of what is not surely predicted speaks neither way."""
    items = []
    for kind, draws in (("explained", inside), ("left out", outside)):
        ref = f"result:hypotheses.{name}.{kind.replace(' ', '_')}"
        known = draws[np.isfinite(draws)]
        if len(known) < 0.5 * len(draws):
            text = f"the causes predict nothing of what was {kind}, so no share of it can be taken"
            items.append((Evidence(kind="model", ref=ref, text=text), float("nan")))
            continue
        text = f"needs and requirements carry {{}} of what is {kind}"
        says = kind == "explained" or gain >= SURE
        items.append((_measured(ref, text, known, "share", "model"), float((draws > 0.5).mean()) if says else np.nan))
    return items


def _slopes(found: Pathways) -> str:
    """Say which slopes of the filters on the two ties leave out zero."""
    said = []
    for dependent, words in (("tie_first", "tie to the first power"), ("tie_second", "tie to the second power")):
        for effect in found.effects[dependent][3:]:
            draws = effect.draws[0, 1:]
            low, high = np.quantile(draws, [0.05, 0.95])
            if low > 0.0 or high < 0.0:
                cause = effect.estimand.question.treatment
                said.append(f"{cause} on the {words} {draws.mean():+.3f} [{low:+.3f}, {high:+.3f}]")
    if not said:
        return " No filter's slope on either tie leaves out zero."
    return f" Slopes that leave out zero, in sd: {'; '.join(said)}."


def _index(ref: str, what: str, draws: FloatArray, wanted: int, kind: Literal["row", "model"] = "model") -> Item:
    chance = float((draws * wanted > 0.0).mean())
    way = "higher" if wanted > 0 else "lower"
    text = f"{what}, two-sided engagement over leaning: {{}} sd; {way} with probability {chance:.2f}"
    return _measured(ref, text, draws, "sd", kind), chance


def _series(c: Contrast) -> Item:
    ref = f"result:hypotheses.H2.panel.{c.row.name}"
    return _index(ref, f"{c.row.construct} in {c.row.name.replace('_', ' ')}", c.draws["main"][1:], _wanted(c))


def _own_series(c: Contrast, state: str) -> Item:
    name = "rivalry" if c.row.kind == "rivals" else c.row.series
    what = f"{c.row.construct} in {c.row.name.replace('_', ' ')} of {state}"
    return _index(f"{name}:{state}:{c.first}-{c.last}", what, c.own[1:], _wanted(c), "row")


def _wanted(c: Contrast) -> int:
    return 1 if c.row.construct == "benefit" else -1


def _measured(ref: str, text: str, draws: FloatArray, unit: str, kind: Literal["row", "model"]) -> Evidence:
    middle, (low, high) = float(np.median(draws)), np.quantile(draws, [0.05, 0.95])
    form = ".2f" if unit == "share" else "+.3f"
    number = f"{middle:{form}} [{low:{form}}, {high:{form}}]"
    return Evidence(kind=kind, ref=ref, text=text.format(number), value=middle, low=float(low), high=float(high),
                    unit=unit)  # fmt: skip


def _statement(
    entry: Registered, level: str, verdict: Verdict, why: str, chance: float, readings: list[float],
    items: list[Item], rests_on: str, shares: tuple[float, float, float],
) -> Statement:  # fmt: skip
    """Lay out a verdict; an item speaks for or against with probability .8, the others are named in `why`."""
    open_ = [i.text for i, c in items if not (c >= SURE or c <= 1.0 - SURE)]
    return Statement(
        id=f"{entry.id}.{level}", kind="hypothesis", text=entry.statement, who=("tightrope",),
        test=f"{entry.test} {entry.rule}", verdict=verdict,
        why=why + (f" Neither way: {'; '.join(open_)}." if open_ else ""),
        for_=tuple(i for i, c in items if c >= SURE), against=tuple(i for i, c in items if c <= 1.0 - SURE),
        probability=chance, low=min(readings), high=max(readings), rests_on=rests_on,
        shares=shares,
    )  # fmt: skip


def _silent(entry: Registered, level: str, why: str) -> Statement:
    return Statement(
        id=f"{entry.id}.{level}", kind="hypothesis", text=entry.statement, who=("tightrope",),
        test=f"{entry.test} {entry.rule}", verdict="cannot tell", why=why, rests_on="nothing: no test was run",
    )  # fmt: skip


def _rests(weight: float) -> str:
    return f"no outside prior; {_percent(1.0 - weight)} panel, {_percent(weight)} the state's own record"


def _parts(weight: float) -> tuple[float, float, float]:
    return 0.0, 1.0 - weight, weight


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %" if abs(share) < 0.1 else f"{100.0 * share:.0f} %"


def _middle(draws: FloatArray) -> str:
    known = draws[np.isfinite(draws)]
    return f"{np.median(known):.2f}" if len(known) >= 0.5 * len(draws) else "none that can be taken"
