"""Plausible small values of every room, made up: what the report's own tests are fed."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from tightrope.core.actor import State, Triad
from tightrope.core.alignment import Alignment, Position, Series, Standing, TurningPoint
from tightrope.core.calendar import Event, Period
from tightrope.core.coding import Coding, Corpus, Relation, Reliability
from tightrope.core.document import Passage, digest
from tightrope.core.effect import Amount, Pathways, Pressure, Spell, Survival, Way
from tightrope.core.effect import Path as Slope
from tightrope.core.panel import Inputs, Panel, Ties, Variable
from tightrope.core.scenario import Sketch
from tightrope.core.statement import Evidence, Statement
from tightrope.core.theory import Channel, Construct, Duel, Edge, Proposition, Rivals, RoleRow, Theory
from tightrope.outlook.record.result import record as read_record

sys.path.insert(0, str(Path(__file__).parent))
import case_values

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" role="img" aria-labelledby="title">'
    '<title id="title">a graph</title>'
    '<defs><marker id="tip"/></defs><path d="M0,0L9,9" marker-end="url(#tip)"/></svg>'
)
PERIOD = Period(start=1971, stop=2024)
YEARS = PERIOD.years
STATES = ("BGD", "IDN", "PAK", "VNM")
AS_OF = 2022
LABELS = (
    "estrangement",
    "alignment with first",
    "alignment with second",
    "limited alignment with first",
    "limited alignment with second",
    "two-sided engagement, level",
    "two-sided engagement, leaning to first",
    "two-sided engagement, leaning to second",
)
NAMES = {
    "PAK": "Pakistan",
    "USA": "United States",
    "CHN": "China",
    "BGD": "Bangladesh",
    "IDN": "Indonesia",
    "VNM": "Vietnam",
}
TRIAD = Triad(
    focal=State(code="PAK", name="Pakistan", since=1947),
    powers=(State(code="USA", name="United States", since=1816), State(code="CHN", name="China", since=1860)),
)


def curve(start, stop, wide, *, wave=0.0, gap=()):
    x = np.linspace(0, 1, len(YEARS))
    mean = start + (stop - start) * x + wave * np.sin(9 * x)
    for year in gap:
        mean[YEARS.index(year)] = np.nan
    return Series(mean=mean, low=mean - wide, high=mean + wide)


def variable(name, label, **kwargs):
    base = {
        "unit": "share",
        "role": "tie",
        "higher": "closer",
        "family": name,
        "sources": (name + "_source",),
        "first": 1971,
        "last": 2024,
    }
    return Variable(name=name, label=label, **(base | kwargs))


def inputs():
    variables = (
        variable("arms_share", "Share of arms deliveries", domain="security", paired=True, cites=("caldara2022",)),
        variable("arms_share_5y", "Share of arms deliveries, five years", role="context", domain="security"),
        variable("import_share_itpd", "Share of goods imports", domain="economic", paired=True),
        variable("un_kappa", "Agreement in UN votes beyond chance", domain="diplomatic", paired=True),
    )
    values = np.full((len(STATES), len(YEARS), 2, len(variables)), np.nan)
    x = np.linspace(0, 1, len(YEARS))
    values[2, 5:, 0, 0], values[2, 5:, 1, 0] = (0.6 - 0.55 * x)[5:], (0.3 + 0.5 * x)[5:]
    values[2, 5:, 0, 1], values[2, 5:, 1, 1] = (0.6 - 0.55 * x)[5:], (0.3 + 0.505 * x)[5:]
    values[2, 29:46, :, 2] = 0.12
    values[2, :, 1, 3] = 0.4 + 0.2 * x
    values[2, :, 0, 3] = 0.1 - 0.1 * x
    seen = np.where(np.isfinite(values), 0, 1).astype(np.int8)
    ties = Ties(
        values=values,
        coverage=seen,
        error=np.full(values.shape, np.nan),
        period=PERIOD,
        states=STATES,
        powers=("USA", "CHN"),
        variables=variables,
    )

    def panel(states, named):
        block = np.full((len(states), len(YEARS), len(named)), 0.5)
        return Panel(
            values=block,
            coverage=np.zeros(block.shape, np.int8),
            error=np.full(block.shape, np.nan),
            period=PERIOD,
            states=states,
            variables=named,
        )

    return Inputs(
        ties=ties,
        series=panel(STATES, (variable("growth", "Growth of GDP", role="filter", unit="%"),)),
        system=panel(("WORLD",), (variable("geopolitical_risk", "Geopolitical risk", role="pressure"),)),
        absent={
            "foreign reserves": "IMF, International Financial Statistics",
            "joint exercises": "a register (https://example.org/a/very/long/address/that/does/not/fit/a/narrow/screen/at/all/exercises.csv)",
        },
    )


def position():
    domains = {
        "security": {
            "tilt": curve(-0.2, 0.6, 0.12, wave=0.1),
            "tie_first": curve(0.6, 0.2, 0.1),
            "tie_second": curve(0.4, 0.8, 0.1),
        },
        "economic": {
            "tilt": curve(-0.3, 0.02, 0.15),
            "tie_first": curve(0.6, 0.5, 0.1),
            "tie_second": curve(0.3, 0.52, 0.1),
        },
        "diplomatic": {
            "tilt": curve(0.3, 0.35, 0.1),
            "tie_first": curve(0.4, 0.3, 0.1),
            "tie_second": curve(0.7, 0.7, 0.1),
        },
        "societal": {
            "tilt": Series(
                mean=np.full(len(YEARS), np.nan), low=np.full(len(YEARS), np.nan), high=np.full(len(YEARS), np.nan)
            )
        },
    }
    x = np.linspace(0, 1, len(YEARS))[:, None]
    early = np.array([0.01, 0.2, 0.02, 0.3, 0.05, 0.22, 0.15, 0.05])
    late = np.array([0.01, 0.01, 0.06, 0.01, 0.55, 0.06, 0.01, 0.29])
    chance = (1 - x) * early + x * late
    chance[AS_OF - 1971 + 1 :] = np.nan
    inside = chance[:, 5:].sum(axis=1)
    return Position(
        state="PAK",
        powers=("USA", "CHN"),
        years=YEARS,
        as_of=AS_OF,
        series={
            "tilt": curve(-0.2, 0.35, 0.08, wave=0.05),
            "engagement": curve(0.45, 0.55, 0.05),
            "autonomy": curve(0.7, 0.45, 0.08),
            "autonomy_use": curve(0.5, 0.2, 0.1, gap=(1985,)),
            "hedging": curve(0.4, 0.5, 0.1),
            "tie_first": curve(0.6, 0.39, 0.06, wave=0.08, gap=(1985,)),
            "tie_second": curve(0.4, 0.68, 0.06, wave=0.05, gap=(1985,)),
            "dependence_first": curve(0.5, 0.1, 0.05),
            "dependence_second": curve(0.15, 0.58, 0.06),
            "arms_dependence_second": curve(0.2, 0.7, 0.0),
        },
        domains=domains,
        classes=LABELS,
        probability=chance,
        overlays={"neutrality": np.linspace(0.4, 0.05, len(YEARS))},
        inside=inside,
        readings={
            "security": {"tilt": curve(-0.1, 0.6, 0.1)},
            "paired": {"tilt": curve(-0.2, 0.3, 0.1)},
            "all": {"tilt": curve(-0.2, 0.35, 0.08)},
            "equidistance": {"inside": curve(0.6, 0.2, 0.1)},
            "utility": {"inside": curve(0.6, 0.7, 0.1)},
        },
        asymmetry={"economic": curve(0.5, 1.5, 0.3)},
        linkage={"mean": 0.1, "low": -0.1, "high": 0.3},
        turning_points=(
            TurningPoint(
                year=1990,
                probability=0.83,
                tie="security:USA",
                direction=-1,
                events=("pressler",),
                initiator="first",
                mode="withdrawn",
            ),
            TurningPoint(year=2002, probability=0.7, tie="economic:USA", direction=1),
        ),
        recipes={
            "n": 24,
            "agree": 17,
            "agree_share": 0.71,
            "n_class": 24,
            "agree_classes": 16,
            "agree_class": 0.66,
            "n_list": 20,
            "agree_lists": 8,
            "agree_list": 0.4,
            "tilt": 0.2,
            "side": "engaged",
            "broken_by": "without: arms_share",
            "families": {"without: arms_share": {"agree": 3, "agree_share": 0.5, "tilt": 0.1, "n": 6}},
            "decides": {"normalization": 0.4, "weights": 0.1, "aggregation": 0.2, "votes": 0.1, "together": 0.2},
            "ranks": {"low": 120, "high": 180, "states": 190, "cells": 27},
            "by_year": {
                "years": [2022, 2023],
                "n": [24, 24],
                "agree": [20, 17],
                "n_class": [24, 24],
                "agree_classes": [18, 16],
            },
            "kinds": ["normalization", "weights", "aggregation", "votes", "without"],
            "rows": [
                f"rank | domains alike | {how} | as declared | {drop} | {tilt:.4f} | engaged | unknown"
                for how, drop, tilt in (
                    ("median", "arms_share", -0.1),
                    ("arithmetic", "none", 0.1),
                    ("geometric", "domain security", 0.3),
                )
            ],
        },
        causes={
            "parts": {"missing": 0.004, "measurement": 0.003, "published": 0.001, "noise": 0.002},
            "left_out": [
                {
                    "kind": kind,
                    "name": name,
                    "tilt": tilt,
                    "tilt_low": None if tilt is None else tilt - 0.1,
                    "tilt_high": None if tilt is None else tilt + 0.1,
                    "engagement": None if tilt is None else 0.6,
                    "engagement_low": None if tilt is None else 0.5,
                    "engagement_high": None if tilt is None else 0.7,
                    "inside": inside,
                    "labels": {},
                    "shift": None if tilt is None else tilt - 0.2,
                    "shift_inside": None if inside is None else inside - 0.6,
                }
                for kind, name, tilt, inside in (
                    ("nothing", "", 0.2, 0.6),
                    ("series", "arms_share", 0.05, 0.8),
                    ("source", "sipri_arms", 0.05, None),
                    ("domain", "economic", None, None),
                )
            ],
        },
        uncertainty={"missing": 0.4, "measurement": 0.3, "weights": 0.2, "method": 0.1},
        thresholds={"floor_first": 0.36, "floor_second": 0.34, "ceiling": 0.5, "arms_ceiling": 0.4},
        by_reading={"all": chance, "security": chance[:, ::-1]},
        sensitivity={
            "rows": [
                {"floor": 1 / 3, "ceiling": c, "level": 0.2, "moved": m, "probability": row, "inside": row[5:].sum()}
                for c, m, row in ((0.95, "", late), (0.975, "ceiling", early))
            ],
            "cells": 27,
            "inside_low": 0.3,
            "inside_high": 0.6,
            "same_label": 20,
        },
        needs={
            "economic": {
                "state_first": curve(0.3, 0.1, 0.02),
                "state_second": curve(0.1, 0.2, 0.02),
                "first_state": curve(0.01, 0.004, 0.001),
                "asymmetry_first": curve(3.0, 3.5, 0.2),
            }
        },
        unmeasured={"societal": "not measured, no series of either power's need of it"},
        beyond={
            "trade": {
                "tilt": curve(-0.3, 0.2, 0.02),
                "expected": curve(-0.2, 0.5, 0.1),
                "net": curve(-0.1, -0.4, 0.15),
                "net_peers": curve(-0.1, -0.3, 0.1, gap=(1985,)),
            }
        },
        gravity={"trade": {"coefficients": {"log distance": {"value": -0.7, "error": 0.1}}, "rows": 900, "states": 90}},
        correlations={"room and use": {"mean": 0.1, "low": -0.2, "high": 0.4, "n": 40.0}},
    )


def standing(rng):
    shape = (20, len(STATES), len(YEARS))
    return Standing(
        states=STATES,
        period=PERIOD,
        labels=LABELS,
        label=rng.integers(0, 8, shape).astype(np.int8),
        inside=rng.integers(0, 2, shape).astype(np.int8),
        tilt=np.tile(np.array([[-0.1], [0.05], [0.3], [-0.2]]), (1, len(YEARS))),
        engagement=np.tile(np.array([[0.45], [0.5], [0.53], [0.6]]), (1, len(YEARS))),
    )


def alignment(rng):
    shape = (len(STATES), len(YEARS), 4, 2)
    ties = np.zeros(shape) + np.array([-0.13, 0.53])
    return Alignment(
        draws=(np.zeros((2, 100, 1, *shape[1:])) + ties[2] + 0.25 * rng.normal(size=(2, 100, 1, 1, 4, 2))).astype(
            np.float32
        ),
        drawn=("PAK",),
        mean=ties,
        low=ties - 0.4,
        high=ties + 0.4,
        observed=np.ones(shape, bool),
        states=STATES,
        period=PERIOD,
        triad=TRIAD,
        weights=np.full(4, 0.25),
        loadings={},
        diagnostics={},
    )


def passage(words="We said that the ties pay.", *, quote=True):
    return Passage(
        document="a.txt",
        start=10,
        stop=10 + len(words),
        sha256=digest(words),
        quote=words if quote else "",
        paraphrase="The author holds that both ties pay.",
    )


def corpus(*, opened=True):
    said = passage(quote=opened)
    return Corpus(
        documents=(
            {"id": "a.txt", "title": "An essay", "work": "essay", "words": 900, "vantage": "PAK", "kind": "essay"},
            {
                "id": "b.txt",
                "title": "The same essay, abstract",
                "work": "essay",
                "words": 90,
                "vantage": "PAK",
                "kind": "abstract",
            },
        ),
        codings=(
            Coding(passage=said, code="balancing", coder="rules", kind="proposed", rule="balance"),
            Coding(passage=said, code="economic_needs", coder="rules", kind="proposed", rule="needs"),
        ),
        relations=(Relation(passage=said, relation="focal-US", polarity="cooperation", coder="rules"),),
        reliability=Reliability(
            coders=("rules",),
            codes=("balancing",),
            alpha=(None,),
            low=(None,),
            high=(None,),
            passages=1,
            note="one machine coder: no reliability",
        ),
        opened=opened,
        vantage=(("PAK", 1),),
        absent_voices=("CHN", "USA", "IND"),
    )


def events():
    base = {"precision": "year", "actors": ("PAK", "USA"), "domain": "security"}
    return (
        Event(
            id="pressler",
            date="1990-10-01",
            title="Aid suspended under the Pressler amendment",
            text="The certificate was not given.",
            sign_first=-1,
            sign_second=0,
            initiator="first",
            mode="withdrawn",
            source="record.csv",
            locator="row 12",
            **base,
        ),
        Event(
            id="cpec",
            date="2015-04-20",
            title="Corridor agreements signed",
            text="A set of projects was agreed.",
            sign_first=0,
            sign_second=1,
            initiator="second",
            mode="offered",
            source="record.csv",
            locator="row 40",
            **base,
        ),
        Event(
            id="rumor",
            date="2018",
            title="A reported quarrel",
            text="Known only generally.",
            sign_first=-1,
            sign_second=0,
            initiator="first",
            mode="coerced",
            source="unverified",
            **base,
        ),
        Event(
            id="later",
            date="2025-07-31",
            title="A trade deal announced",
            text="Tariffs were set.",
            sign_first=1,
            sign_second=0,
            initiator="first",
            mode="offered",
            source="page.html",
            locator="paragraph 3",
            **base,
        ),
    )


def ledger():
    row = Evidence(
        kind="row",
        ref="arms_share:PAK:2018-2022",
        text="Share of arms deliveries (CHN), mean 2018-22",
        value=0.78,
        low=0.7,
        high=0.86,
        unit="share",
    )
    said = Evidence(kind="passage", ref=passage().id, text="2 passage(s) of work essay coded balancing; the first: so.",
                    layer="argument", refs=(passage().id, "a.txt:90-99"))  # fmt: skip
    moved = Evidence(kind="event", ref="event:cpec", text="Corridor agreements signed, 2015")
    tally = Evidence(kind="event", ref="result:chronology", text="4 events in the chronology")
    cells = [
        Statement(
            id=f"{table}.{k}",
            kind="cell",
            text=f"The text's own statement of row {k} of {table}.",
            who=("a.txt",),
            test="slope",
            verdict=verdict,
            why=why,
            passages=(passage().id,),
            for_=f,
            against=a,
            table=table,
            row=row_name,
            column=column,
        )
        for table in ("T1", "T2", "T3", "T4")
        for k, (verdict, why, f, a, row_name, column) in enumerate(
            (
                ("supported", "the slope is above zero", (row, said), (), "security", "United States"),
                ("contradicted", "the slope is below zero", (), (row,), "security", "China"),
                ("mixed", "rows disagree", (row,), (moved, tally), "economic", "United States"),
                ("untested", "not measured: pull the register of exercises", (), (), "economic", "China"),
            )
        )
    ]
    extra = [
        Statement(
            id="claim.pays",
            kind="claim",
            text="Both ties pay.",
            who=("a.txt",),
            test="growth after",
            verdict="cannot tell",
            why="fewer than two benefit series",
        ),
        Statement(
            id="debate.last",
            kind="debate",
            text="Can it last, or do the choices reduce to one?",
            who=("a.txt",),
            test="survival at ten years",
            verdict="mixed",
            why="the record allows both",
            for_=(row,),
            against=(moved,),
            verdicts=("contradicted", "mixed"),
            settle=("survival at ten years: undecided; held, the verdict would be supported, failed, contradicted",),
        ),
        Statement(
            id="rec.trade",
            kind="recommendation",
            text="Sell more to the United States.",
            who=("a.txt",),
            test="a lever",
            verdict="untested",
            why="levers are not computed yet",
        ),
    ]
    return (*cells, *extra)


def hypotheses():
    row = Evidence(
        kind="model",
        ref="result:hypothesis.H1.panel",
        text="Share of the pair in explained variance",
        value=0.62,
        low=0.5,
        high=0.7,
    )
    common = {"kind": "hypothesis", "who": ("tightrope",), "rests_on": "panel only; the prior is flat"}
    return (
        Statement(
            id="H1.panel",
            text="Security and economic interests are the main forces.",
            test="share above one half with chance .8",
            verdict="supported",
            why="the pair's share is above one half",
            for_=(row,),
            probability=0.86,
            low=0.8,
            high=0.92,
            **common,
        ),
        Statement(
            id="H1.state",
            text="Security and economic interests are the main forces.",
            test="the same, one state",
            verdict="cannot tell",
            why="one state is one case",
            **common,
        ),
        Statement(
            id="H2.panel",
            text="Balanced well, gain is up and risk is down.",
            test="within-state, lagged",
            verdict="cannot tell",
            why="fewer than two risk series",
            **common,
        ),
    )


def theory():
    return Theory(
        name="neoclassical_realism",
        label="Neoclassical realism",
        summary="Rivalry presses; needs, fears and institutions bend it.",
        constructs=(
            Construct(name="rivalry", label="Rivalry", role="pressure"),
            Construct(name="tie", label="Tie", role="tie"),
        ),
        edges=(
            Edge(
                cause="rivalry",
                effect="tie",
                sign="-",
                mechanism="a price is put on the other tie",
                cites=("caldara2022",),
            ),
        ),
        propositions=(Proposition(name="p1", statement="Pressure bends less where capacity is high."),),
        cites=("caldara2022",),
    )


def duel(model, form, test, ahead, outcome, difference, verdict="tie"):
    return Duel(
        model=model, form=form, test=test, ahead=ahead, outcome=outcome, log_score=1.2, crps=0.012,
        difference=difference, error=0.0 if model == "ar1" else 6.0, error_states=5.0, predictions=900, late=200,
        late_difference=difference / 4, bar="ar1", over_bar=difference, bar_error=6.0, verdict=verdict,
    )  # fmt: skip


def rivals():
    """Two theories: one better in regions left out, one told apart from nothing; a random walk far behind."""
    tests = (("regions", 1), ("ahead", 1), ("ahead", 3), ("ahead", 5))
    duels = []
    for outcome in ("headline", "tilt", "votes"):
        for test, ahead in tests:
            far = "better" if (test, outcome) == ("regions", "headline") else "tie"
            duels += [
                duel("ar1", "baseline", test, ahead, outcome, 0.0),
                duel("random_walk", "baseline", test, ahead, outcome, -400.0, "worse"),
                duel("neoclassical_realism", "strict", test, ahead, outcome, 31.0 if far == "better" else 2.0, far),
                duel("neoclassical_realism", "soft", test, ahead, outcome, 1.0),
                duel("hedging", "strict", test, ahead, outcome, -3.0),
            ]
    return Rivals(
        models=("neoclassical_realism", "hedging", "ar1", "random_walk"),
        duels=tuple(duels),
        weights={"regions 1": {"neoclassical_realism": (0.7, 0.4, 0.9), "hedging": (0.2, 0.0, 0.4),
                               "ar1": (0.1, 0.0, 0.3), "random_walk": (0.0, 0.0, 0.1)}},
        columns={"pressure x capacity": ("pressure times institutional capacity", 0.9)},
        absent={"igo.gap": "the panel has no such series"},
        sets={"neoclassical_realism": {"engagement": {"pressure x capacity": "+"}}, "hedging": {"engagement": {}}},
        origins=(2008, 2013, 2018), regions=(("PAK", "IND"), ("VNM",)), first=1990, last=2023, states=150,
        freedom=3.0, boosted=False,
        moderation={"difference": 12.0, "error": 9.0, "verdict": "not told apart"},
        mediation={"resolved": 0.0, "tested": 8.0, "verdict": "not found"},
        paths=(Channel(kind="moderation", filter="capacity", outcome="engagement", mean=0.005, low=0.003, high=0.007,
                       resolved=True),
               Channel(kind="to tie", filter="capacity", outcome="tilt", mean=-0.007, low=-0.009, high=-0.005,
                       resolved=True)),
        notes=("gradient boosting was not run",),
    )  # fmt: skip


@cache
def record():
    """Return the record of an invented panel, read as a run reads it."""
    rng = np.random.default_rng(5)
    label = np.full((40, 54), 5)
    for t in range(1, 54):
        move = rng.random(40)
        out = np.where(move < 0.06, 1, np.where(move < 0.09, 2, 5))
        label[:, t] = np.where(label[:, t - 1] >= 5, out, np.where(move < 0.15, 5, label[:, t - 1]))
    names = ("estrangement", *(f"{kind} with {p}" for kind in ("alignment", "limited alignment") for p in "AB"))
    labels = (*names, *(f"two-sided engagement, {lean}" for lean in ("level", "leaning to A", "leaning to B")))
    flat, drawn = np.zeros(label.shape), np.repeat(label[None], 12, axis=0).astype(np.int8)
    stand = Standing(
        states=("PAK", *(f"S{u:02d}" for u in range(39))), period=Period(start=1971, stop=2024), labels=labels,
        label=drawn, inside=(drawn >= 5).astype(np.int8), tilt=flat, engagement=flat,
    )  # fmt: skip
    return read_record(
        stand, "PAK", powers=("USA", "CHN"), covariates={"pressure": rng.standard_normal(label.shape)}, rng=rng,
        comparison=("S01", "S02"), as_of=2023, alternatives={"utility": stand},
    )  # fmt: skip


def survival():
    return Survival(
        years=(1, 3, 5, 10),
        mean=np.array([0.88, 0.7, 0.58, 0.41]),
        low=np.array([0.85, 0.64, 0.5, 0.3]),
        high=np.array([0.91, 0.76, 0.66, 0.5]),
        spells=214.0,
        state_years=2310.0,
        exits=130.0,
        ways_out={
            "limited alignment with second": {"mean": 0.48, "low": 0.4, "high": 0.56},
            "alignment with first": {"mean": 0.3, "low": 0.2, "high": 0.4},
        },
        inside_now=0.36,
        time_to_return={"within_1": 0.2, "within_5": 0.55, "exits_followed": 120.0},
        like_this={"state_years": 120.0, "followed": 111.0, "left_within_five": 49.0},
        focal_spells=(Spell(state="PAK", start=1980, stop=1989, exit="alignment with second", probability=0.6),),
    )


def pressure():
    x = np.linspace(0.3, 0.8, len(YEARS))
    return Pressure(
        years=YEARS,
        mean=x,
        low=x - 0.1,
        high=np.minimum(x + 0.1, 1),
        components={"economic rivalry": ("powers_trade_share_usa",), "technological competition": ()},
        counts=np.full(len(YEARS), 4.0),
        widened=(2021, 2022),
        loadings={"powers_trade_share_usa": 0.7},
    )


def sketch():
    grid = np.linspace(0, 1.2, 40)
    return Sketch(
        status="illustrative",
        threshold={"analytic": 0.61247, "map": 0.61247},
        statics={"a larger nuclear floor": 0.7},
        branch=np.column_stack([grid, np.where(grid < 0.61247, 0.0, np.sqrt(np.maximum(grid - 0.61247, 0)))]),
        parameters={"kappa": 1.0},
        notes=("no number of a state enters",),
    )


def roles():
    return (
        RoleRow(
            equation="H1",
            variable="arms_share",
            construct="security tie",
            role="tie",
            source="arms_share_source",
            dyad="PAK-CHN",
            lag=0,
            first=1971,
            last=2024,
            measured=True,
        ),
        RoleRow(
            equation="H1",
            variable="reserves",
            construct="needs",
            role="filter",
            source="IMF",
            dyad="",
            lag=1,
            first=0,
            last=0,
            measured=False,
            note="not measured",
        ),
    )


def every_state():
    """Return the states table of the as-of year: each leans further to the second power than the one before."""
    rows = []
    for state, tilt in zip(STATES, (-0.3, 0.05, 0.15, 0.4), strict=True):
        row = {"state": state, "name": NAMES[state], "domains": 3, "inside": 0.5, "probability": [0.125] * 8}
        for name, mean in (("tilt", tilt), ("engagement", 0.5), ("dependence", 0.2)):
            row |= {name: mean, f"{name}_low": mean - 0.1, f"{name}_high": mean + 0.1}
        rows.append(row)
    return {"year": AS_OF, "labels": list(LABELS), "rows": rows}


def pathways():
    """Return a made-up fit: one slope and one lasting effect resolved, the others not."""

    def amount(estimate, half, resolved):
        return Amount(estimate=estimate, low=estimate - half, high=estimate + half, resolved=resolved, detectable=0.1)

    def path(cause, effect, estimate, half, resolved=False, kind="edge", bends=""):
        name = f"path.{'_x_'.join(p for p in (cause, bends) if p)}.{effect}".replace(" ", "_")
        return Slope(
            id=name, cause=cause, effect=effect, kind=kind, bends=bends, amount=amount(estimate, half, resolved),
            n=3000, shocks=27, hidden_by=0.12 if resolved else 0.0, confounded={"+0.00": estimate},
            left_out={"low": estimate - 0.01, "high": estimate + 0.01, "year": 2003.0}, open_paths=("what is in none",),
        )  # fmt: skip

    def way(cause, effect, estimate, half, resolved=False, name="total", whose="average state"):
        found = amount(estimate, half, resolved)
        return Way(cause=cause, effect=effect, way=name, years=20, whose=whose, amount=found)

    return Pathways(
        state="PAK", first=1996, last=2023, states=152, state_years=4104, shocks=27, independent=3.8, rule="A rule.",
        paths=(
            path("pressure", "needs", 0.01, 0.03), path("pressure", "tie_first", -0.02, 0.05),
            path("needs", "tie_first", 0.2, 0.05, resolved=True), path("needs", "tie_second", 0.01, 0.05),
            path("pressure", "tie_first", 0.01, 0.04, kind="moderation", bends="needs"),
            path("clarity", "tie_second", -0.01, 0.03, kind="moderation", bends="perceptions"),
            path("tie_first", "regional stability", 0.03, 0.02),
            path("needs", "regional stability", -0.2, 0.08, resolved=True),
        ),
        ways=(
            way("needs", "regional stability", -0.5, 0.2, resolved=True),
            way("needs", "regional stability", -0.5, 0.2, resolved=True, whose="PAK"),
            way("needs", "tie_second", 0.1, 0.2),
            way("pressure, at the state's exposure", "tie_first", -0.1, 0.3, whose="PAK"),
            way("pressure, at the state's exposure", "tie_first", -0.1, 0.2, name="through needs", whose="PAK"),
        ),
        placebo={"needs": {"estimate": 0.0, "low": -0.1, "high": 0.1, "passed": 1.0}},
        signal={"tie_first": 0.17, "tie_second": 0.21}, scale={"tie_first": 0.04, "tie_second": 0.07}, exposure=0.1,
        rival="IND", observed={"needs": 0.8}, rows={"needs": ("external_debt_gni",)},
        absent={"public_opinion": "no series"}, clarity=("agreement",), r_hat=1.02, draws=280, notes=("few shocks",),
    )  # fmt: skip


def everything(**changes):
    """Return the arguments of `compose`, with what a test changes."""
    rng = np.random.default_rng(7)
    whole = {
        "study": {
            "name": "made-up",
            "title": "A made-up study",
            "focal": "PAK",
            "powers": ["USA", "CHN"],
            "period": {"start": 1971, "stop": 2024, "step": "year"},
            "seed": 1,
        },
        "names": NAMES,
        "inputs": inputs(),
        "alignment": alignment(rng),
        "position": position(),
        "standing": standing(rng),
        "pressure": pressure(),
        "corpus": corpus(),
        "events": events(),
        "theories": (theory(), replace(theory(), name="hedging", label="Hedging")),
        "rivals": {"rivals": rivals(), "why": ""},
        "theory_svgs": {"neoclassical_realism": DRAWING, "hedging": DRAWING},
        "roles": roles(),
        "hypotheses": hypotheses(),
        "ledger": ledger(),
        "survival": survival(),
        "record": record(),
        "sketch": sketch(),
        "pathways": pathways(),
        "manifest": {
            "inputs": [
                {
                    "name": "arms_share",
                    "kind": "indicator",
                    "label": "Share of arms",
                    "sha256": "cd" * 32,
                    "coverage": [1971, 2024],
                },
                {
                    "name": "arms_share_source: table.parquet",
                    "kind": "source file",
                    "label": "A register of arms",
                    "url": "https://example.org/arms",
                    "sha256": "ab" * 32,
                    "version": "2025",
                    "license": "derived only (license unverified)",
                    "citation": ["caldara2022"],
                    "coverage": [1971, 2024],
                },
            ],
            "code": {"name": "tightrope", "version": "0.1.0"},
            "parameters": {"draws": 200},
            "outputs": [],
        },
        "targets_note": "",
        "states": every_state(),
        "case": case_values.learned(),
        "traced": case_values.tracing(),
        "contradictions": (
            SimpleNamespace(
                first="claim.pays",
                second="debate.last",
                why="A tie that pays is no tie to give up.",
                declared=True,
                state="open: claim.pays cannot tell, debate.last mixed",
            ),
        ),
    }
    return whole | changes


def nothing():
    """Return the arguments of `compose` with every part that may be None."""
    whole = everything()
    return {k: (v if k in ("study", "names", "targets_note", "contradictions") else None) for k, v in whole.items()}
