"""Themes of a set of passages: groups by their words, each with its terms, its firmness, exemplars and odd ones."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from tightrope.core.document import Passage, digest
from tightrope.evidence.themes.vectors import labels, weigh
from tightrope.stats.cluster import (
    Floats,
    Labels,
    distances,
    firmness,
    number_of_groups,
    silhouettes,
    subspace,
    ward,
)

FEWEST = 12
"""Fewer passages than this show no themes."""
MOST = 4000
"""More passages than this are not grouped at once: the distances of all pairs would not fit."""
SMALLEST = 3
"""A theme has at least so many passages."""
PER_THEME = 6
"""At most one theme for so many passages is looked for ..."""
LARGEST_NUMBER = 12
"""... and at most so many themes."""
FLOOR = 0.6
"""Mean adjusted Rand index over resamples from which themes are called firm."""
RULE = (
    f"The number of themes is the one with the largest mean silhouette, from 2 to {LARGEST_NUMBER} and at most one for "
    f"{PER_THEME} passages; passages are compared in as many dimensions as there are themes at most. Themes are called "
    f"firm if their groups come out again, at a mean adjusted Rand index of {FLOOR}, in resamples of four fifths of "
    "the passages, placed and grouped anew. A passage nearer to another theme than to its own, or left in a theme of "
    f"fewer than {SMALLEST}, has no theme."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A passage and the words it is grouped by: its reading, with notes and markup left out."""

    passage: Passage
    reading: str
    work: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A passage that fits its theme least: how well it sits there (0 to 1), and the terms of the theme it leans to."""

    passage: Passage
    width: float
    leans_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Passages that share words: a proposal, which a person may name, merge or reject.

    Parameters
    ----------
    id : from the digests of its passages; the same passages are the same theme.
    terms : what sets it apart from the other themes of its scope.
    passages : its passages in order of document and place.
    exemplars : the passages nearest to all others of the theme, nearest first.
    deviants : the passages that fit it least.
    width : mean silhouette of its passages, 0 to 1.
    works : number of independent works that speak in it.
    name : what a person called it, empty if nobody did.
    merged : ids of the themes that a person merged into it.
    """

    id: str
    terms: tuple[str, ...]
    passages: tuple[Passage, ...]
    exemplars: tuple[Passage, ...]
    deviants: tuple[Odd, ...]
    width: float
    works: int
    name: str = ""
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """The themes of one scope.

    Parameters
    ----------
    scope : "corpus" or "code:NAME".
    themes : largest first.
    none : passages without a theme, never forced into one.
    passages : number of passages grouped, repeats counted once.
    chosen : number of groups taken by `RULE`; 0 where there are no themes.
    firm : whether the index over resamples reaches the floor.
    stability, low, high : mean adjusted Rand index over resamples, and its 5th and 95th percentile.
    why : why there are no themes, empty if there are.
    """

    scope: str
    themes: tuple[Theme, ...] = ()
    none: tuple[Passage, ...] = ()
    passages: int = 0
    chosen: int = 0
    firm: bool = False
    stability: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    why: str = ""


def find(
    texts: Sequence[Text],
    *,
    scope: str,
    seed: int = 0,
    resamples: int = 40,
    embed: Callable[[Sequence[Text]], Floats] | None = None,
) -> Themes:
    """Return the themes of some passages.

    TF-IDF rows, or the vectors of a model, are projected on their leading subspace and grouped by Ward's rule; see
    `RULE` for the number. The same passages in any order give the same themes, whatever the seed and the number of
    threads; the seed is that of the resamples alone. Terms are always words.

    Parameters
    ----------
    texts : the passages; of repeated ones the first in order of document and place counts.
    scope : what the themes are of; part of the seed.
    seed : of the resamples that tell how firm the themes are.
    resamples : number of resamples; a third of it for more than 1,000 passages.
    embed : gives passages their vectors, shape (passages, d), each of length 1; None for words.
    """
    once = _once(texts)
    passages = tuple(t.passage for t in once)
    if len(once) < FEWEST:
        why = f"too few passages ({len(once)}; themes need {FEWEST})"
        return Themes(scope=scope, none=passages, passages=len(once), why=why)
    if len(once) > MOST:
        why = f"too many passages at once ({len(once)}; at most {MOST}): look inside codes"
        return Themes(scope=scope, none=passages, passages=len(once), why=why)
    weighed = weigh([t.reading for t in once])
    worded = np.arange(len(once)) if embed else np.flatnonzero(np.diff(weighed.rows.indptr) > 0)
    if len(worded) < FEWEST:
        why = f"too few passages that share a word ({len(worded)}; themes need {FEWEST})"
        return Themes(scope=scope, none=passages, passages=len(once), why=why)
    most = max(2, min(LARGEST_NUMBER, len(worded) // PER_THEME))
    rows = sparse.csr_array(np.asarray(embed(once), dtype=float)) if embed else weighed.rows[worded]

    def place(kept: Labels) -> Floats:
        return subspace(rows[kept], most, np.random.default_rng(0))

    apart = distances(place(np.arange(len(worded))))
    number, _ = number_of_groups(apart, most)
    groups = ward(apart, number)
    draws = resamples if len(worded) <= 1000 else max(2, resamples // 3)
    rng = np.random.default_rng([seed, zlib.crc32(scope.encode())])
    firm = firmness(groups, place, rng, resamples=draws)
    inside, width, nearest = _members(apart, groups)
    every = np.full(len(once), -1, dtype=np.int64)
    every[worded] = inside
    named = labels(weighed, every)
    themes = [
        _theme([once[worded[i]] for i in np.flatnonzero(inside == g)], g, apart, inside, width, nearest, named)
        for g in range(int(inside.max()) + 1)
    ]
    return Themes(
        scope=scope,
        themes=tuple(sorted(themes, key=lambda t: (-len(t.passages), t.id))),
        none=tuple(once[i].passage for i in np.flatnonzero(every < 0)),
        passages=len(once),
        chosen=number,
        firm=firm.value >= FLOOR,
        stability=round(firm.value, 6),
        low=round(firm.low, 6),
        high=round(firm.high, 6),
        why="" if themes else "no passage sits nearer to its own group than to another",
    )


def name_of(passages: Sequence[Passage]) -> str:
    """Return the id of a theme: twelve figures of the digest of its passages' digests, in sorted order."""
    return digest("\n".join(sorted(p.sha256 for p in passages)))[:12]


def _once(texts: Sequence[Text]) -> list[Text]:
    seen: dict[str, Text] = {}
    for text in sorted(texts, key=lambda t: (t.passage.document, t.passage.start, t.passage.stop)):
        seen.setdefault(text.passage.sha256, text)
    return list(seen.values())


def _members(apart: Floats, groups: Labels) -> tuple[Labels, Floats, Labels]:
    """Return the theme of each passage, -1 for none, its silhouette, and the nearest other theme, -1 for none."""
    width, nearest = silhouettes(apart, groups)
    kept = width > 1e-9
    sizes = np.bincount(groups[kept], minlength=int(groups.max()) + 1)
    order = {int(g): at for at, g in enumerate(np.flatnonzero(sizes >= SMALLEST))}
    inside = np.array([order.get(int(g), -1) if ok else -1 for g, ok in zip(groups, kept, strict=True)], dtype=np.int64)
    other = np.array([order.get(int(g), -1) for g in nearest], dtype=np.int64)
    return inside, width, other


def _theme(
    members: list[Text],
    group: int,
    apart: Floats,
    inside: Labels,
    width: Floats,
    nearest: Labels,
    named: tuple[tuple[str, ...], ...],
) -> Theme:
    at = np.flatnonzero(inside == group)
    near = np.round(apart[np.ix_(at, at)].mean(axis=1), 9)
    central = np.lexsort((np.arange(len(at)), near))[:3]
    loose = [i for i in np.lexsort((np.arange(len(at)), np.round(width[at], 9)))[:2] if i not in central]
    return Theme(
        id=name_of([t.passage for t in members]),
        terms=named[group],
        passages=tuple(t.passage for t in members),
        exemplars=tuple(members[i].passage for i in central),
        deviants=tuple(
            Odd(
                passage=members[i].passage,
                width=round(float(width[at[i]]), 6),
                leans_to=named[nearest[at[i]]] if nearest[at[i]] >= 0 else (),
            )
            for i in loose
        ),
        width=round(float(width[at].mean()), 6),
        works=len({t.work or t.passage.document for t in members}),
    )
