"""Ideal points fitted here to the roll calls on file, held against the published ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tightrope.data.read import Columns, open_library
from tightrope.stats.irt.bridge import bridge
from tightrope.stats.irt.fit import fit
from tightrope.stats.irt.points import IdealPoints
from tightrope.study.targets.idealpoints import FILE, midpoint_tilt
from tightrope.study.targets.target import Target

VOTES, CALLS = "unga_votes/voeten_votes.parquet", "unga_votes/voeten_rollcalls.parquet"
NEEDS = (VOTES, CALLS, FILE)
SOURCE = "Bailey, Strezhnev and Voeten, published estimates of April 2020; own fit to the votes on file"
WHICH = {"Important": "r.importantvote = 1 AND r.session BETWEEN 38 AND 72", "All": "r.session <= 74"}
USA, CHINA, PAKISTAN = 2, 710, 770
INPUT = (
    "the published fit ties resolutions by a table of matches that is not on file, and its sampler stretches "
    "every draw; the votes of 19 states on file are reconstructed"
)


def roll_calls(folder: Path, votes: str) -> Columns:
    """Return the votes cast of one published set: columns unit (COW code), time (session), item, category, words.

    Session 19, absences, and amendments and paragraphs after 1989 are left out, as published.
    """
    return open_library(folder, {"votes": VOTES, "calls": CALLS}).sql(
        f"""
        SELECT v.ccode AS unit, r.session AS time, r.rcid AS item, v.vote AS category, coalesce(r.descr, '') AS words
        FROM votes v JOIN calls r USING (rcid)
        WHERE v.vote IN (1, 2, 3) AND r.session <> 19 AND {WHICH[votes]}
            AND NOT (r.year > 1989 AND (coalesce(r.amend, 0) = 1 OR coalesce(r.para, 0) = 1))
        ORDER BY r.rcid, v.ccode
        """
    )


@cache
def fitted(folder: Path, votes: str) -> IdealPoints:
    """Return our fit of one set of votes."""
    found = roll_calls(folder, votes)
    return fit(found, anchors={USA: 1.0})


def bridged(folder: Path, votes: str) -> IdealPoints:
    """Return our fit with resolutions of the same words tied across sessions."""
    found = roll_calls(folder, votes)
    item, first = np.unique(found["item"], return_index=True)
    tied = bridge(item, found["time"][first], found["words"][first])
    return fit({**found, "item": tied[np.searchsorted(item, found["item"])]}, anchors={USA: 1.0})


def agreement(folder: Path, votes: str, points: IdealPoints) -> tuple[float, float, float]:
    """Return pooled correlation, median correlation within sessions and root mean square difference."""
    published = open_library(folder, {"points": FILE}).sql(
        "SELECT ccode, session, IdealPoint AS point FROM points WHERE vote_set = $votes", {"votes": votes}
    )
    known = {
        (int(c), int(s)): float(p)
        for c, s, p in zip(published["ccode"], published["session"], published["point"], strict=True)
    }
    keys = [(int(u), int(t)) for u, t in zip(points.unit, points.time, strict=True)]
    both = np.array([k in known for k in keys])
    theirs = np.array([known[k] for k in keys if k in known])
    ours, session = points.mean[both], points.time[both]
    within = [np.corrcoef(ours[session == s], theirs[session == s])[0, 1] for s in np.unique(session)]
    gap = float(np.sqrt(((ours - theirs) ** 2).mean()))
    return float(np.corrcoef(ours, theirs)[0, 1]), float(np.median(within)), gap


def _agreement(votes: str, part: int) -> Target:
    words = ("pooled correlation", "median correlation within sessions", "root mean square difference")[part]
    bound = {"Important": (0.02, 0.01, 0.20), "All": (0.03, 0.01, float("nan"))}[votes][part]
    name = ("r", "within", "rmse")[part]
    return Target(
        id=f"M13.{votes.lower()}_{name}",
        source=SOURCE,
        what=f"{words} with the published points, {votes.lower()} votes",
        expected=(0.0 if part == 2 else 1.0,),
        tolerance=bound,
        compute=lambda folder: (agreement(folder, votes, fitted(folder, votes))[part],),
        needs=NEEDS,
        reason=INPUT,
    )


def _at(folder: Path, votes: str, session: int) -> dict[int, float]:
    points = fitted(folder, votes)
    here = points.time == session
    return {int(u): float(m) for u, m in zip(points.unit[here], points.mean[here], strict=True)}


def _ranks(folder: Path) -> tuple[float, ...]:
    found = _at(folder, "All", 74)
    order = sorted(found, key=lambda code: -found[code])
    return tuple(float(order.index(code) + 1) for code in (USA, 666, 200, 220))


def _beyond(folder: Path) -> tuple[float, ...]:
    found = _at(folder, "All", 74)
    return (float(sum(point < found[CHINA] for point in found.values())),)


def _tilts(folder: Path) -> tuple[float, ...]:
    out = []
    for votes, session in (("All", 73), ("All", 57), ("Important", 57)):
        found = _at(folder, votes, session)
        out.append(midpoint_tilt(found[PAKISTAN], found[USA], found[CHINA]))
    return tuple(out)


TARGETS = (
    *(_agreement("Important", part) for part in range(3)),
    *(_agreement("All", part) for part in range(2)),
    Target(
        id="M15",
        source="design brief of the measurement, section 9, row 15",
        what="share of important votes in their most probable category",
        expected=(1.0,),
        tolerance=0.11,
        compute=lambda folder: (fitted(folder, "Important").diagnostics["classified"],),
        needs=NEEDS,
        reason="at least 0.89 is asked for",
    ),
    Target(
        id="M16.fit",
        source=SOURCE,
        what="ranks of USA, ISR, GBR, FRA in session 74, all votes, own fit",
        expected=(1, 2, 3, 4),
        tolerance=0,
        compute=_ranks,
        needs=NEEDS,
        reason=INPUT,
        comparison=True,
    ),
    Target(
        id="M16.fit_pak",
        source=SOURCE,
        what="Pakistan in session 74, all votes, own fit",
        expected=(-0.100,),
        tolerance=0.15,
        compute=lambda folder: (_at(folder, "All", 74)[PAKISTAN],),
        needs=NEEDS,
        reason=INPUT,
        comparison=True,
    ),
    Target(
        id="M18.fit",
        source=SOURCE,
        what="states beyond China in session 74, all votes, own fit",
        expected=(91,),
        tolerance=3,
        compute=_beyond,
        needs=NEEDS,
        reason=INPUT,
        comparison=True,
    ),
    Target(
        id="M19.fit",
        source=SOURCE,
        what="midpoint tilt of Pakistan, own fit: 2018 all votes; 2002 all, important",
        expected=(0.91, 0.88, 0.93),
        tolerance=0.15,
        compute=_tilts,
        needs=NEEDS,
        reason=INPUT,
        comparison=True,
    ),
)
