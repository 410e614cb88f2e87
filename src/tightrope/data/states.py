"""State codes across time: COW, Gleditsch-Ward and ISO3, with successor states."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from tightrope.core.actor import State
from tightrope.core.errors import UnknownName

LAST_YEAR = 2026


@cache
def states() -> dict[str, State]:
    """Return every state since 1946 by ISO3 code; states that are gone keep their own code."""
    found: dict[str, State] = {}
    for row in rows():
        code, since, until = row["iso3"], int(row["since"]), int(row["until"]) if row["until"] else None
        before = found.get(code)
        name = row["name"] if until is None or before is None else before.name
        first = min(since, before.since) if before else since
        last = None if until is None or (before and before.until is None) else until
        found[code] = State(code=code, name=name, since=first, until=last)
    return found


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the code table as it is shipped: iso3, cow, gw, name, since, until."""
    text = files("tightrope.data").joinpath("states.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def state(code: str) -> State:
    """Return a state by ISO3 code.

    Raises
    ------
    UnknownName : no state has this code; the nearest codes and names are offered.
    """
    known = states()
    if code in known:
        return known[code]
    wanted = code.strip().lower()
    near = [s.code for s in known.values() if wanted and (wanted in s.name.lower() or s.code.lower()[:2] == wanted[:2])]
    offer = f"did you mean {', '.join(sorted(near)[:5])}?" if near else "use an ISO 3166-1 alpha-3 code such as PAK"
    raise UnknownName(f"unknown state {code!r}", next=offer)


def cow_years() -> list[tuple[int, int, str]]:
    """Return (COW code, year, ISO3) for 1946 to LAST_YEAR.

    Codes hold for all years, because records exist outside a state's years as a member of the
    system (Ukraine and Belarus voted before 1991); 345 is Yugoslavia to 2005 and Serbia after.
    """
    codes = {(int(r["cow"]), r["iso3"]) for r in rows()}
    table = []
    for cow, iso3 in sorted(codes):
        for year in range(1946, LAST_YEAR + 1):
            if cow == 345 and (iso3 == "YUG") != (year < 2006):
                continue
            table.append((cow, year, iso3))
    return table
