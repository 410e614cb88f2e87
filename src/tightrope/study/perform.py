"""What each step does: hands a room the values it takes; no mathematics of its own."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tightrope.catalog.shelf import declared
from tightrope.core.alignment import Standing
from tightrope.core.calendar import Event
from tightrope.core.coding import Corpus
from tightrope.core.document import Document, digest
from tightrope.core.effect import Pathways, Pressure, Survival, SyntheticCase
from tightrope.core.errors import CoverageError, EvidenceError
from tightrope.core.panel import Inputs
from tightrope.core.scenario import Sketch
from tightrope.core.statement import Statement
from tightrope.core.theory import RoleRow
from tightrope.data import join
from tightrope.data.states import states
from tightrope.study.holdings import reference
from tightrope.study.spec import Study
from tightrope.study.store import cache_folder

if TYPE_CHECKING:
    from tightrope.evidence.ingest import Received
    from tightrope.explain.case.learned import Learned
    from tightrope.measure.assess import Measured
    from tightrope.study.case.hand import Tracing

Values = Mapping[str, Any]
APART_DRAWS = 60
JOBS = 2


def inputs(study: Study, values: Values) -> Inputs:
    """Open the panel, keeping only the tie indicators that the study names."""
    from tightrope.study.partial import applied

    found = applied(reference.load(study.triad, study.period, folder=values["panel"]), study.domains, study.without)
    if study.indicators is None:
        return found
    drop = {v.name for v in found.ties.variables if v.role == "tie" and v.name not in study.indicators}
    return replace(found, ties=join.without(found.ties, frozenset(drop)))


def measured(study: Study, values: Values) -> Measured:
    """Measure where every state stands."""
    from tightrope.measure.assess import measure

    return measure(
        _older_first(values["inputs"]), triad=study.triad, period=study.period, draws=study.draws,
        rng=_rng(study, "measured"), comparison=study.compare,
        names={code: s.name for code, s in states().items()}, domains=study.domains,
    )  # fmt: skip


def states_table(study: Study, values: Values) -> dict[str, Any]:
    """Lay out every measured state by year."""
    from tightrope.study.every import every

    m: Measured = values["measured"]
    return every(m.alignment, m.standing, as_of=m.position.as_of)


def curve(study: Study, values: Values) -> dict[str, Any]:
    """Measure the focal state's tilt by every other recipe."""
    from tightrope.measure.curve.run import curve as cook

    return cook(_older_first(values["inputs"]), values["measured"].position)


def causes(study: Study, values: Values) -> dict[str, Any]:
    """Split the variance of the latest tilt, and leave out each series, source and domain."""
    from tightrope.measure.causes import causes as split

    m: Measured = values["measured"]
    return split(
        _older_first(values["inputs"]), m.shared, m.position, weights=m.alignment.weights,
        method=values["curve"].get("method", 0.0), rng=_rng(study, "causes"),
    )  # fmt: skip


def apart(study: Study, values: Values) -> Standing:
    """Measure standing without arms and aid, for equations whose outcomes are falls of arms or aid."""
    from tightrope.explain.rows import ARMS_AND_AID
    from tightrope.measure.assess import standing_of

    found = _older_first(values["inputs"])
    bare = replace(found, ties=join.without(found.ties, ARMS_AND_AID))
    return standing_of(bare, triad=study.triad, draws=APART_DRAWS, rng=_rng(study, "apart"), domains=study.domains)


def _older_first(inputs: Inputs) -> Inputs:
    """Return inputs whose ties are measured once: where an older series of the same thing speaks, it alone does."""
    return replace(inputs, ties=join.older_first(inputs.ties))


def events(study: Study, values: Values) -> tuple[Event, ...]:
    """Read the dated events."""
    from tightrope.explain.chronology import load_events

    return load_events(study.chronology) if study.chronology else ()


def corpus(study: Study, values: Values) -> Corpus:
    """Code the documents at hand, or open the locator codings that the study carries."""
    from tightrope.evidence.codebook import load_codebook
    from tightrope.evidence.corpus import build_corpus
    from tightrope.evidence.gazetteer import load_gazetteer

    received = documents(study)
    powers = (study.triad.powers[0].code, study.triad.powers[1].code)
    found = build_corpus(
        codebook=load_codebook(declared("codebooks")[study.codebook]),
        gazetteer=load_gazetteer(declared("gazetteer").values(), focal=study.triad.focal.code, powers=powers),
        documents=received.documents if received else None,
        locators=study.codings,
        own=_own(values["events"]),
        cards=cards(study),
    )
    refused = tuple(f"Not read: {file.why}." for file in received.refused) if received else ()
    noticed = tuple(f"{d.id}: {note}." for d in received.documents for note in d.notes) if received else ()
    found = replace(found, notes=(*found.notes, *refused, *noticed))
    if study.review is None:
        return found
    from tightrope.study.review.applied import applied

    return applied(found, study.review, documents=received.documents if received else ())


def themes(study: Study, values: Values) -> dict[str, Any] | None:
    """Gather the themes of the documents, None where there are none."""
    from tightrope.study.themes.build import of_study

    if not values["corpus"].codings:
        return None
    received = documents(study)
    return of_study(study, values["corpus"], received.documents if received else None)


def checked(study: Study, values: Values) -> dict[str, Any] | None:
    """Hold what the texts at hand claim against the panel and the chronology, None where no text is at hand."""
    received = documents(study)
    if received is None:
        return None
    from tightrope.study.claims.part import part_of

    return part_of(received.documents, values["inputs"], values["events"], focal=study.triad.focal.code)


def cards(study: Study) -> dict[str, dict[str, str]]:
    """Return what the study says of each document: file name -> its card."""
    from tightrope.evidence.corpus import load_cards

    return load_cards(study.documents) if study.documents else {}


def documents(study: Study) -> Received | None:
    """Read the documents handed in for a run, of any format, None if there are none; what was read before is kept.

    The environment may say how many are read at once (TIGHTROPE_JOBS) and by which joblib backend (TIGHTROPE_BACKEND).

    Raises
    ------
    EvidenceError : none of them can be read.
    """
    from tightrope.evidence.ingest import receive

    if not study.texts:
        return None
    received = receive(
        study.texts, cards=cards(study), cache=cache_folder() / "documents",
        jobs=int(os.environ.get("TIGHTROPE_JOBS") or JOBS), backend=os.environ.get("TIGHTROPE_BACKEND") or "threading",
    )  # fmt: skip
    if not received.documents:
        why = received.refused[0].why
        raise EvidenceError(f"holds no document that can be read; {why}", where=str(study.texts))
    return received


def register(study: Study, values: Values) -> int:
    """Read the register of statements before anything is measured, so that a fault in it costs nothing."""
    from tightrope.explain.register import load_register

    return len(load_register(study.claims).specs) if study.claims else 0


def theories(study: Study, values: Values) -> dict[str, Any]:
    """Load the theories that the study names, draw each, and refuse a clue file that does not fit them."""
    from tightrope.explain.theories.drawing import draw
    from tightrope.study.case.hand import linked_of
    from tightrope.study.theories.held import sources_of, theories_of

    loaded = theories_of(study)
    linked_of(study, loaded)  # before anything is measured, so that a fault in it costs nothing
    cited = sources_of(study) if study.references is not None else {}
    return {"theories": loaded, "drawings": {theory.name: draw(theory) for theory in loaded}, "sources": cited}


def roles(study: Study, values: Values) -> tuple[RoleRow, ...]:
    """Give each source row one role an equation, and refuse an overlap."""
    from tightrope.study.theories.roles import roles as table

    loaded = values["theories"]["theories"]
    return table(values["inputs"], loaded, optional=study.optional_filters, file=study.file.name)


def synthetic(study: Study, values: Values) -> tuple[SyntheticCase, ...]:
    """Set the state after each declared shock beside a mix of states that it did not touch."""
    from tightrope.explain.synthetic.cases import synthetic as compare
    from tightrope.study.shocks.held import shocks_of

    shocks = shocks_of(study)
    ties = _older_first(values["inputs"])
    return compare(ties, shocks, focal=study.triad.focal.code, seed=study.seed) if shocks else ()


def pressure(study: Study, values: Values) -> Pressure:
    """Measure the rivalry of the two powers."""
    from tightrope.explain.pressure import pressure as factor

    return factor(values["inputs"], rng=_rng(study, "pressure"))


def hypotheses(study: Study, values: Values) -> tuple[Statement, ...]:
    """Test H1 and H2 as registered."""
    from tightrope.explain.hypotheses import hypotheses as test

    m: Measured = values["measured"]
    return test(
        values["inputs"], m.standing, m.position, values["pressure"], rng=_rng(study, "hypotheses"),
        apart=values["apart"],
    )  # fmt: skip


def rivals(study: Study, values: Values) -> dict[str, Any]:
    """Set the theories against each other and against the naive baselines."""
    from tightrope.study.theories.scored import rivals as score

    m: Measured = values["measured"]
    return score(
        values["inputs"], m.standing, values["pressure"], values["theories"]["theories"], last=m.position.as_of,
        rng=_rng(study, "rivals"),
    )  # fmt: skip


def pathways(study: Study, values: Values) -> Pathways | None:
    """Fit how pressure reaches ties and results; None where the panel does not allow it."""
    from tightrope.explain.pathways.result import pathways as follow

    m: Measured = values["measured"]
    try:
        return follow(
            values["inputs"], m.standing, values["pressure"], m.position.state, rng=_rng(study, "pathways"),
            apart=values["apart"], last=m.position.as_of, optional=study.optional_filters,
        )  # fmt: skip
    except CoverageError:
        return None


def survival(study: Study, values: Values) -> Survival | None:
    """Count how long states stayed in two-sided engagement; None where no state ever stood there."""
    from tightrope.outlook.horizon import FIRST_YEAR
    from tightrope.outlook.horizon import survival as count

    m: Measured = values["measured"]
    stands = {"floors": m.standing, **m.standing_by}
    start = max(FIRST_YEAR, study.period.start) if study.period.stop > FIRST_YEAR else study.period.start
    try:
        return count(
            stands[study.reading], study.triad.focal.code, years=study.years, rng=_rng(study, "survival"), start=start,
            as_of=m.position.as_of,
            alternatives={name: stand for name, stand in stands.items() if name != study.reading},
        )  # fmt: skip
    except CoverageError:
        return None


def record(study: Study, values: Values) -> dict[str, Any]:
    """Read the record of all states: counts, a model of competing exits, its backtest; or why there is none."""
    from tightrope.outlook.record.result import record as read
    from tightrope.study.record import hand

    m: Measured = values["measured"]
    stands = {"floors": m.standing, **m.standing_by}
    try:
        return read(
            stands[study.reading], study.triad.focal.code,
            powers=(study.triad.powers[0].code, study.triad.powers[1].code),
            covariates=hand.covariates(values["inputs"], m.standing, values["pressure"]),
            rng=_rng(study, "record"), comparison=study.compare, years=study.years, as_of=m.position.as_of,
            neutral=hand.neutral(values["inputs"], m), events=values["events"],
            alternatives={name: stand for name, stand in stands.items() if name != study.reading},
        )  # fmt: skip
    except CoverageError as error:
        return {"record": None, "backtest": None, "why": error.what}


def sketch(study: Study, values: Values) -> Sketch:
    """Compute the game with assumed parameters."""
    from tightrope.outlook.sketch import sketch as compute

    return compute()


def ledger(study: Study, values: Values) -> tuple[Statement, ...]:
    """Hold every statement of the register against passages, rows and events."""
    from tightrope.explain.ledger import ledger as hold

    if study.claims is None:
        return tuple(values["hypotheses"])
    m: Measured = values["measured"]
    return hold(
        study.claims, values["inputs"], m.position, m.standing, values["corpus"], values["events"],
        values["pressure"], values["hypotheses"], values["survival"], rng=_rng(study, "ledger"),
    )  # fmt: skip


def case(study: Study, values: Values) -> Learned | str:
    """Put the graph of neoclassical realism on every measured state, and ask it of the focal one."""
    from tightrope.explain.case.learned import learned

    m: Measured = values["measured"]
    return learned(
        values["inputs"], m.standing, values["pressure"], study.triad.focal.code, as_of=m.position.as_of,
        rng=_rng(study, "case"),
    )  # fmt: skip


def traced(study: Study, values: Values) -> Tracing:
    """Weigh every proposition of the theories by the clues that remain, and hold them against each other."""
    from tightrope.study.case.hand import trace

    return trace(study, values)


def report(study: Study, values: Values) -> dict[str, Any]:
    """Compose report.json."""
    from tightrope.explain.ledger import contradictions
    from tightrope.report.compose import compose
    from tightrope.study.every import latest
    from tightrope.study.partial import part_of
    from tightrope.study.themes.build import summary

    m: Measured = values["measured"]
    split = values["causes"]
    stands = replace(m.position, recipes=values["curve"], uncertainty=split["shares"], causes=split)
    drawn = values["theories"]
    clashes = contradictions(study.claims, values["ledger"]) if study.claims else ()
    themes = summary(values["themes"]) if values["themes"] else None
    return compose(
        contradictions=clashes,
        study={
            "name": study.name, "title": study.title, "part": part_of(study.domains, study.without),
            "focal": study.triad.focal.code,
            "powers": [p.code for p in study.triad.powers],
            "period": {"start": study.period.start, "stop": study.period.stop, "step": study.period.step},
            "seed": study.seed, "reading": study.reading,
        },
        names={code: s.name for code, s in states().items()},
        inputs=values["inputs"], alignment=m.alignment, position=stands, standing=m.standing,
        pressure=values["pressure"], corpus=values["corpus"], events=values["events"], theories=drawn["theories"],
        theory_svgs=drawn["drawings"], sources=drawn["sources"] or None, rivals=values["rivals"], roles=values["roles"],
        pathways=values["pathways"], synthetic=values["synthetic"], case=values["case"], traced=values["traced"],
        hypotheses=values["hypotheses"], ledger=(*values["ledger"], *values["traced"].statements),
        survival=values["survival"], record=values["record"], sketch=values["sketch"],
        manifest=values["manifest"], targets_note="",
        themes=themes, checked=values["checked"],
        states=latest(values["states"], m.position.as_of),
    )  # fmt: skip


def _own(found: tuple[Event, ...]) -> tuple[Document, ...]:
    """Return our chronology as a document of our own: a demonstration that counts nowhere."""
    if not found:
        return ()
    text = "\n\n".join(f"{event.title}. {event.text}" for event in found)
    return (Document(id="chronology", sha256=digest(text), text=text, title="Our chronology", own=True),)


def _rng(study: Study, name: str) -> np.random.Generator:
    """Return the stream of a step: keyed by the seed and the step's name, never shared."""
    return np.random.default_rng([study.seed, zlib.crc32(name.encode())])


def panel_folder(panel: str | Path | None) -> Path:
    """Return the folder of the panel meant by "shipped" (or None), "local" or a path."""
    if panel in (None, "shipped"):
        return reference.SHIPPED
    return reference.local_folder() if panel == "local" else Path(panel or "")
