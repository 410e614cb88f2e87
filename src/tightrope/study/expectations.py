"""What the literature expects of a state, period by period, held against its labels and its chronology."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

import numpy as np

from tightrope.core.calendar import Event, Initiator
from tightrope.core.errors import StudyError
from tightrope.core.panel import FloatArray
from tightrope.explain.chronology import sourced
from tightrope.study.shelf import shipped

FILE = "expectations.toml"
# in the order of `measure.strategy.labels`
FAMILIES = (
    "estrangement", "alignment first", "alignment second", "limited alignment first", "limited alignment second",
    "engagement level", "engagement first", "engagement second",
)  # fmt: skip
POWERS = ("first", "second")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedMove:
    """A tie that went up (1) or down (-1), and whose move it was."""

    power: str
    direction: int
    initiator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A period, the labels that the literature puts it under, and who moved; `source` is a citation key."""

    id: str
    start: int
    stop: int
    says: str
    labels: tuple[str, ...]
    moves: tuple[ExpectedMove, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How a period came out.

    Parameters
    ----------
    probability : of the expected labels, mean over the labeled years; NaN if none is labeled.
    base : the same over all labeled years of the state, inside the period and out.
    years : number of labeled years.
    likeliest : the label family with the highest mean probability, "" if no year is labeled.
    movers : for each expected move, events by initiator; found : whether the expected one has the most.
    """

    expected: Expected
    probability: float
    base: float
    years: int
    likeliest: str
    movers: tuple[dict[str, int], ...]
    found: tuple[bool, ...]


def load_expectations(file: Path) -> tuple[Expected, ...]:
    """Read and check the expectations of a study.

    Raises
    ------
    StudyError : the file cannot be read, or a period has a fault; the first one is named.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StudyError(f"the expectations cannot be read ({error})", where=file.name) from None
    out: list[Expected] = []
    for entry in raw.get("period", []):
        where = f"{file.name} [{entry.get('id', '?')}]"
        try:
            moves = tuple(ExpectedMove(**move) for move in entry["move"])
            rest = {key: value for key, value in entry.items() if key not in ("move", "labels")}
            found = Expected(**rest, labels=tuple(entry["labels"]), moves=moves)
        except (KeyError, TypeError) as error:
            raise StudyError(f"a field is missing or unknown ({error})", where=where) from None
        wrong = [label for label in found.labels if label not in FAMILIES]
        wrong += [m.power for m in moves if m.power not in POWERS]
        wrong += [m.initiator for m in moves if m.initiator not in get_args(Initiator)]
        wrong += [str(m.direction) for m in moves if m.direction not in (-1, 1)]
        if wrong or found.stop < found.start or (out and found.start <= out[-1].stop) or not found.labels:
            raise StudyError(f"not allowed: {', '.join(wrong) or 'years out of order or no label'}", where=where)
        out.append(found)
    return tuple(out)


def score(expected: Expected, years: Sequence[int], probability: FloatArray, events: Iterable[Event]) -> Scored:
    """Score one period.

    Parameters
    ----------
    years : (T,) calendar years; probability : (T, 8) of the base labels in their order, NaN where unknown.
    events : the chronology; what has no source is left out.
    """
    family = [FAMILIES.index(label) for label in expected.labels]
    labeled = np.isfinite(probability).all(axis=1)
    inside = labeled & np.array([expected.start <= year <= expected.stop for year in years])
    mean = probability[inside].mean(axis=0) if inside.any() else np.full(len(FAMILIES), np.nan)
    base = probability[labeled].mean(axis=0) if labeled.any() else mean
    rows = tuple(events)
    counts = tuple(_movers(expected, move, rows) for move in expected.moves)
    return Scored(
        expected=expected,
        probability=float(mean[family].sum()),
        base=float(base[family].sum()),
        years=int(inside.sum()),
        likeliest=FAMILIES[int(mean.argmax())] if inside.any() else "",
        movers=counts,
        found=tuple(_most(count, move.initiator) for count, move in zip(counts, expected.moves, strict=True)),
    )


def of_report(report: dict[str, Any]) -> tuple[Scored, ...]:
    """Score the expectations of a shipped study on a report; none if the study states none."""
    file = shipped().get(report["study"]["name"], Path()) / FILE
    position = report["position"]
    if not file.is_file() or "classes" not in position:
        return ()
    rows = [row or [None] * len(FAMILIES) for row in position["classes"]["probability"]]
    names = {field.name for field in fields(Event)}
    events = [Event(**{**{k: v for k, v in e.items() if k in names}, "actors": ()}) for e in report["events"]]
    probability = np.array(rows, dtype=float)
    return tuple(score(e, position["years"], probability, events) for e in load_expectations(file))


def _movers(expected: Expected, move: ExpectedMove, events: tuple[Event, ...]) -> dict[str, int]:
    signs = [(e, (e.sign_first, e.sign_second)[POWERS.index(move.power)]) for e in sourced(events)]
    who = Counter(e.initiator for e, s in signs if s == move.direction and expected.start <= e.year <= expected.stop)
    return dict(sorted(who.items(), key=lambda pair: (-pair[1], pair[0])))


def _most(count: dict[str, int], initiator: str) -> bool:
    mine = count.get(initiator, 0)
    return mine > max((n for who, n in count.items() if who != initiator), default=0)
