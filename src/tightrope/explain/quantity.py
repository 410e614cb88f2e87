"""What a declared test measures: one yearly series with its error, read from whatever a run has computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tightrope.core.alignment import Position, Series, Standing
from tightrope.core.calendar import Event
from tightrope.core.effect import Pressure, Survival
from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray, Inputs, IntArray, Panel, Ties

NORMAL90 = 1.6448536269514722
FEW = 3
SPANS = {"three-year": 3, "three years": 3, "five-year": 5, "five years": 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that a test may look at.

    Parameters
    ----------
    survival : None where the horizon was not asked for.
    texts : files of the texts whose statements are tested; an event known only from them is counted in no test.
    """

    inputs: Inputs
    position: Position
    standing: Standing
    events: tuple[Event, ...]
    pressure: Pressure
    survival: Survival | None
    texts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A yearly series as a test sees it.

    Parameters
    ----------
    years, values, sd : (N,) observed years only; `sd` is 0 where no error is known.
    label, unit : as printed.
    ref : what opens it, without years ("arms_share:PAK:CHN", "result:position.tilt").
    kind : "row" for data, "model" for what the project computed, "event" for the chronology.
    events : the events counted, if it counts events.
    span : number of years that each value averages over.
    """

    years: IntArray
    values: FloatArray
    sd: FloatArray
    label: str
    unit: str
    ref: str
    kind: str
    events: tuple[Event, ...] = ()
    span: int = 1

    def within(self, first: int, last: int) -> Reading:
        """Return the years of a window, both ends included."""
        keep = (self.years >= first) & (self.years <= last)
        return replace(
            self,
            years=self.years[keep],
            values=self.values[keep],
            sd=self.sd[keep],
            events=tuple(e for e in self.events if first <= e.year <= last),
        )

    @property
    def added(self) -> FloatArray:
        """Errors to add to what the years themselves show: those of a model, shared by its years; and of few years."""
        return self.sd if self.kind == "model" or len(self.years) < FEW else np.zeros(len(self.years))

    def bounded(self, interval: tuple[float, float, float]) -> tuple[float, float, float]:
        """Keep the interval of a share or probability within 0 and 1."""
        share = any(word in self.unit for word in ("0-1", "0 to 1", "probability"))
        if not share or self.values.min() < 0.0 or self.values.max() > 1.0:
            return interval
        return interval[0], max(0.0, interval[1]), min(1.0, interval[2])

    def beside(self, other: Reading) -> str:
        """Return the label, or only what tells it from a reading of the same series."""
        name, _, whose = self.label.rpartition(" (")
        return whose.removesuffix(")") if name and name == other.label.rpartition(" (")[0] else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A quantity that this run does not hold, with the source to pull or the reason."""

    why: str


def read(quantity: str, sources: Sources) -> Reading | Absent:
    """Return the series that a quantity names.

    The grammar, closed: ``tie:NAME:POWER[@STATES]``, ``state:NAME[@STATES]``, ``world:NAME``,
    ``pair:NAME:STATE-OTHER``, ``position:[DOMAIN.]NAME``, ``reading:READING.NAME``, ``asymmetry:DOMAIN``,
    ``linkage``, ``class:PART[|PART]`` (the probability that the label contains one of the parts),
    ``overlay:PART``, ``inside``, ``standing:tilt|engagement|inside[@STATES]``, ``pressure``,
    ``events:KEY=VALUE,...``, ``survival:YEARS``; two of them joined by " / " are divided year by year.
    STATES is one ISO3 code or several joined by "+" (mean over years in which all are observed).

    Raises
    ------
    InvalidValue : the quantity is not in the grammar.

    References
    ----------
    Own: the closed grammar above, so that a register can name only what a run computes.
    """
    if " / " in quantity:
        return _ratio(*(read(part, sources) for part in quantity.split(" / ", 1)))
    source, _, rest = quantity.partition(":")
    reader = _READERS.get(source)
    if reader is None:
        raise InvalidValue(f"no quantity {quantity!r}", next=f"one of {', '.join(_READERS)}")
    found = reader(rest, sources)
    if isinstance(found, Reading) and not len(found.years):
        return Absent(why=f"not observed: {found.label}")
    return found


def _tie(rest: str, sources: Sources) -> Reading | Absent:
    ties = sources.inputs.ties
    name, _, tail = rest.partition(":")
    power, states = _states(tail, sources)
    if not ties.has(name):
        return _missing(name, sources)
    if power not in ties.powers:
        return Absent(why=f"not measured: {power} is not one of the two powers of this run")
    variable = next(v for v in ties.variables if v.name == name)
    p, j = ties.powers.index(power), ties.variables.index(variable)
    values, errors = ties.values[:, :, p, j], ties.error[:, :, p, j]
    read = _rows(values, errors, ties, states)
    if read is None:
        return Absent(why=f"not observed: {variable.label}, {power}; {_coverage(variable.first, variable.last)}")
    label = f"{variable.label} ({power}{_whose(states, sources)})"
    return _reading(read, label, variable.unit, f"{name}:{'+'.join(states)}:{power}", "row")


def _state(rest: str, sources: Sources) -> Reading | Absent:
    name, states = _states(rest, sources)
    return _panel(name, states, sources.inputs.series, sources)


def _world(rest: str, sources: Sources) -> Reading | Absent:
    return _panel(rest, ("WORLD",), sources.inputs.system, sources)


def _panel(name: str, states: tuple[str, ...], panel: Panel, sources: Sources) -> Reading | Absent:
    if not panel.has(name):
        return _missing(name, sources)
    variable = next(v for v in panel.variables if v.name == name)
    read = _rows(panel.column(name), panel.errors_of(name), panel, states)
    if read is None:
        return Absent(why=f"not observed: {variable.label}; {_coverage(variable.first, variable.last)}")
    whose = _whose(states, sources) if panel is sources.inputs.series else ""
    label = variable.label + (f" ({whose[2:]})" if whose else "")
    return _reading(read, label, variable.unit, f"{name}:{'+'.join(states)}", "row")


def _pair(rest: str, sources: Sources) -> Reading | Absent:
    """Read a dyad: its tables list what happened, so a year without a row, once both states are in it, is 0."""
    name, _, ends = rest.partition(":")
    state, _, other = ends.partition("-")
    table = sources.inputs.pairs.get(name)
    if table is None:
        return _missing(name, sources)
    year, value = np.asarray(table["year"]).astype(int), np.asarray(table["value"], dtype=float)
    known = [year[table["state"] == end] for end in (state, other)]
    if not all(len(k) for k in known):
        return Absent(why=f"not observed: {name} of {state} and {other}")
    years = np.arange(max(int(k.min()) for k in known), int(year.max()) + 1)
    mine = (table["state"] == state) & (table["other"] == other) & (year >= years[0])
    values = np.zeros(len(years))
    values[year[mine] - years[0]] = value[mine]
    label = f"{name.replace('_', ' ')} of {state} and {other}"
    return _reading((years, values, np.zeros(len(years))), label, "", f"{name}:{state}-{other}", "row")


def _position(rest: str, sources: Sources) -> Reading | Absent:
    domain, dot, name = rest.rpartition(".")
    series = sources.position.domains.get(domain, {}) if dot else sources.position.series
    return _series(series.get(name), f"position.{rest}", rest.replace("_", " ").replace(".", " "), sources)


def _named_reading(rest: str, sources: Sources) -> Reading | Absent:
    reading, _, name = rest.partition(".")
    series = sources.position.readings.get(reading, {}).get(name)
    return _series(series, f"position.readings.{rest}", f"{name.replace('_', ' ')} ({reading})", sources)


def _asymmetry(rest: str, sources: Sources) -> Reading | Absent:
    return _series(sources.position.asymmetry.get(rest), f"asymmetry.{rest}", f"who needs whom, {rest}", sources)


def _series(series: Series | None, ref: str, label: str, sources: Sources) -> Reading | Absent:
    if series is None:
        return Absent(why=f"not measured: {label} was not computed in this run")
    years = np.asarray(sources.position.years)
    half = (series.high - series.low) / (2.0 * NORMAL90)
    seen = np.isfinite(series.mean)
    read = (years[seen], series.mean[seen], np.where(np.isfinite(half), half, 0.0)[seen])
    return _reading(read, label, "", f"result:{ref}", "model")


def _linkage(_: str, sources: Sources) -> Reading | Absent:
    found = sources.position.linkage
    value = next((found[k] for k in ("mean", "correlation", "value") if k in found), float("nan"))
    if not np.isfinite(value):
        return Absent(why="not measured: correlation of economic and security shocks was not computed in this run")
    half = (found.get("high", value) - found.get("low", value)) / (2.0 * NORMAL90)
    read = (np.array([sources.position.as_of]), np.array([value]), np.array([half]))
    return _reading(read, "correlation of economic and security shocks", "", "result:position.linkage", "model")


def _class(rest: str, sources: Sources) -> Reading | Absent:
    position, parts = sources.position, rest.lower().split("|")
    chosen = [k for k, label in enumerate(position.classes) if any(part in label.lower() for part in parts)]
    if not chosen:
        return Absent(why=f"not measured: no class named {rest!r} in this run")
    return _probability(
        position.probability[:, chosen].sum(axis=1), f"probability of {' or '.join(parts)}", "position.classes", sources
    )


def _overlay(rest: str, sources: Sources) -> Reading | Absent:
    chosen = [name for name in sorted(sources.position.overlays) if rest.lower() in name.lower()]
    if not chosen:
        return Absent(why=f"not measured: no overlay named {rest!r} in this run")
    values = sources.position.overlays[chosen[0]]
    return _probability(values, f"probability of {chosen[0]}", "position.overlays", sources)


def _inside(_: str, sources: Sources) -> Reading | Absent:
    label = "probability of two-sided engagement"
    return _probability(sources.position.inside, label, "position.inside", sources)


def _probability(values: FloatArray, label: str, ref: str, sources: Sources) -> Reading:
    years, seen = np.asarray(sources.position.years), np.isfinite(values)
    read = (years[seen], np.asarray(values, dtype=float)[seen], np.zeros(int(seen.sum())))
    return _reading(read, label, "probability", f"result:{ref}", "model")


def _standing(rest: str, sources: Sources) -> Reading | Absent:
    name, states = _states(rest, sources)
    standing = sources.standing
    if name == "inside":
        known = (standing.inside >= 0).all(axis=0)
        values = np.where(known, (standing.inside == 1).mean(axis=0), np.nan)
    elif name in ("tilt", "engagement"):
        values = standing.tilt if name == "tilt" else standing.engagement
    else:
        raise InvalidValue(f"no standing {name!r}", next="one of tilt, engagement, inside")
    read = _rows(values, np.full(values.shape, np.nan), standing, states)
    if read is None:
        return Absent(why=f"not measured: the standing of {'+'.join(states)} was not computed in this run")
    named = {"inside": "probability of two-sided engagement", "tilt": f"lean to {sources.position.powers[1]}"}
    label = f"{named.get(name, name)} of {', '.join(states)}"
    return _reading(read, label, "", f"result:standing.{name}.{'+'.join(states)}", "model")


def _pressure(_: str, sources: Sources) -> Reading | Absent:
    found = sources.pressure
    seen = np.isfinite(found.mean)
    half = np.where(seen, (found.high - found.low) / (2.0 * NORMAL90), 0.0)
    read = (np.asarray(found.years)[seen], found.mean[seen], half[seen])
    return _reading(read, "rivalry of the powers", "0-1", "result:pressure", "model")


def _events(rest: str, sources: Sources) -> Reading | Absent:
    if not sources.events:
        return Absent(why="not measured: the run has no chronology")
    wanted = dict(part.split("=", 1) for part in rest.split(",") if part)
    known = [e for e in sources.events if e.sourced and e.source not in sources.texts]
    chosen = tuple(e for e in known if all(_matches(e, k, v) for k, v in wanted.items()))
    span = [e.year for e in known] or [0]
    years = np.arange(min(span), max(span) + 1)
    values = np.array([sum(e.year == y for e in chosen) for y in years], dtype=float)
    label = " ".join(("sourced events", *(_told(k, v, sources) for k, v in wanted.items())))
    found = _reading((years, values, np.zeros(len(years))), label, "events", "result:chronology", "event")
    return replace(found, events=chosen)


def _matches(event: Event, key: str, value: str) -> bool:
    if key == "actor":
        return set(value.split("+")) <= set(event.actors)
    if key == "id":
        return event.id in value.split("|")
    if key == "exclusive":
        return event.demands_exclusivity == (value == "1")
    if key in ("initiator", "mode", "domain"):
        return getattr(event, key) in value.split("|")
    if key in ("sign_first", "sign_second"):
        return str(getattr(event, key)) == value
    raise InvalidValue(
        f"events are not chosen by {key!r}", next="actor, id, initiator, mode, domain, sign_*, exclusive"
    )


def _told(key: str, value: str, sources: Sources) -> str:
    """Say in words which events are chosen; a reader of the report sees this."""
    powers, either = sources.position.powers, value.replace("|", " or ").replace("+", " and ")
    who = either.replace("focal", sources.position.state).replace("first", powers[0]).replace("second", powers[1])
    if key in ("sign_first", "sign_second"):
        moved = {"1": "closer to", "-1": "away from"}.get(value, "with no bearing on")
        return f"that moved it {moved} {powers[key == 'sign_second']}"
    if key == "exclusive":
        return f"that demand {'exclusivity' if value == '1' else 'no exclusivity'}"
    words = {"actor": f"with {either} taking part", "domain": f"in the {either} domain", "initiator": f"begun by {who}"}
    words |= {"mode": f"of the kind {either}", "id": f"named {either}"}
    return words.get(key, f"with {key} {value}")


def _survival(rest: str, sources: Sources) -> Reading | Absent:
    found = sources.survival
    if found is None or int(rest) not in found.years:
        return Absent(why="not measured: survival of two-sided engagement was not computed in this run")
    k = found.years.index(int(rest))
    half = (found.high[k] - found.low[k]) / (2.0 * NORMAL90)
    if not np.isfinite(found.mean[k]):
        return Absent(why="not measured: too few spells for survival at this horizon")
    read = (np.array([sources.position.as_of]), found.mean[[k]], np.array([half]))
    label = f"still two-sided after {rest} year" + "s" * (rest != "1")
    return _reading(read, label, "probability", "result:horizon.survival", "model")


def _states(text: str, sources: Sources) -> tuple[str, tuple[str, ...]]:
    head, _, states = text.partition("@")
    return head, tuple(states.split("+")) if states else (sources.position.state,)


def _whose(states: tuple[str, ...], sources: Sources) -> str:
    """Name the states in a label unless it is the focal state's own series."""
    return "" if states == (sources.position.state,) else f", {', '.join(states)}"


def _rows(
    values: FloatArray, errors: FloatArray, panel: Panel | Ties | Standing, states: tuple[str, ...]
) -> tuple[IntArray, FloatArray, FloatArray] | None:
    """Mean over states in the years in which all of them are observed; None if there is no such year."""
    rows = [panel.states.index(s) for s in states if s in panel.states]
    if len(rows) < len(states):
        return None
    chosen, sd = values[rows], np.nan_to_num(errors[rows], nan=0.0)
    seen = np.isfinite(chosen).all(axis=0)
    if not seen.any():
        return None
    error = np.sqrt((sd[:, seen] ** 2).sum(axis=0)) / len(rows)
    return np.asarray(panel.period.years)[seen], chosen[:, seen].mean(axis=0), error


def _ratio(top: Reading | Absent, bottom: Reading | Absent) -> Reading | Absent:
    if isinstance(top, Absent):
        return top
    if isinstance(bottom, Absent):
        return bottom
    years, a, b = np.intersect1d(top.years, bottom.years, return_indices=True)
    keep = bottom.values[b] != 0.0
    years, a, b = years[keep], a[keep], b[keep]
    values = top.values[a] / bottom.values[b]
    sd = np.sqrt((top.sd[a] / bottom.values[b]) ** 2 + (values * bottom.sd[b] / bottom.values[b]) ** 2)
    (name, _, one), (same, _, other) = top.ref.partition(":"), bottom.ref.partition(":")
    ref = f"{name}:{one}+{other}" if name == same and ":" not in one + other else top.ref
    return _reading((years, values, sd), f"{top.label}, {one} to {other}", "ratio", ref, top.kind)


def _reading(read: tuple[IntArray, FloatArray, FloatArray], label: str, unit: str, ref: str, kind: str) -> Reading:
    years, values, sd = read
    span = next((k for word, k in SPANS.items() if word in label), 1) if kind == "row" else 1
    return Reading(years=years, values=values, sd=sd, label=label, unit=unit, ref=ref, kind=kind, span=span)


def _missing(name: str, sources: Sources) -> Absent:
    """Say that a panel lacks a series; the panel's own label is used where every word of the name is in it."""
    words = name.split("_")
    for label, remedy in sorted(sources.inputs.absent.items()):
        if remedy.startswith("not shipped") and all(w.rstrip("s") in label.lower() for w in words):
            return Absent(why=f"not measured: {label}; {remedy}")
    return Absent(why=f"not measured: no series {name!r} in this panel; not shipped: build locally")


def _coverage(first: int, last: int) -> str:
    return f"the source covers {first}-{last}" if last else "no observation in this panel"


_READERS: dict[str, Callable[[str, Sources], Reading | Absent]] = {
    "tie": _tie, "state": _state, "world": _world, "pair": _pair, "position": _position, "reading": _named_reading,
    "asymmetry": _asymmetry, "linkage": _linkage, "class": _class, "overlay": _overlay, "inside": _inside,
    "standing": _standing, "pressure": _pressure, "events": _events, "survival": _survival,
}  # fmt: skip
