"""What a comparison is asked for, checked: states, powers, period; and the study that measures it."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tightrope.core.actor import State
from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.data.states import state, states
from tightrope.study.shelf import begin
from tightrope.study.spec import EARLIEST, LATEST, Study, read_study

SEED, DRAWS = 20261122, 400
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """States to compare, in the order of the reader, between two powers over some years.

    Parameters
    ----------
    start, stop : first and last year, both included.
    """

    states: tuple[State, ...]
    powers: tuple[State, State]
    start: int
    stop: int
    seed: int = SEED
    draws: int = DRAWS


def wanted(codes: Sequence[str], *, powers: Sequence[str], start: int, stop: int) -> Wanted:
    """Check what is asked for.

    Raises
    ------
    UnknownName : a code is no state; the nearest are offered.
    InvalidValue : fewer than two states, one twice, one that is a power, two powers alike, or an empty period.
    """
    found = [_state(code, "compare") for code in codes]
    if len(powers) != 2 or powers[0] == powers[1]:
        raise InvalidValue("two different powers are needed", where="--powers", next="write --powers USA CHN")
    first, second = (_state(code, "--powers") for code in powers)
    if len(found) < 2:
        named = f"only {found[0].code} is named" if found else "no state is named"
        raise InvalidValue(f"{named}, and a comparison needs two", where="compare", next="name another state")
    for n, one in enumerate(found):
        if one in found[:n]:
            raise InvalidValue(f"{one.code} is named twice", where="compare", next="name each state once")
        if one.code in (first.code, second.code):
            raise InvalidValue(
                f"{one.code} is one of the powers", where="compare", next="leave it out, or name other --powers"
            )
    if len(found) > MOST:
        raise InvalidValue(f"{len(found)} states are too many for a page", where="compare", next=f"name up to {MOST}")
    if not EARLIEST <= start <= LATEST or not EARLIEST <= stop <= LATEST:
        raise InvalidValue(f"{start}-{stop} is out of range", where="--period", next=f"allowed: {EARLIEST} to {LATEST}")
    if stop - start < 4:
        raise InvalidValue(f"the period {start}-{stop} is too short", where="--period", next="give five years or more")
    return Wanted(states=tuple(found), powers=(first, second), start=start, stop=stop)


def study_of(asked: Wanted) -> Study:
    """Return the study that measures a comparison: one fit for all states, in whatever order they are named."""
    codes = sorted(one.code for one in asked.states)
    powers = (asked.powers[0].code, asked.powers[1].code)
    with tempfile.TemporaryDirectory() as folder:
        file = begin(Path(folder) / "comparison", focal=codes[0], powers=powers)
        study = read_study(file)
    period = replace(study.period, start=asked.start, stop=asked.stop)
    return replace(study, period=period, seed=asked.seed, draws=asked.draws, compare=tuple(codes[1:]))


def _state(code: str, where: str) -> State:
    known = states()
    if code in known:
        return state(code)
    near = difflib.get_close_matches(code.upper(), known, n=3, cutoff=0.6)
    byname = [c for c, one in known.items() if one.name.lower().startswith(code.lower())][:3]
    offer = byname or near
    hint = f"did you mean {', '.join(f'{c} ({known[c].name})' for c in offer[:3])}?" if offer else "use its ISO3 code"
    raise UnknownName(f"no state {code!r}", where=where, next=hint)
