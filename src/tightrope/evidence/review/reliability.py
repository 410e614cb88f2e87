"""How far coders agree on passages that each read whole: people, machines, and one with the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np

from tightrope.core.coding import Coding, Reliability
from tightrope.evidence.review.decisions import Review
from tightrope.stats.agreement import Agreement, Coefficients, agreement_of_sets, cautions, coefficients, percent
from tightrope.stats.coincidence import Floats, numbered

Over = Literal["random", "all"]
Who = Literal["human", "machine"]
POOLED = "all codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgments:
    """What coders said of passages, each read whole.

    Parameters
    ----------
    coders, kinds : names, and whether each is a person or a machine.
    passages : ids of the passages.
    codes : names of the codes.
    sets : per coder the codes given to each passage; None where the coder did not read it.
    drawn : whether the passages were drawn at random, so that they stand for the texts.
    """

    coders: tuple[str, ...]
    kinds: tuple[Who, ...]
    passages: tuple[str, ...]
    codes: tuple[str, ...]
    sets: tuple[tuple[frozenset[str] | None, ...], ...]
    drawn: bool = False

    def of(self, code: str, rows: Sequence[int]) -> Floats:
        """Return 1 where a coder gave a code, 0 where not, NaN where the passage was not read; shape (rows, units)."""
        return np.array(
            [[np.nan if s is None else float(code in s) for s in self.sets[i]] for i in rows], dtype=float
        ).reshape(len(rows), len(self.passages))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Agreement of some coders on one code, or on all codes together.

    Parameters
    ----------
    between : human-human, human-machine or machine-machine.
    code : the code; POOLED for the sets of codes, whose alpha takes the MASI distance and whose percent asks for equal
        sets.
    given : how often each coder gave the code (of POOLED: codes in all) on the passages compared.
    """

    between: str
    coders: tuple[str, ...]
    code: str
    given: tuple[int, ...]
    found: Coefficients


@dataclass(frozen=True, slots=True, kw_only=True)
class Misses:
    """What a machine found of what people gave on passages drawn at random.

    Parameters
    ----------
    passages : passages of the random share that a person judged.
    given, found, wrong : codes that people gave; of these the machine's; the machine's that people did not give.
    low, high : interval of found / given, by Wilson's formula; None where people gave none.
    """

    machine: str
    passages: int
    given: int
    found: int
    wrong: int
    low: float | None
    high: float | None


def judgments(review: Review, *, over: Over = "all") -> Judgments:
    """Return the judgments of a review that were made apart from each other.

    A person counts with the last judgment before anyone else's codes of the passage were shown to them; a machine
    counts with what it proposed, and read every passage. Settlements never count: they came after comparison.

    Parameters
    ----------
    over : "random" for the passages that the seed drew, "all" for every passage; people judged some of these, most of
        them because machines coded them or differed, and so they do not stand for the texts.
    """
    start = review.start
    independent = {coder: review.independent(coder) for coder in review.people}
    wanted = [item.passage.id for item in start.items if over == "all" or item.why == "random"]
    given: dict[str, dict[str, set[str]]] = {m: {} for m in start.machines}
    for coding in start.proposals:
        given[coding.coder].setdefault(coding.passage.id, set()).add(coding.code)
    people = [tuple(by[name].codes if name in by else None for name in wanted) for by in independent.values()]
    machines = [tuple(frozenset(given[m].get(name, ())) for name in wanted) for m in start.machines]
    human: Who = "human"
    machine: Who = "machine"
    return Judgments(
        coders=(*independent, *start.machines),
        kinds=(human,) * len(people) + (machine,) * len(machines),
        passages=tuple(wanted),
        codes=start.codes,
        sets=(*people, *machines),
        drawn=over == "random",
    )


def of_codings(
    codings: Sequence[Coding],
    passages: Sequence[str],
    codes: Sequence[str],
    *,
    read: Mapping[str, Collection[str]] | None = None,
    people: Collection[str] = (),
) -> Judgments:
    """Return judgments from codings, where it is known which passages each coder read whole.

    Parameters
    ----------
    codings : codings of any number of coders; a coder with a coding of kind "human" is a person.
    people : names of further people, who gave no code at all.
    passages : ids of the passages to compare.
    codes : names of the codes.
    read : coder -> ids of the passages read whole; a coder who is not named read all of them. A coder who is named
        counts even without any coding.
    """
    known = dict(read or {})
    names = tuple(dict.fromkeys((*known, *(c.coder for c in codings))))
    human = {*people, *(c.coder for c in codings if c.kind == "human")}
    given: dict[tuple[str, str], set[str]] = {}
    for coding in codings:
        given.setdefault((coding.coder, coding.passage.id), set()).add(coding.code)

    def of(name: str) -> tuple[frozenset[str] | None, ...]:
        mine = known.get(name)
        return tuple(frozenset(given.get((name, p), ())) if mine is None or p in mine else None for p in passages)

    return Judgments(
        coders=names,
        kinds=tuple("human" if name in human else "machine" for name in names),
        passages=tuple(passages),
        codes=tuple(codes),
        sets=tuple(of(name) for name in names),
    )


def tables(found: Judgments, *, rng: np.random.Generator, resamples: int = 1000, prob: float = 0.9) -> tuple[Row, ...]:
    """Return agreement per code and pooled, for each pair of coders, and for all people together if there are three.

    Codes that none of the coders compared gave are left out, except where nothing at all was given.

    Parameters
    ----------
    rng : draws the resamples of passages.
    """
    groups = [tuple(pair) for pair in combinations(range(len(found.coders)), 2)]
    people = tuple(i for i, kind in enumerate(found.kinds) if kind == "human")
    if len(people) > 2:
        groups.insert(0, people)
    rows: list[Row] = []
    for group in sorted(groups, key=lambda g: (sum(found.kinds[i] == "machine" for i in g), -len(g), g)):
        rows.extend(_rows(found, group, rng, resamples, prob))
    return tuple(rows)


def reliability(found: Judgments, *, rng: np.random.Generator, resamples: int = 1000, prob: float = 0.9) -> Reliability:
    """Return alpha per code of two or more coders on the passages that they read whole.

    With two or more people, of the people alone: agreement with a machine is no reliability of people. With one person
    and a machine, of these two; with machines only, of the machines. The note says which it is.

    Parameters
    ----------
    rng : draws the resamples of passages.
    """
    people = tuple(i for i, kind in enumerate(found.kinds) if kind == "human")
    machines = tuple(i for i, kind in enumerate(found.kinds) if kind == "machine")
    group = people if len(people) > 1 else (*people, *machines)
    both = [at for at in range(len(found.passages)) if sum(found.sets[i][at] is not None for i in group) > 1]
    if len(group) < 2 or not both:
        none: tuple[None, ...] = (None,) * len(found.codes)
        who = tuple(found.coders[i] for i in group)
        note = "No passage was read whole by two coders: there is nothing to compare, and so no reliability."
        return Reliability(coders=who, codes=found.codes, alpha=none, low=none, high=none, passages=0, note=note)
    each = [coefficients(found.of(code, group), rng=rng, resamples=resamples, prob=prob) for code in found.codes]
    return Reliability(
        coders=tuple(found.coders[i] for i in group),
        codes=found.codes,
        alpha=tuple(c.alpha.value for c in each),
        low=tuple(c.alpha.low for c in each),
        high=tuple(c.alpha.high for c in each),
        passages=len(both),
        note=_note(len(people), len(machines), found, each),
    )


def misses(review: Review, *, prob: float = 0.9) -> tuple[Misses, ...]:
    """Return what each machine found of what people gave on the passages drawn at random.

    A passage counts with the codes that more than half of its judges gave apart from each other.
    """
    found = judgments(review, over="random")
    people = [i for i, kind in enumerate(found.kinds) if kind == "human"]
    out: list[Misses] = []
    for i, kind in enumerate(found.kinds):
        if kind == "human":
            continue
        given = hit = wrong = passages = 0
        for at in range(len(found.passages)):
            said = [s for j in people if (s := found.sets[j][at]) is not None]
            if not said:
                continue
            passages += 1
            theirs = {c for c in found.codes if 2 * sum(c in s for s in said) > len(said)}
            own = found.sets[i][at] or frozenset()
            given, hit, wrong = given + len(theirs), hit + len(theirs & own), wrong + len(own - theirs)
        low, high = _wilson(hit, given, prob) if given else (None, None)
        out.append(
            Misses(machine=found.coders[i], passages=passages, given=given, found=hit, wrong=wrong, low=low, high=high)
        )
    return tuple(out)


def _rows(found: Judgments, group: tuple[int, ...], rng: np.random.Generator, resamples: int, prob: float) -> list[Row]:
    both = [at for at in range(len(found.passages)) if sum(found.sets[i][at] is not None for i in group) > 1]
    part = replace(
        found,
        passages=tuple(found.passages[at] for at in both),
        sets=tuple(tuple(row[at] for at in both) for row in found.sets),
    )
    kinds = sorted({found.kinds[i] for i in group})
    between = "-".join(kinds * 2 if len(kinds) == 1 else kinds)
    names = tuple(found.coders[i] for i in group)

    def row(code: str, given: tuple[int, ...], measured: Coefficients) -> Row:
        return Row(between=between, coders=names, code=code, given=given, found=measured)

    sets = [part.sets[i] for i in group]
    totals = tuple(sum(len(s) for s in own if s is not None) for own in sets)
    rows = [row(POOLED, totals, _pooled(sets, rng, resamples, prob))]
    for code in found.codes:
        values = part.of(code, group)
        given = tuple(int(np.nansum(own)) for own in values)
        if any(given):
            rows.append(row(code, given, coefficients(values, rng=rng, resamples=resamples, prob=prob)))
    return rows


def _pooled(
    sets: Sequence[Sequence[frozenset[str] | None]], rng: np.random.Generator, resamples: int, prob: float
) -> Coefficients:
    """Return the agreement on whole sets; only alpha and percent mean something there."""
    whole: Agreement = agreement_of_sets(sets, rng=rng, resamples=resamples, prob=prob)
    values, _ = numbered(sets)
    agree = percent(values) if values.size else None
    return Coefficients(
        alpha=whole,
        percent=agree,
        kappa=None,
        fleiss=None,
        ac1=None,
        brennan_prediger=None,
        cautions=cautions(whole, percent=agree, ac1=None),
    )


def _note(people: int, machines: int, found: Judgments, each: Sequence[Coefficients]) -> str:
    if people > 1:
        said = f"{people} people, each judging apart, before any comparison."
    elif people:
        said = "One person and a machine: how far the machine agrees with that person, not reliability between people."
    else:
        said = f"{machines} machines and no person: how far they agree with each other, which is no human reliability."
    if found.drawn:
        said += " The passages were drawn at random."
    elif people:
        said += " Most passages were chosen because machines coded them or differed: they do not stand for the texts."
    bare = sum(c.alpha.value is None for c in each)
    return said + (f" Undefined for {bare} of {len(each)} codes, which all gave or none gave." if bare else "")


def _wilson(hits: int, total: int, prob: float) -> tuple[float, float]:
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + prob) / 2)
    share, room = hits / total, z * z / total
    middle = (share + room / 2) / (1 + room)
    half = z / (1 + room) * (share * (1 - share) / total + room / (4 * total)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)
