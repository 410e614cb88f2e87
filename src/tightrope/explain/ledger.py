"""The ledger: every registered statement with its evidence each way, its test and how it came out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tightrope.core.alignment import Position, Standing
from tightrope.core.calendar import Event
from tightrope.core.coding import Coding, Corpus
from tightrope.core.document import Layer
from tightrope.core.effect import Pressure, Survival
from tightrope.core.errors import InvalidValue
from tightrope.core.panel import Inputs
from tightrope.core.statement import Evidence, Statement, Verdict
from tightrope.explain.decide import Outcome, decide, show
from tightrope.explain.quantity import Sources
from tightrope.explain.register import Register, Spec, Trial, describe, load_register
from tightrope.explain.settle import DECIDED, completion, firm, settle, two_sided


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two statements that cannot both hold.

    Parameters
    ----------
    why : why they cannot.
    declared : whether the register says so, or one test gave them opposite verdicts.
    state : what the tests say of the two, in words.
    """

    first: str
    second: str
    why: str
    declared: bool
    state: str


def ledger(
    register: Path,
    inputs: Inputs,
    position: Position,
    standing: Standing,
    corpus: Corpus,
    events: tuple[Event, ...],
    pressure: Pressure,
    hypotheses: tuple[Statement, ...],
    survival: Survival | None,
    *,
    rng: np.random.Generator,
) -> tuple[Statement, ...]:
    """Decide every statement of a register and lay its evidence beside it.

    Parameters
    ----------
    register : the study's claims.toml.
    corpus : codings whose passages are listed for and against; they decide nothing.
    events : the chronology; only sourced events are counted, and none that is known from the tested texts alone.
    hypotheses : statements decided elsewhere; they are passed on, with the passages of the statement they decide.
    survival : None where the horizon was not computed.

    Returns
    -------
    Statements in the order of the register, then the hypotheses handed in, then each declared pair that cannot both
    hold as one. The same generator gives the same statements, and one statement more changes no other's numbers.

    Raises
    ------
    EvidenceError, InvalidValue, UnknownName : the register is wrong, or written for another state or other powers.

    References
    ----------
    Own: `decide.RULES`; each statement is decided by its declared tests and by nothing else.
    """
    read = load_register(register)
    if read.powers and (read.focal, read.powers) != (position.state, position.powers):
        raise InvalidValue(
            f"the register is written for {read.focal} between {' and '.join(read.powers)}",
            where=register.name,
            next="give the study a register of its own",
        )
    sources = Sources(
        inputs=inputs,
        position=position,
        standing=standing,
        events=events,
        pressure=pressure,
        survival=survival,
        texts=frozenset(read.files.values()),
    )
    base = int(rng.integers(0, 2**31))
    passages = _by_code(corpus, read)
    handed = {statement.id: statement for statement in hypotheses}
    decided: dict[str, Statement] = {}
    for spec in (s for s in read.specs if not _asks(s)):
        decided[spec.id] = _decided(spec, sources, handed, passages, base)
    known = {**decided, **handed}
    for spec in (s for s in read.specs if _asks(s)):
        decided[spec.id] = _answered(spec, sources, known, passages)
    pairs = tuple(two_sided(pair, decided[pair.first], decided[pair.second]) for pair in read.pairs)
    return (*(decided[spec.id] for spec in read.specs), *(_credited(h, read) for h in hypotheses), *pairs)


def contradictions(register: Path, statements: tuple[Statement, ...]) -> tuple[Contradiction, ...]:
    """Return the pairs that cannot both hold: the declared ones, then opposite verdicts on one test.

    Parameters
    ----------
    register : the study's claims.toml.
    statements : as `ledger` returned them.

    References
    ----------
    Own: pairs declared in the register, and statements that one test gives opposite verdicts.
    """
    read = load_register(register)
    verdicts = {s.id: s.verdict for s in statements}
    found = [
        Contradiction(
            first=pair.first,
            second=pair.second,
            why=pair.why,
            declared=True,
            state=_state(pair.first, pair.second, verdicts),
        )
        for pair in read.pairs
    ]
    listed = {frozenset((pair.first, pair.second)) for pair in read.pairs}
    for i, a in enumerate(read.specs):
        for b in read.specs[i + 1 :]:
            if frozenset((a.id, b.id)) in listed or {verdicts.get(a.id), verdicts.get(b.id)} != {
                "supported",
                "contradicted",
            }:
                continue
            if {t.question for t in a.tests if t.of} & {t.question for t in b.tests if t.of}:
                found.append(
                    Contradiction(
                        first=a.id,
                        second=b.id,
                        why="one test gave them opposite verdicts",
                        declared=False,
                        state=_state(a.id, b.id, verdicts),
                    )
                )
    return tuple(found)


def combine(outcomes: tuple[tuple[Trial, Outcome], ...]) -> tuple[Verdict, str]:
    """Join the tests of one statement by the last of RULES; a test that speaks against is turned round.

    Returns
    -------
    The verdict and the reason, in one line.

    References
    ----------
    Own: the last sentences of `decide.RULES`.
    """
    turned = [_turn(test, outcome.verdict) for test, outcome in outcomes]
    yes, no, n = turned.count("supported"), turned.count("contradicted"), len(turned)
    why = "; ".join(outcome.why for _, outcome in outcomes)
    if yes and no:
        return "mixed", f"{yes} of {n} tests for, {no} against: {why}"
    if 2 * yes > n:
        open_ = [
            test for (test, _), verdict in zip(outcomes, turned, strict=True) if test.key and verdict != "supported"
        ]
        return ("cannot tell", f"the test that must hold is undecided: {why}") if open_ else ("supported", why)
    if 2 * no > n:
        return "contradicted", why
    if yes or no:
        return "cannot tell", f"only {yes + no} of {n} tests decided: {why}"
    return ("cannot tell" if "cannot tell" in turned else "untested"), why


def _speaks_for(test: Trial, outcome: Outcome) -> bool | None:
    """Whether an outcome speaks for its statement (True), against it (False), or for neither (None)."""
    return {"supported": True, "contradicted": False}.get(_turn(test, outcome.verdict))


def _asks(spec: Spec) -> bool:
    return any(test.kind == "answered" for test in spec.tests)


def _decided(
    spec: Spec,
    sources: Sources,
    handed: Mapping[str, Statement],
    passages: Mapping[str, tuple[tuple[str, Coding], ...]],
    base: int,
) -> Statement:
    outcomes = []
    for k, test in enumerate(spec.tests):
        if test.kind == "handed":
            outcomes += [(replace(test, ids=(name,)), _handed(name, handed)) for name in test.ids]
        else:
            rng = np.random.default_rng([base, zlib.crc32(spec.id.encode()), k])
            outcomes.append((test, decide(test, sources, rng=rng)))
    verdict, why = combine(tuple(outcomes))
    found = replace(
        _statement(spec, verdict, why, outcomes, passages),
        verdicts=firm(outcomes, combine),
        settle=settle(outcomes, combine),
    )
    ids = [name for test in spec.tests for name in test.ids if name in handed]
    if not ids:
        return found
    one = handed[ids[-1]]
    return replace(
        found, probability=one.probability, low=one.low, high=one.high, rests_on=one.rests_on, shares=one.shares
    )


def _handed(name: str, handed: Mapping[str, Statement]) -> Outcome:
    if name not in handed:
        return Outcome(verdict="untested", why=f"{name} was not computed in this run")
    one = handed[name]
    item = Evidence(
        kind="model",
        ref=f"result:{name}",
        text=f"{name}: {one.verdict}" + ("" if one.probability is None else f", probability {one.probability:.2f}"),
        value=one.probability,
        low=one.low,
        high=one.high,
        unit="probability" if one.probability is not None else "",
    )
    return Outcome(verdict="cannot tell" if one.verdict == "mixed" else one.verdict, why=item.text, evidence=(item,))


def _answered(
    spec: Spec,
    sources: Sources,
    known: Mapping[str, Statement],
    passages: Mapping[str, tuple[tuple[str, Coding], ...]],
) -> Statement:
    """Answer a question: it has no truth, but a section that answers it and statements under it."""
    asked = [test for test in spec.tests if test.kind == "answered"]
    under = [name for test in asked for name in test.ids]
    done = [name for name in under if name in known and known[name].verdict in DECIDED]
    sections = ", ".join(repr(test.label) for test in asked)
    leaned = "; ".join(f"{name} {known[name].verdict}" for name in under if name in known)
    why = f"a question, answered in {sections}"
    if under:
        why += f": {len(done)} of {len(under)} statements under it decided ({leaned})"
    items = tuple(e for test in asked for q in test.show if (e := show(q, sources)) is not None)
    blank = (
        Trial(kind="answered", label=sections, ids=tuple(under)),
        Outcome(verdict="supported", why=why, evidence=items),
    )
    return replace(
        _statement(spec, "untested", why, [blank], passages),
        completion=completion(under, known, bool(items)),
        sections=tuple(part.strip() for test in asked for part in test.label.split(";")),
    )


def _statement(
    spec: Spec,
    verdict: Verdict,
    why: str,
    outcomes: list[tuple[Trial, Outcome]],
    passages: Mapping[str, tuple[tuple[str, Coding], ...]],
) -> Statement:
    for_: list[Evidence] = []
    against: list[Evidence] = []
    for test, outcome in outcomes:
        side = _speaks_for(test, outcome)
        if side is None:
            for_ += [replace(item, text=f"undecided: {item.text}") for item in outcome.evidence]
        else:
            (for_ if side else against).extend(outcome.evidence)
    for_, against = _opened(for_), _opened(against)
    for_ += _listed(spec.codes_for, passages)
    against += _listed(spec.codes_against, passages)
    return Statement(
        id=spec.id,
        kind=spec.kind,
        text=spec.text,
        who=spec.works,
        test="; ".join(describe(test) for test in spec.tests),
        verdict=verdict,
        why=why,
        passages=tuple(p.id for p in spec.passages),
        for_=tuple(for_),
        against=tuple(against),
        table=spec.table,
        row=spec.row,
        column=spec.column,
    )


def _opened(items: Iterable[Evidence]) -> list[Evidence]:
    """Give each state of a mean or a ratio of states a line of its own, so that its rows can be opened."""
    found = []
    for item in items:
        name, _, rest = item.ref.partition(":")
        states, colon, tail = rest.partition(":")
        first, *others = states.split("+") if item.kind == "row" else (states,)
        found.append(replace(item, ref=f"{name}:{first}{colon}{tail}") if others else item)
        found += [
            Evidence(kind="row", ref=f"{name}:{state}{colon}{tail}", text=f"the same, rows of {state}")
            for state in others
        ]
    return found


def _turn(test: Trial, verdict: Verdict) -> Verdict:
    if test.side == "for" or verdict not in ("supported", "contradicted"):
        return verdict
    return "contradicted" if verdict == "supported" else "supported"


def _by_code(corpus: Corpus, register: Register) -> dict[str, tuple[tuple[str, Coding], ...]]:
    """Codings by code, each with its work; passages of our own demonstrations are not among them."""
    works = {str(card["id"]): str(card.get("work") or card["id"]) for card in corpus.documents if "id" in card}
    found: dict[str, list[tuple[str, Coding]]] = {}
    for coding in corpus.codings:
        file = coding.passage.document
        short = register.work(file)
        found.setdefault(coding.code, []).append((short if short != file else works.get(file, file), coding))
    return {code: tuple(sorted(items, key=_place)) for code, items in found.items()}


def _place(item: tuple[str, Coding]) -> tuple[str, str, int]:
    return item[0], item[1].passage.document, item[1].passage.start


def _listed(codes: Iterable[str], passages: Mapping[str, tuple[tuple[str, Coding], ...]]) -> list[Evidence]:
    """One line for each work and layer: the same work counts once, however often it says a thing."""
    groups: dict[tuple[str, Layer], dict[str, tuple[str, Coding]]] = {}
    for code in codes:
        for work, coding in passages.get(code, ()):
            groups.setdefault((work, coding.layer), {}).setdefault(coding.passage.id, (code, coding))
    listed = []
    for (work, layer), found in sorted(groups.items()):
        ordered = sorted((c.passage for _, c in found.values()), key=lambda p: (p.document, p.start, p.stop))
        first = ordered[0]
        said = sorted({code for code, _ in found.values()})
        words = f": {first.paraphrase}" if first.paraphrase else ""
        listed.append(
            Evidence(
                kind="passage",
                ref=first.id,
                text=f"{len(found)} passage(s) of work {work} coded {', '.join(said)}; the first{words or ' is cited'}",
                layer=layer,
                refs=tuple(p.id for p in ordered),
            )
        )
    return listed


def _credited(hypothesis: Statement, register: Register) -> Statement:
    """Give a hypothesis handed in the words of the texts that it tests."""
    for spec in register.specs:
        if any(hypothesis.id in test.ids for test in spec.tests if test.kind == "handed"):
            passages = hypothesis.passages or tuple(p.id for p in spec.passages)
            return replace(hypothesis, passages=passages, who=hypothesis.who or spec.works)
    return hypothesis


def _state(first: str, second: str, verdicts: Mapping[str, Verdict]) -> str:
    a, b = verdicts.get(first, "untested"), verdicts.get(second, "untested")
    if a == b == "supported":
        return "both are supported by their tests: a tension that the tests do not settle"
    if a == b == "contradicted":
        return "both are contradicted by their tests"
    for name, here, there in ((first, a, b), (second, b, a)):
        if here == "supported":
            return f"the tests side with {name} (the other: {there})"
    for name, here, there in ((first, a, b), (second, b, a)):
        if here == "contradicted":
            return f"the tests speak against {name} (the other: {there})"
    return f"open: {first} {a}, {second} {b}"
