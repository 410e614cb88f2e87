"""Two-sided questions: how firm a verdict is, what would settle it, and pairs that cannot both hold as one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tightrope.core.statement import Completion, Evidence, Statement, Verdict
from tightrope.explain.decide import Outcome
from tightrope.explain.register import Pair, Trial, describe

Tried = tuple[Trial, Outcome]
Rule = Callable[[tuple[Tried, ...]], tuple[Verdict, str]]
FAVOR: dict[Verdict, int] = {"contradicted": 0, "mixed": 1, "cannot tell": 1, "untested": 1, "supported": 2}
DECIDED: tuple[Verdict, ...] = ("supported", "contradicted", "mixed")
MOST_YEARS = 40  # of further record; beyond that waiting is no way to settle a question
LINE_AT_ZERO = ("slope", "change", "correlation", "volatile", "larger", "partner")


def firm(tried: Sequence[Tried], rule: Rule) -> tuple[Verdict, Verdict]:
    """Return the least and the most favorable verdict when any one test is left out.

    Parameters
    ----------
    tried : tests with their outcomes.
    rule : joins outcomes into a verdict.

    References
    ----------
    Own: a verdict that one test carries alone is no firm one; leave-one-out over tests.
    """
    whole = rule(tuple(tried))[0]
    without = [rule(tuple(tried[:k]) + tuple(tried[k + 1 :]))[0] for k in range(len(tried)) if len(tried) > 1]
    every = [whole, *without]
    low, high = (pick(every, key=FAVOR.__getitem__) for pick in (min, max))
    return (whole if FAVOR[low] == FAVOR[whole] else low), (whole if FAVOR[high] == FAVOR[whole] else high)


def settle(tried: Sequence[Tried], rule: Rule) -> tuple[str, ...]:
    """Return what would settle a verdict: each undecided test that could turn it, with what it waits for.

    References
    ----------
    Own: a test settles a question only if its outcome would change the verdict. Further years are counted by the rule
    that an interval narrows with the square root of their number.
    """
    whole = rule(tuple(tried))[0]
    found, open_ = [], []
    for k, (test, outcome) in enumerate(tried):
        if outcome.verdict in ("supported", "contradicted"):
            continue
        open_.append(_waits(test, outcome))
        ways: tuple[Verdict, Verdict] = ("supported", "contradicted")
        results = []
        for way in ways:
            turned = list(tried)
            turned[k] = (test, replace(outcome, verdict=way))
            results.append(rule(tuple(turned))[0])
        if results[0] == results[1] == whole:
            continue
        found.append(f"{open_[-1]}; held, the verdict would be {results[0]}, failed, {results[1]}")
    if not found and len(open_) > 1:
        found = [f"no one test alone; together: {'; '.join(open_)}"]
    return tuple(found)


def completion(under: Sequence[str], known: Mapping[str, Statement], shown: bool) -> Completion:
    """Return how far a question is answered, from the verdicts of the statements under it and nothing else.

    Parameters
    ----------
    under : ids of the statements that would answer it.
    known : statements of this run.
    shown : whether a series stands beside it.

    References
    ----------
    Own: answered if every statement under it is decided, in part if some are; a series alone answers nothing.
    """
    here = [known[name].verdict for name in under if name in known and known[name].verdict != "untested"]
    if not here:
        return "cannot tell" if shown else "not asked"
    decided = sum(verdict in DECIDED for verdict in here)
    if not decided:
        return "cannot tell"
    return "answered" if decided == len(under) else "answered in part"


def two_sided(pair: Pair, first: Statement, second: Statement) -> Statement:
    """Return two statements that cannot both hold as one statement, for the first and against the second.

    Parameters
    ----------
    pair : declared in the register, with the reason why they cannot.

    Returns
    -------
    A statement whose evidence for is that for the first and against the second, and the reverse; its verdict is that
    of the first against the second.

    References
    ----------
    Own: what speaks for one of two that exclude each other speaks against the other.
    """
    for_ = (*_signed(first, first.for_), *_signed(second, second.against))
    against = (*_signed(first, first.against), *_signed(second, second.for_))
    verdict = between(first.verdict, second.verdict) if for_ or against else "cannot tell"
    ranges = [between(a, b) for a in first.verdicts or (first.verdict,) for b in second.verdicts or (second.verdict,)]
    low, high = (pick([verdict, *ranges], key=FAVOR.__getitem__) for pick in (min, max))
    names = [s.id.split(".", 1)[-1] for s in (first, second)]
    return Statement(
        id=f"X.{'.'.join(names)}",
        kind="contradiction",
        text=f"{first.text} Against it: {second.text}",
        who=tuple(dict.fromkeys((*first.who, *second.who))),
        test=f"the tests of {first.id} ({first.test}) against those of {second.id} ({second.test})",
        verdict=verdict,
        why=f"{pair.why} {first.id}: {first.verdict}; {second.id}: {second.verdict}",
        passages=tuple(dict.fromkeys((*first.passages, *second.passages))),
        for_=for_,
        against=against,
        verdicts=(low, high),
        settle=tuple(dict.fromkeys((*first.settle, *second.settle))),
    )


def between(first: Verdict, second: Verdict) -> Verdict:
    """Return the verdict on the first of two statements that cannot both hold.

    References
    ----------
    Own: one side's support is the other's refutation; both supported or both contradicted is mixed.
    """
    if first == second and first in ("supported", "contradicted"):
        return "mixed"
    if first == "supported" or (second == "contradicted" and first != "contradicted"):
        return "supported"
    if second == "supported" or first == "contradicted":
        return "contradicted"
    return "mixed" if "mixed" in (first, second) else "cannot tell"


def _signed(whose: Statement, items: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(replace(item, text=f"{whose.id}: {item.text}") for item in items)


def _waits(test: Trial, outcome: Outcome) -> str:
    if test.kind == "absent":
        return f"{test.label}, not measured: pull {test.pull}"
    if test.kind == "pending":
        return f"{test.label}, still to be built"
    told = describe(test).split("; ")[0].removesuffix(" (speaks against)")
    if outcome.verdict == "untested":
        return f"{told}: no series in this run" + (f", pull {test.pull}" if test.pull else "")
    return f"{told}: {_years(test, outcome)}"


def _years(test: Trial, outcome: Outcome) -> str:
    """Say how much more record would move the interval off its line, were the value to stay."""
    item = next((e for e in outcome.evidence if e.value is not None and e.low is not None and e.high is not None), None)
    line = test.value if test.kind == "level" else 0.0 if test.kind in LINE_AT_ZERO else None
    if item is None or line is None or item.value is None or item.low is None or item.high is None:
        return "undecided"
    if test.kind == "larger":
        line = test.value
    gap, half = abs(item.value - line), (item.high - item.low) / 2.0
    span = (test.after or test.window) if test.kind == "change" else test.window
    now = span[1] - span[0] + 1
    more = now * ((half / gap) ** 2 - 1.0) if gap > 0.0 else float("inf")
    if more > MOST_YEARS:
        return "undecided, and no number of further years now in sight would decide it"
    return f"undecided; about {max(1, round(more))} more years like these would decide it if the value stays"
