"""Similarity and counts that rest on whole tables of votes, held against what others printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from tightrope.catalog.shelf import sources
from tightrope.catalog.votes.joined import RollCalls, load
from tightrope.core.panel import FloatArray
from tightrope.data.read import open_library
from tightrope.stats.similarity import a_score, cross_table, kappa, scott_pi, tau_b
from tightrope.study.targets.target import Target

VOTES = {view: path for name in ("unga_votes", "voeten_votes") for view, path in sources()[name].paths.items()}
NEEDS = tuple(VOTES.values())
LEVELS = (1, 2, 3)
FPSIM = "R package fpsim 0.2.0 (CRAN)"
MEXICO, BENATI = "fpsim/usamex46.csv", "fpsim/bencapex.csv"
POOLED, IMPORTANT = (1, 74), (38, 73)  # sessions of the published sets of votes
YEARS = (1991, 2020)


def _from_r(name: str) -> str:
    return f"in R: write.csv(fpsim::{name}, '{name}.csv', row.names = FALSE), put under the data folder in fpsim/"


def mexico(folder: Path) -> tuple[float, ...]:
    """Return tau-b, squared kappa and nominal pi of the United States and Mexico, from the package's table."""
    found = open_library(folder, {"given": MEXICO}).sql("SELECT vote1::INTEGER AS a, vote2::INTEGER AS b FROM given")
    return _coefficients(cross_table(found["a"], found["b"], LEVELS))


def mexico_joined(folder: Path) -> tuple[float, ...]:
    """Return the same from the joined roll calls of 1946."""
    table = _joined(folder)
    cast = table.cast()
    mine = table.calls["year"][cast["roll"]] == 1946
    votes = [
        dict(zip(cast["roll"][rows], cast["vote"][rows], strict=True))
        for rows in (mine & (cast["state"] == table.states.index(code)) for code in ("USA", "MEX"))
    ]
    both = sorted(votes[0].keys() & votes[1].keys())
    joint = cross_table([votes[0][r] for r in both], [votes[1][r] for r in both], LEVELS)
    return (float(len(both)), *_coefficients(joint))


def benati(folder: Path) -> tuple[float, ...]:
    """Return A of the worked example, from the package's table."""
    found = open_library(folder, {"given": BENATI}).sql("SELECT rowv::INTEGER AS a, colv::INTEGER AS b FROM given")
    levels = np.unique(np.concatenate([found["a"], found["b"]]))
    return (float(a_score(cross_table(found["a"], found["b"], levels))),)


def counts(folder: Path, *, important: bool) -> tuple[float, ...]:
    """Return votes cast, roll calls and country-sessions of a set of votes, by the rules of the published set.

    Yes, abstention and no count; unanimous roll calls and, after 1989, paragraphs and amendments are left out. Roll
    calls are not linked over sessions, since the published list of repeated resolutions is not on file.
    """
    first, last = IMPORTANT if important else POOLED
    found = open_library(folder, VOTES).sql(
        """
        WITH calls AS (
            SELECT rcid, session FROM voeten_rollcalls
            WHERE session BETWEEN $first AND $last AND session <> 19 AND (NOT $important OR importantvote = 1)
                AND (year <= 1989 OR (coalesce(amend, 0) = 0 AND coalesce(para, 0) = 0))
        ), votes AS (
            SELECT v.rcid, v.ccode, c.session, v.vote FROM voeten_votes v JOIN calls c USING (rcid)
            WHERE v.vote IN (1, 2, 3)
        ), split AS (
            SELECT rcid FROM votes GROUP BY rcid HAVING count(DISTINCT vote) > 1
        )
        SELECT count(*) AS n, count(DISTINCT rcid) AS calls, count(DISTINCT (ccode, session)) AS points
        FROM votes JOIN split USING (rcid)
        """,
        {"first": first, "last": last, "important": important},
    )
    return tuple(float(found[name][0]) for name in ("n", "calls", "points"))


def sides(folder: Path, *, important: bool, opposite: bool) -> tuple[float, float]:
    """Return the number of roll calls on which the United States opposed China and Russia, and others' percentage.

    Parameters
    ----------
    opposite : True is the rule that was written before looking: the powers voted yes against no, and the percentage
        is that of third states' votes that equal the American one, abstentions among all votes. False is the rule
        found afterward: the American vote differs from that common to China and Russia, and the percentage is of
        third states that cast either the one or the other.
    """
    table = _joined(folder)
    calls, cast = table.calls, table.cast()
    vote = np.zeros((len(calls["year"]), len(table.states)), dtype=np.int8)
    vote[cast["roll"], cast["state"]] = cast["vote"]
    powers = [table.states.index(code) for code in ("USA", "CHN", "RUS")]
    first, china, russia = vote[:, powers].T
    chosen = (calls["year"] >= YEARS[0]) & (calls["year"] <= YEARS[1]) & (china == russia)
    chosen &= (first > 0) & (china > 0) & ((np.abs(first - china) == 2) if opposite else (first != china))
    if important:
        chosen &= calls["important"] == 1
    others = np.delete(vote[chosen], powers, axis=1)
    same = others == first[chosen][:, None]
    given = others > 0 if opposite else same | (others == china[chosen][:, None])
    return float(chosen.sum()), float(100 * same.sum() / given.sum())


@cache
def _joined(folder: Path) -> RollCalls:
    return load(open_library(folder, VOTES))


def _coefficients(table: FloatArray) -> tuple[float, float, float]:
    return float(tau_b(table)), float(kappa(table, 2)), float(scott_pi(table))


ONE = "roll calls are counted one by one, the list that links them over sessions is on no file here"
LINKED = f"17 votes fewer and 2 country-sessions more by vintage; {ONE}"
LISTED = f"session 73 has no list of important votes here, so a whole session is missing; {ONE}"


def _counted(id: str, expected: tuple[float, ...], what: str, *, important: bool) -> Target:
    return Target(
        id=id,
        source="Bailey, Strezhnev and Voeten, files of April 2020",
        what=f"votes, linked roll calls and country-sessions: {what}",
        expected=expected,
        tolerance=0,
        compute=lambda folder: counts(folder, important=important),
        needs=(VOTES["voeten_votes"], VOTES["voeten_rollcalls"]),
        reason=LISTED if important else LINKED,
        comparison=True,
    )


def _sided(id: str, expected: tuple[float, float], what: str, tolerance: float, part: int, reason: str) -> Target:
    later = id.endswith(".found")

    def compute(folder: Path) -> tuple[float, ...]:
        return tuple(sides(folder, important=flag, opposite=not later)[part] for flag in (False, True))

    return Target(
        id=id,
        source="design brief of the measurement, section 9, row 21 (the study behind it is not named there)",
        what=f"roll calls 1991-2020 on which the United States opposes China and Russia: {what}; all, important",
        expected=expected,
        tolerance=tolerance,
        compute=compute,
        needs=NEEDS,
        reason=reason,
        comparison=True,
    )


UNKNOWN = "the published rule is not known; ours, written before looking, asks for yes against no"
FLAGS = "important votes are listed to 2017 here"
COEFFICIENTS = (0.01431261, -0.01222707, -0.02775801)
TARGETS = (
    Target(
        id="M7",
        source=FPSIM,
        what="United States and Mexico, joined roll calls of 1946: votes, tau-b, squared kappa, nominal pi",
        expected=(38.0, *COEFFICIENTS),
        tolerance=1e-7,
        compute=mexico_joined,
        needs=NEEDS,
        reason="eight decimals",
    ),
    Target(
        id="M7.package",
        source=FPSIM,
        what="the same from the package's own table: tau-b, squared kappa, nominal pi",
        expected=COEFFICIENTS,
        tolerance=1e-7,
        compute=mexico,
        needs=(MEXICO,),
        reason="eight decimals",
        obtain=_from_r("usamex46"),
    ),
    Target(
        id="M8",
        source="Benati and Capurri (2026), Table 1, in " + FPSIM,
        what="A of the worked example of 240 votes",
        expected=(-0.07291667,),
        tolerance=1e-7,
        compute=benati,
        needs=(BENATI,),
        reason="eight decimals",
        obtain=_from_r("bencapex"),
    ),
    _counted("M17.all", (797473, 4784, 10469), "all votes, sessions 1-74", important=False),
    _counted("M17.important", (70078, 377, 6443), "important votes, sessions 38-73", important=True),
    _sided("M21", (14, 36), "percentage of third states with the United States", 1, 1, UNKNOWN),
    _sided("M21.counts", (1513, 211), "how many", 0, 0, f"{UNKNOWN}; {FLAGS}"),
    _sided("M21.found", (14, 36), "the same percentage by the rule found after looking", 1, 1, FLAGS),
    _sided("M21.counts.found", (1513, 211), "how many by that rule", 0, 0, f"a later vintage of votes; {FLAGS}"),
)
