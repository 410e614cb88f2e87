"""The Pakistan register on the shipped panel, before anything is measured from it: rows and events alone."""

import re
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.actor import Triad
from tightrope.core.alignment import Position, Standing
from tightrope.core.calendar import Period
from tightrope.core.coding import Corpus, Reliability
from tightrope.core.effect import Pressure
from tightrope.data.states import states
from tightrope.explain.chronology import load_events
from tightrope.explain.ledger import contradictions, ledger
from tightrope.study.holdings.reference import SHIPPED, load

STUDY = Path(__file__).parents[2] / "studies" / "pakistan"
REGISTER = STUDY / "claims.toml"
REF = re.compile(
    r"[a-z0-9_]+:([A-Z]{3}(-[A-Z]{3})?|WORLD)(:[A-Z]{3})?:\d{4}(-\d{4})?|event:[\w-]+|result:[\w.+-]+|.+\.txt:\d+-\d+"
)
NOTHING = Corpus(documents=(), codings=(), relations=(), opened=False,
                 reliability=Reliability(coders=(), codes=(), alpha=(), low=(), high=(), passages=0))  # fmt: skip


def unmeasured(inputs):
    period = inputs.ties.period
    years, units = period.years, len(inputs.ties.states)
    none, blank = np.full(len(years), np.nan), np.full((units, len(years)), np.nan)
    unknown = np.full((2, units, len(years)), -1, dtype=np.int8)
    position = Position(state="PAK", powers=inputs.ties.powers, years=years, as_of=2023, series={}, domains={},
                        classes=(), probability=np.zeros((len(years), 0)), overlays={}, inside=none, readings={},
                        asymmetry={}, linkage={}, turning_points=(), recipes={}, uncertainty={},
                        thresholds={})  # fmt: skip
    standing = Standing(states=inputs.ties.states, period=period, labels=(), label=unknown, inside=unknown,
                        tilt=blank, engagement=blank)  # fmt: skip
    pressure = Pressure(years=years, mean=none, low=none, high=none, components={}, counts=none, widened=(),
                        loadings={})  # fmt: skip
    return position, standing, pressure


def run(inputs, events):
    position, standing, pressure = unmeasured(inputs)
    return ledger(REGISTER, inputs, position, standing, NOTHING, events, pressure, (), None,
                  rng=np.random.default_rng(3))  # fmt: skip


@pytest.fixture(scope="module")
def inputs():
    if not (SHIPPED / "manifest.json").is_file():
        pytest.skip("the reference panel was not built")
    known = states()
    triad = Triad(focal=known["PAK"], powers=(known["USA"], known["CHN"]))
    return load(triad, Period(start=1950, stop=2024), folder=SHIPPED)


@pytest.fixture(scope="module")
def found(inputs):
    return {s.id: s for s in run(inputs, load_events(STUDY / "chronology.toml"))}


def test_rows_alone_decide_what_rows_can_decide(found):
    assert found["T1.security.second"].verdict == "supported"
    assert found["T1.economic.first"].verdict == "supported"
    assert found["C.largest_market"].verdict == "supported"
    assert found["T1.trend.first"].verdict == "untested"
    assert found["H1"].verdict == "untested"


def test_every_reference_can_be_opened(found):
    for statement in found.values():
        for item in (*statement.for_, *statement.against):
            assert REF.fullmatch(item.ref), (statement.id, item.ref)


def test_every_number_lies_within_its_interval(found):
    for statement in found.values():
        for item in (*statement.for_, *statement.against):
            if item.value is not None:
                assert item.low <= item.value <= item.high, (statement.id, item.text)


def test_one_signing_has_one_date(found):
    pairs = contradictions(REGISTER, tuple(found.values()))
    doha = next(c for c in pairs if c.first == "C.doha_2020")
    assert doha.state == "the tests side with C.doha_2020 (the other: contradicted)"


def test_without_events_nothing_rests_on_events(inputs):
    for statement in run(inputs, ()):
        assert all(item.kind != "event" for item in (*statement.for_, *statement.against))
