"""Invented claims against a panel made by hand: the test is named without a value, then decided as stated."""

import csv
import hashlib
import io
from dataclasses import replace

import numpy as np
import pytest

from tightrope.core.calendar import Event, Period
from tightrope.core.document import Document
from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable
from tightrope.study.claims.check import VERDICTS, check, look_up, named, read, tally
from tightrope.study.claims.looking import Found, combined
from tightrope.study.claims.naming import held
from tightrope.study.claims.table import COLUMNS, as_csv, clash_lines, lines, rules

PERIOD = Period(start=1985, stop=2024)
YEARS = np.arange(1985, 2025)
N = len(YEARS)
STATES = ("IND", "PAK")


def variable(name, last=2024):
    return Variable(name=name, label=name, unit="u", role="tie", higher="more", family=name, first=1985, last=last)


def covered(values):
    return np.where(np.isfinite(values), int(Coverage.OBSERVED), int(Coverage.MISSING)).astype(np.int8)


def panel(columns, states):
    values = np.stack([np.broadcast_to(v, (len(states), N)) for v in columns.values()], axis=-1).astype(float)
    return Panel(values=values, coverage=covered(values), error=np.full(values.shape, np.nan), period=PERIOD,
                 states=states, variables=tuple(variable(n) for n in columns))  # fmt: skip


@pytest.fixture(scope="module")
def inputs():
    """Pakistan: arms from China 0.8 since 2010; US aid ends after 1990; exports to China rise, to the US stay at .6."""
    names = ("arms_share_5y", "official_finance", "export_share_itpd", "sanctions", "un_identical", "finance_fall")
    ties = np.full((2, N, 2, len(names)), np.nan)
    pak = ties[1]
    pak[:, 1, 0] = np.where(YEARS < 2010, 0.4, 0.8)
    pak[:, 0, 0] = 0.1
    pak[:, 0, 1] = np.where(YEARS <= 1990, 2.0, 0.05)
    pak[:, 0, 2] = 0.6
    pak[:, 1, 2] = np.linspace(0.01, 0.2, N)
    pak[:, 0, 3] = np.where((YEARS >= 1998) & (YEARS <= 2001), 1.0, 0.0)
    pak[:, 1, 3] = 0.0
    pak[:, 0, 4], pak[:, 1, 4] = 0.2, 0.9
    pak[:, 0, 5] = np.where(YEARS == 1991, 1.0, 0.0)
    made = Ties(values=ties, coverage=covered(ties), error=np.full(ties.shape, np.nan), period=PERIOD, states=STATES,
                powers=("USA", "CHN"), variables=tuple(variable(n) for n in names))  # fmt: skip
    series = panel({"growth": np.full(N, 4.0), "battle_deaths": np.full(N, 1000.0),
                    "terror_deaths": np.where(YEARS <= 2009, 500.0, np.nan),
                    "export_hhi_itpd": np.full(N, 0.4)}, STATES)  # fmt: skip
    both = np.array(["PAK", "IND"], dtype=object)
    pairs = {name: {"state": both, "other": both[::-1], "year": np.array([1999, 1999]), "value": np.ones(2)}
             for name in ("disputes", "rivalry")}  # fmt: skip
    system = panel({"powers_rivalry": np.ones(N)}, ("WORLD",))
    return Inputs(ties=made, series=series, system=system, pairs=pairs, absent={"Arms by value": "a source"})


def event(name, date, title, *, signs=(1, 0), source="book", actors=("PAK", "USA")):
    return Event(id=name, date=date, precision="year", title=title, text="", actors=actors, domain="security",
                 sign_first=signs[0], sign_second=signs[1], initiator="first", mode="offered", source=source,
                 locator="page 1")  # fmt: skip


EVENTS = (
    event("marvik", "2004", "The Marvik Agreement is signed"),
    event("halt", "2011", "Washington suspends its aid", signs=(-1, 0)),
    event("own", "2015", "The Tolden Accord is signed", source="a.txt"),
)


def document(*sentences, date="2024"):
    text = "A title\n\n" + "\n\n".join(f"{s} It was a long year for all of them." for s in sentences) + "\n"
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Document(id="a.txt", sha256=sha, text=text, date=date)


def verdicts(sentence, inputs, topic=None):
    found = check((document(sentence),), inputs, EVENTS)
    if topic is not None:
        found = tuple(c for c in found if topic in (c.folded.claim.topic, c.folded.claim.root, c.folded.claim.event))
    assert found, sentence
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "topic", "verdict"),
    [
        ("China supplied 81 percent of Pakistan's arms imports in 2020-24.", "arms", "supported"),
        ("Pakistan voted with China in the General Assembly in 2010-2020.", "votes", "supported"),
        ("Pakistan voted with the United States in the General Assembly in 2010-2020.", "votes", "contradicted"),
        ("Pakistan attacked India in 1999.", "ASSAULT", "supported"),
        ("Pakistan attacked India in 2003.", "ASSAULT", "untestable"),
        ("China supplied 72 percent of Pakistan's arms imports in 2020-24.", "arms", "mixed"),
        ("China supplied 30 percent of Pakistan's arms imports in 2020-24.", "arms", "contradicted"),
        ("China did not supply 81 percent of Pakistan's arms imports in 2020-24.", "arms", "contradicted"),
        ("Pakistan's exports to China rose between 2000 and 2016.", "exports", "supported"),
        ("Pakistan's exports to China fell between 2000 and 2016.", "exports", "contradicted"),
        ("The United States is the largest export market of Pakistan.", "exports", "supported"),
        ("China is the largest export market of Pakistan.", "exports", "contradicted"),
        ("The United States stopped aid to Pakistan in 1990.", "aid", "supported"),
        ("The United States stopped aid to Pakistan in 2005.", "aid", "mixed"),
        ("The United States suspended aid to Pakistan.", "aid", "supported"),
        ("The United States imposed sanctions on Pakistan in 1998.", "SANCTION", "supported"),
        ("China imposed sanctions on Pakistan in 1998.", "SANCTION", "contradicted"),
        ("Economic growth in Pakistan was 4 percent in 2005-2010.", "growth", "supported"),
        ("Economic growth in Pakistan was 9 percent in 2005-2010.", "growth", "contradicted"),
        ("Some 20,000 people were killed in Pakistan between 2001 and 2010.", "deaths", "supported"),
        ("More than 9,000 people were killed in Pakistan between 2001 and 2010.", "deaths", "supported"),
        ("Fewer than 900 people were killed in Pakistan between 2001 and 2010.", "deaths", "mixed"),
        ("More than 9,000 people were killed in Pakistan.", "deaths", "untestable"),
        ("Some 900,000 people were killed in Pakistan between 2001 and 2010.", "deaths", "mixed"),
        ("The Marvik Accord of 2004 was a surprise.", "marvik agreement", "supported"),
        ("The Marvik Accord of 2007 was a surprise.", "marvik agreement", "contradicted"),
        ("The Tolden Accord of 2015 was a surprise.", "tolden agreement", "untestable"),
        ("The United States punished Pakistan and cut its ties with Pakistan in 2011.", "SANCTION", "supported"),
        ("The United States should stop aid to Pakistan in 2030.", "aid", "untestable"),
        ("Brazil praised Norway in 2011.", "SUPPORT", "untestable"),
    ],
)
def test_verdicts(sentence, topic, verdict, inputs):
    found = verdicts(sentence, inputs, topic)
    assert found.verdict == verdict, (found.why, [t.text for t in found.tests])
    assert found.why


def test_every_decided_claim_has_a_row_or_an_event(inputs):
    text = document("China supplied 81 percent of Pakistan's arms imports in 2020-24.",
                    "The Marvik Accord of 2004 was a surprise.", "Brazil praised Norway.")  # fmt: skip
    found = check((text,), inputs, EVENTS)
    assert {c.verdict for c in found} == {"supported", "untestable"}
    for c in found:
        assert (c.verdict == "untestable") or c.evidence
        assert c.statement().test
    refs = [item.ref for c in found for item in c.evidence]
    assert "indicator:arms_share_5y:PAK:CHN:2020-2024" in refs
    assert "event:marvik" in refs


def test_the_test_is_named_without_a_value(inputs):
    """Panels with the same declared series and other values name the same tests, and then decide otherwise."""
    docs = (document("China supplied 81 percent of Pakistan's arms imports in 2020-24."),)
    empty = replace(inputs, ties=replace(inputs.ties, values=np.where(np.isfinite(inputs.ties.values), 0.3, np.nan)))
    folded = read(docs).folded
    first, second = (named(folded, docs, held(given)) for given in (inputs, empty))
    assert first == second
    assert {"supported"} == {c.verdict for c in look_up(first, inputs, EVENTS)} - {"untestable"}
    assert {"contradicted"} == {c.verdict for c in look_up(second, empty, EVENTS)} - {"untestable"}


def test_a_claim_without_time_is_tested_before_its_text(inputs):
    found = verdicts("The United States is the largest export market of Pakistan.", inputs, "exports")
    assert (found.tests[0].first, found.tests[0].last) == (2015, 2024)
    assert "no time is named" in found.tests[0].text


def test_vague_rank_is_not_tested(inputs):
    found = verdicts("China is one of the largest export markets of Pakistan.", inputs, "exports")
    assert found.verdict == "untestable"
    assert "vaguer" in found.why


def test_one_number_is_of_one_thing(inputs):
    doc = document("China supplied 81 percent of Pakistan's arms imports in 2020-24.")
    assert [c.folded.claim.topic for c in check((doc,), inputs, ())] == ["arms"]


def test_counts_add_up(inputs):
    found = check(
        (document("Brazil praised Norway.", "Brazil praised Norway again.", "Chile should help Peru."),), inputs, ()
    )
    count = tally(found)
    assert count["made"] == count["folded"] + count["counted"]
    assert count["counted"] == sum(count[v] for v in VERDICTS) == len(found)


def test_differing_tests_are_mixed():
    yes, no, none = (Found(verdict=v, why="") for v in ("supported", "contradicted", "untestable"))
    assert combined([yes, no]) == "mixed"
    assert combined([yes, none]) == "supported"
    assert combined([none]) == "untestable"


def test_table_and_lines_hold_no_word_of_the_text(inputs):
    doc = document("China furiously supplied 81 percent of Pakistan's arms imports in 2020-24 (Quillby, 2024).",
                   "The Marvik Accord of 2004 pleased all.", "The Marvik Accord of 2009 pleased all.")  # fmt: skip
    found = check((doc,), inputs, EVENTS)
    table = as_csv(found)
    rows = list(csv.DictReader(io.StringIO(table)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(found)
    printed = "\n".join([*lines(found, untestable=True), *clash_lines(read((doc,)).contradictions), table])
    assert "named: " in printed
    assert "found: supported" in printed
    assert "error  date" in printed
    for word in ("furiously", "Quillby", "pleased"):
        assert word not in printed
    assert "proxy" in rules()
