"""Process tracing: each proposition of each theory weighed by the clues that remain, from the panel's answer on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tightrope.core.errors import InvalidValue
from tightrope.core.statement import Evidence, Statement, Verdict
from tightrope.core.theory import Proposition, Theory
from tightrope.explain.case.found import Found, Holdings, look
from tightrope.explain.case.learned import Learned
from tightrope.explain.case.links import Link
from tightrope.explain.types.tracing import Verdict as Weight
from tightrope.explain.types.tracing import Weighed, decibels, weigh

LIKELY, UNLIKELY, HALF = 0.8, 0.2, 0.5
EVEN = (0.5, 0.25, 0.75)
PANEL = {("neoclassical_realism", "mediation"): "case.mediation",
         ("neoclassical_realism", "moderation"): "case.moderation"}  # fmt: skip
RULE = (
    "The chance before clues is the panel's answer for this case where the graph asks it, and even odds (varied from "
    ".25 to .75) where not. Only records, and reports whose check passed, are weighed; each clue by the range of its "
    "theory, widened by how sure its coder is. Supported at .8 or more if no end of any range brings it below one "
    "half; contradicted at .2 or less if none brings it above; cannot tell otherwise; untested where no clue remains."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A proposition after its clues.

    Parameters
    ----------
    prior : chance before clues, with its least and most.
    from_panel : whether the prior is the panel's; if not it is even odds, a belief.
    found : every clue that the theory declares, with what was found.
    weight : of the clues that remain, None if none does.
    low, high : of the probability, over the ends of every range, of the prior, and of clues of one source that may
        repeat each other in full.
    shared : pairs of clues of one source whose dependence nobody declared.
    would_flip : clues not yet looked for, with "found" or "not found", that would carry the verdict across one half.
    """

    theory: str
    label: str
    proposition: str
    text: str
    prior: tuple[float, float, float]
    from_panel: bool
    found: tuple[Found, ...]
    weight: Weight | None
    low: float
    high: float
    verdict: Verdict
    shared: tuple[tuple[str, str], ...] = ()
    would_flip: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Return the id of its statement in the ledger."""
        return f"P.{self.theory}.{self.proposition}"

    @property
    def probability(self) -> float:
        """Return the chance after clues."""
        return self.weight.probability if self.weight else self.prior[0]

    @property
    def remaining(self) -> tuple[Found, ...]:
        """Return the clues that are weighed."""
        return tuple(f for f in self.found if f.weighed)


def traced(
    theories: Sequence[Theory], links: Sequence[Link], held: Holdings, learned: Learned | None
) -> tuple[Traced, ...]:
    """Weigh every proposition of every theory.

    Parameters
    ----------
    links : what the study says was found of which clue.
    learned : the panel's answers; None where nothing could be learned.

    References
    ----------
    :cite:`fairfield2022` (weight of evidence); :cite:`humphreys2015` (a case's clues after the panel's answer).
    """
    by_key = {link.key: link for link in links}
    return tuple(
        _trace(theory, proposition, by_key, held, learned)
        for theory in theories
        for proposition in theory.propositions
        if proposition.clues
    )


def statement_of(one: Traced, who: tuple[str, ...] = ("tightrope",)) -> Statement:
    """Return a traced proposition as a statement of the ledger: the same evidence, its test and its verdict.

    References
    ----------
    Own: process tracing is a view of the ledger; `RULE`.
    """
    for_: list[Evidence] = []
    against: list[Evidence] = []
    weights = dict(one.weight.each) if one.weight else {}
    for found in one.remaining:
        weight = weights[found.clue.name]
        if weight != 0.0:
            (for_ if weight > 0.0 else against).extend(found.items)
    told = f"{len(one.remaining)} of {len(one.found)} clues remain"
    if one.weight:
        told += f", {one.weight.decibels:+.1f} decibels together"
    before = "the panel's answer for this case" if one.from_panel else "even odds, a belief and no finding"
    if one.from_panel:
        mean, least, most = one.prior
        text = f"before clues: the panel's answer for this case, {mean:.2f} [{least:.2f}, {most:.2f}]"
        ref = f"result:{PANEL[one.theory, one.proposition]}"
        item = Evidence(kind="model", ref=ref, text=text)
        (for_ if one.prior[0] >= HALF else against).insert(0, item)
    verdict = one.verdict if for_ or against or one.verdict in ("cannot tell", "untested") else "cannot tell"
    return Statement(
        id=one.id, kind="hypothesis", text=one.text, who=who, test=RULE, verdict=verdict,
        why=f"{told}; before clues {one.prior[0]:.2f} ({before}), after {one.probability:.2f} "
        f"[{one.low:.2f}, {one.high:.2f}]",
        for_=tuple(for_), against=tuple(against), probability=one.probability, low=one.low, high=one.high,
        rests_on=f"before clues: {before}",
        settle=tuple(f"{_words(one, name)}: {how}" for name, how in one.would_flip),
    )  # fmt: skip


def _trace(
    theory: Theory,
    proposition: Proposition,
    links: Mapping[tuple[str, str, str], Link],
    held: Holdings,
    learned: Learned | None,
) -> Traced:
    found = tuple(look(clue, links.get((theory.name, proposition.name, clue.name)), held) for clue in proposition.clues)
    asked = learned.prior_of(PANEL.get((theory.name, proposition.name), "")) if learned else None
    prior = (asked.mean, asked.low, asked.high) if asked else EVEN
    prior = (_inner(prior[0]), _inner(prior[1]), _inner(prior[2]))
    remain = [f for f in found if f.weighed]
    links_of = _dependence(found, remain)
    shared = _shared(remain, links_of)
    weight, low, high = None, prior[1], prior[2]
    if remain:
        clues = [_weighed(f) for f in remain]
        weight = weigh(clues, prior=prior[0], dependence=links_of)
        others = [links_of, *_repeated(links_of, shared)]
        ends = [weigh(clues, prior=p, dependence=d) for p in prior[1:] for d in others]
        low, high = min(e.low for e in (weight, *ends)), max(e.high for e in (weight, *ends))
    made = Traced(
        theory=theory.name, label=theory.label, proposition=proposition.name, text=proposition.statement, prior=prior,
        from_panel=asked is not None, found=found, weight=weight, low=low, high=high,
        verdict=judge(weight.probability, low, high) if weight else "untested", shared=shared,
        would_flip=_flips(found, remain, links_of, prior[0]),
    )  # fmt: skip
    return made


def judge(probability: float, low: float, high: float) -> Verdict:
    """Apply the rule to a probability and its range.

    References
    ----------
    Own: `RULE`.
    """
    if probability >= LIKELY and low >= HALF:
        return "supported"
    if probability <= UNLIKELY and high <= HALF:
        return "contradicted"
    return "cannot tell"


def _weighed(found: Found, *, seen: bool | None = None) -> Weighed:
    """Return a clue with its coder's doubt; one that was never looked for is taken as if by a sure coder."""
    return Weighed(
        name=found.clue.name, seen=found.state == "seen" if seen is None else seen,
        under=found.ends(found.clue.if_true), otherwise=found.ends(found.clue.if_false),
    )  # fmt: skip


def _dependence(found: Sequence[Found], remain: Sequence[Found]) -> list[tuple[str, str, float]]:
    """Return declared dependence among the clues that remain: the study's word stands in for the theory's."""
    names = {f.clue.name for f in remain}
    out = []
    for f in found:
        other, how = f.clue.depends_on, f.clue.repeats
        if f.link is not None and f.link.depends_on:
            other, how = f.link.depends_on, f.link.repeats
        if other and f.clue.name in names and other in names:
            out.append((f.clue.name, other, how))
    return out


def _shared(remain: Sequence[Found], declared: Sequence[tuple[str, str, float]]) -> tuple[tuple[str, str], ...]:
    said = {frozenset(link[:2]) for link in declared}
    return tuple(
        (a.clue.name, b.clue.name)
        for a, b in combinations(remain, 2)
        if set(a.sources) & set(b.sources) and frozenset((a.clue.name, b.clue.name)) not in said
    )


def _repeated(
    declared: Sequence[tuple[str, str, float]], shared: Sequence[tuple[str, str]]
) -> list[list[tuple[str, str, float]]]:
    """Return the dependence with clues of one source repeating each other in full, where that can be said."""
    links = list(declared)
    for first, second in shared:
        if all(second != name for name, _, _ in links):
            links.append((second, first, 1.0))
    return [links] if len(links) > len(declared) else []


def _flips(
    found: Sequence[Found], remain: Sequence[Found], links: Sequence[tuple[str, str, float]], prior: float
) -> tuple[tuple[str, str], ...]:
    """Return clues that would carry the probability across one half: those weighed, turned; the others, looked for."""
    clues = [_weighed(f) for f in remain]
    now = weigh(clues, prior=prior, dependence=links)
    out = [(f.clue.name, "turned from found to not found" if f.state == "seen" else "found after all")
           for f in remain if f.clue.name in now.flips]  # fmt: skip
    for f in found:
        if f.weighed:
            continue
        for seen, words in ((True, "if a record showed it"), (False, "if it were searched for and not there")):
            try:
                then = weigh([*clues, _weighed(f, seen=seen)], prior=prior, dependence=links)
            except InvalidValue:
                continue
            if (then.probability > HALF) != (now.probability > HALF):
                out.append((f.clue.name, words))
    return tuple(out)


def _words(one: Traced, name: str) -> str:
    return next((f.clue.text or name for f in one.found if f.clue.name == name), name)


def weight_of(found: Found) -> float:
    """Return the decibels that a clue carries by itself, at the middle of its ranges.

    References
    ----------
    :cite:`fairfield2022`.
    """
    return decibels(*_weighed(found).middle()) if found.weighed else 0.0


def _inner(p: float) -> float:
    """Keep a prior off 0 and 1, where no clue could move it."""
    return min(max(p, 0.01), 0.99)
