"""The ledger on inputs made by hand: what was put in must come out, and what is missing must say so."""

from pathlib import Path

import numpy as np
import pytest

from tightrope.core.alignment import Position, Series, Standing, TurningPoint
from tightrope.core.calendar import Event, Period
from tightrope.core.coding import Coding, Corpus, Reliability
from tightrope.core.document import Passage, digest
from tightrope.core.effect import Pressure, Survival
from tightrope.core.errors import EvidenceError, InvalidValue, UnknownName
from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable
from tightrope.core.statement import Statement
from tightrope.explain.decide import Outcome, decide
from tightrope.explain.ledger import combine, contradictions, ledger
from tightrope.explain.quantity import Absent, Sources, read
from tightrope.explain.register import NEEDS, Trial, describe, load_register

PERIOD = Period(start=1980, stop=2019)
YEARS = np.arange(1980, 2020)
N = len(YEARS)
STATES = ("AFG", "IND", "PAK")


def variable(name, **more):
    return Variable(name=name, label=name.replace("_", " "), unit="share", role="tie", higher="closer", family=name,
                    first=1980, last=2019, **more)  # fmt: skip


def covered(values):
    return np.where(np.isfinite(values), int(Coverage.OBSERVED), int(Coverage.MISSING)).astype(np.int8)


def panel(columns, states, period=PERIOD):
    names = sorted(columns)
    values = np.stack([np.broadcast_to(columns[n], (len(states), len(period))) for n in names], axis=-1).astype(float)
    return Panel(values=values, coverage=covered(values), error=np.full(values.shape, np.nan), period=period,
                 states=states, variables=tuple(variable(n) for n in names))  # fmt: skip


def make_inputs(seed=1):
    rng = np.random.default_rng(seed)
    values = np.full((3, N, 2, 2), np.nan)
    values[2, :, 0, 0] = 0.3 + rng.normal(0, 0.02, N)  # PAK arms from USA: level
    values[2, :, 1, 0] = np.linspace(0.2, 0.8, N) + rng.normal(0, 0.02, N)  # from CHN: rising
    values[1, :, 0, 0] = np.linspace(0.0, 0.3, N)
    values[2, :20, 1, 1] = 0.4  # a source that ends in 1999
    ties = Ties(values=values, coverage=covered(values), error=np.full(values.shape, np.nan), period=PERIOD,
                states=STATES, powers=("USA", "CHN"),
                variables=(variable("arms_share"), variable("finance")))  # fmt: skip
    wars = rng.gamma(2.0, 500.0, N)
    series = panel({"battle_deaths": np.stack([wars, wars * 0, 0.1 * wars + rng.normal(0, 10, N)]),
                    "milex_level": np.array([[1.0], [40.0], [10.0]]),
                    "export_hhi": np.full((3, 1), 0.08)}, STATES)  # fmt: skip
    both = np.array(["PAK"] * 20 + ["IND"] * 20)
    pairs = {"disputes": {"state": both, "other": both[::-1], "year": np.tile(YEARS[::2], 2), "value": np.ones(40)}}
    absent = {"Diplomatic posts": "not shipped: build locally with `tightrope data build --local`",
              "debt owed to China": "International Debt Statistics (https://example.org)"}  # fmt: skip
    system = panel({"powers_kappa": np.linspace(0.5, 0.0, N)[None]}, ("WORLD",))
    return Inputs(ties=ties, series=series, system=system, pairs=pairs, absent=absent)


def flat(value, half=0.05):
    value = np.broadcast_to(np.asarray(value, dtype=float), (N,))
    return Series(mean=value, low=value - half, high=value + half)


def make_position(seed=2):
    rng = np.random.default_rng(seed)
    return Position(
        state="PAK", powers=("USA", "CHN"), years=tuple(YEARS.tolist()), as_of=2019,
        series={"tilt": flat(0.3), "tie_first": flat(rng.normal(0, 0.5, N)), "tie_second": flat(np.linspace(0, 1, N))},
        domains={"security": {"tilt": flat(0.5)}},
        classes=("estrangement", "limited alignment with CHN", "two-sided engagement, level"),
        probability=np.tile([0.05, 0.85, 0.1], (N, 1)), overlays={"neutrality": np.full(N, 0.1)},
        inside=np.full(N, 0.1), readings={"paired": {"tilt": flat(0.2)}}, asymmetry={"economic": flat(1.0)},
        linkage={"mean": 0.1, "low": -0.1, "high": 0.25},
        turning_points=(TurningPoint(year=1990, probability=0.9, tie="security:USA", direction=-1),
                        TurningPoint(year=2001, probability=0.9, tie="economic:USA", direction=-1),
                        TurningPoint(year=2001, probability=0.8, tie="security:USA", direction=1)),
        recipes={}, uncertainty={}, thresholds={},
    )  # fmt: skip


def make_standing():
    tilt = np.stack([np.full(N, np.nan), np.linspace(0.5, -0.5, N), np.full(N, 0.3)])
    inside = np.stack([np.full((4, N), -1), np.ones((4, N)), np.zeros((4, N))], axis=1).astype(np.int8)
    return Standing(states=STATES, period=PERIOD, labels=("a", "b"), label=inside, inside=inside, tilt=tilt,
                    engagement=tilt)  # fmt: skip


def event(name, year, sign, initiator="first", source="book", exclusive=False):
    return Event(id=name, date=str(year), precision="year", title=name, text="", actors=("PAK", "USA"),
                 domain="security", sign_first=sign, sign_second=0, initiator=initiator, mode="withdrawn",
                 source=source, locator="page 1" if source != "unverified" else "",
                 demands_exclusivity=exclusive)  # fmt: skip


EVENTS = (event("cut", 1990, -1), event("halt", 2018, -1), event("rumor", 2018, -1, source="unverified"),
          event("ask", 2001, 1, exclusive=True), event("gift", 2002, 1))  # fmt: skip


def make_survival(low=0.4, mean=0.5, high=0.6):
    return Survival(years=(1, 5, 10), mean=np.array([0.9, 0.7, mean]), low=np.array([0.8, 0.6, low]),
                    high=np.array([0.95, 0.8, high]), spells=30.0, state_years=400.0, exits=20.0, ways_out={},
                    inside_now=0.1, time_to_return={}, like_this={})  # fmt: skip


def make_pressure():
    mean = np.linspace(0.1, 0.9, N)
    return Pressure(years=tuple(YEARS.tolist()), mean=mean, low=mean - 0.02, high=mean + 0.02, components={},
                    counts=np.full(N, 4.0), widened=(), loadings={})  # fmt: skip


def sources(**more):
    parts = {"inputs": make_inputs(), "position": make_position(), "standing": make_standing(), "events": EVENTS,
             "pressure": make_pressure(), "survival": make_survival()} | more  # fmt: skip
    return Sources(**parts)


def verdict(kind, **more):
    return decide(Trial(kind=kind, **more), sources(), rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("level", {"of": "tie:arms_share:USA", "window": (2000, 2019), "expect": "above", "value": 0.2}, "supported"),
        ("level", {"of": "tie:arms_share:USA", "window": (2000, 2019), "expect": "below", "value": 0.2},
         "contradicted"),
        ("slope", {"of": "tie:arms_share:CHN", "window": (1990, 2019), "expect": "rising"}, "supported"),
        ("slope", {"of": "tie:arms_share:CHN", "window": (1990, 2019), "expect": "falling"}, "contradicted"),
        ("slope", {"of": "tie:arms_share:USA", "window": (1980, 2019), "expect": "rising"}, "cannot tell"),
        ("larger", {"of": "tie:arms_share:CHN", "than": "tie:arms_share:USA", "window": (2005, 2019)}, "supported"),
        ("larger", {"of": "tie:arms_share:USA", "than": "tie:arms_share:CHN", "window": (2005, 2019)}, "contradicted"),
        ("change", {"of": "tie:arms_share:CHN", "before": (1980, 1990), "after": (2005, 2019), "expect": "up"},
         "supported"),
        ("volatile", {"of": "position:tie_first", "than": "position:tie_second", "window": (1980, 2019)}, "supported"),
        ("correlation", {"of": "state:battle_deaths", "than": "state:battle_deaths@AFG", "window": (1980, 2019),
                         "expect": "positive"}, "supported"),
        ("correlation", {"of": "world:powers_kappa", "than": "pressure", "window": (1980, 2019), "expect": "negative"},
         "supported"),
        ("probability", {"of": "class:limited", "window": (2019, 2019), "expect": "likely"}, "supported"),
        ("probability", {"of": "inside", "window": (2010, 2019), "expect": "likely"}, "contradicted"),
        ("point", {"of": "survival:5", "expect": "above", "value": 0.5}, "supported"),
        ("point", {"of": "survival:10", "expect": "above", "value": 0.5}, "cannot tell"),
        ("point", {"of": "linkage", "expect": "below", "value": 0.3}, "supported"),
        ("turning", {"of": "position:tie_first", "window": (1989, 1991), "expect": "down"}, "supported"),
        ("turning", {"of": "position:tie_first", "window": (1989, 1991), "expect": "up"}, "contradicted"),
        ("turning", {"of": "position:tie_first", "window": (2014, 2016), "expect": "up"}, "cannot tell"),
        ("turning", {"of": "position:tie_first", "window": (2000, 2002), "expect": "up"}, "cannot tell"),
        ("turning", {"of": "position:security.tie_first", "window": (2000, 2002), "expect": "up"}, "supported"),
        ("turning", {"of": "position:tie_second", "window": (1989, 1991), "expect": "down"}, "cannot tell"),
        ("count", {"of": "events:sign_first=-1", "window": (1980, 2019), "expect": "at least", "value": 2},
         "supported"),
        ("count", {"of": "events:sign_first=-1", "window": (1980, 2019), "expect": "at least", "value": 3},
         "cannot tell"),
        ("count", {"of": "events:exclusive=1", "window": (1980, 2019), "expect": "at most", "value": 0},
         "contradicted"),
        ("count", {"of": "events:initiator=second", "window": (1980, 2019), "expect": "at most", "value": 0},
         "cannot tell"),
        ("partner", {"of": "tie:arms_share:USA", "than": "state:export_hhi", "window": (1980, 2019)}, "supported"),
        ("level", {"of": "state:milex_level@IND / state:milex_level@PAK", "window": (2000, 2019), "expect": "above",
                   "value": 3.0}, "supported"),
        ("slope", {"of": "standing:tilt@IND", "window": (1980, 2019), "expect": "falling"}, "supported"),
        ("level", {"of": "pair:disputes:PAK-IND", "window": (2000, 2014), "expect": "above", "value": 0.2},
         "supported"),
    ],
)  # fmt: skip
def test_a_known_truth_is_found(kind, more, expected):
    outcome = verdict(kind, **more)
    assert outcome.verdict == expected, outcome.why
    if expected in ("supported", "contradicted"):
        assert outcome.evidence
        assert outcome.why


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("tie:posts:USA", "build locally"),
        ("tie:finance:CHN", "observed 1980-1999"),
        ("tie:finance:USA", "not observed"),
        ("state:reserves", "not shipped"),
        ("position:hedging", "not computed"),
        ("tie:arms_share:RUS", "not one of the two powers"),
        ("pair:rivalry:PAK-IND", "not shipped"),
        ("overlay:nothing", "no overlay"),
        ("standing:tilt@AFG", "was not computed"),
    ],
)
def test_what_is_missing_is_untested_and_names_what_to_do(of, words):
    outcome = verdict("level", of=of, window=(2005, 2019), expect="above", value=0.0)
    assert outcome.verdict == "untested"
    assert words in outcome.why
    assert not outcome.evidence


def test_the_source_to_pull_comes_from_the_panel_where_it_knows_one():
    known = verdict("absent", label="debt owed to China", pull="some source")
    assert "International Debt Statistics" in known.why
    assert "some source" in verdict("absent", label="unheard of", pull="some source").why


def test_few_years_decide_nothing():
    outcome = verdict("level", of="tie:arms_share:CHN", window=(2018, 2019), expect="above", value=0.0)
    assert outcome.verdict == "cannot tell"


def test_no_survival_is_untested():
    trial = Trial(kind="point", of="survival:5", expect="above", value=0.5)
    assert decide(trial, sources(survival=None), rng=np.random.default_rng(0)).verdict == "untested"


def test_unverified_events_are_not_counted():
    found = read("events:sign_first=-1", sources())
    assert not isinstance(found, Absent)
    assert [e.id for e in found.events] == ["cut", "halt"]


def test_a_dyad_without_a_row_had_no_dispute():
    found = read("pair:disputes:PAK-IND", sources())
    assert not isinstance(found, Absent)
    assert found.values[:4].tolist() == [1.0, 0.0, 1.0, 0.0]
    assert isinstance(read("pair:disputes:PAK-AFG", sources()), Absent)


def test_an_event_known_from_the_tested_texts_alone_is_not_counted():
    own = (*EVENTS, event("told", 2019, -1, source="one.txt"))
    found = read("events:sign_first=-1", sources(events=own, texts=frozenset({"one.txt"})))
    assert not isinstance(found, Absent)
    assert [e.id for e in found.events] == ["cut", "halt"]


def test_evidence_opens_the_rows_it_rests_on():
    outcome = verdict("level", of="tie:arms_share:CHN", window=(2010, 2019), expect="above", value=0.5)
    item = outcome.evidence[0]
    assert (item.kind, item.ref) == ("row", "arms_share:PAK:CHN:2010-2019")
    assert item.low < item.value < item.high
    assert item.low > 0.5


def test_what_a_series_is_held_against_can_be_opened_too():
    outcome = verdict("larger", of="tie:arms_share:CHN", than="tie:arms_share:USA", window=(2005, 2019))
    assert [e.ref for e in outcome.evidence] == ["arms_share:PAK:CHN:2005-2019", "arms_share:PAK:USA:2005-2019"]


def trial(side="for"):
    return Trial(kind="level", side=side)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("for", "supported"), ("for", "supported")], "supported"),
        ([("for", "supported"), ("for", "contradicted")], "mixed"),
        ([("for", "supported"), ("for", "untested")], "cannot tell"),
        ([("for", "supported"), ("for", "supported"), ("for", "untested")], "supported"),
        ([("for", "supported"), ("against", "supported")], "mixed"),
        ([("against", "supported")], "contradicted"),
        ([("against", "contradicted")], "supported"),
        ([("for", "untested"), ("for", "cannot tell")], "cannot tell"),
        ([("for", "untested")], "untested"),
    ],
)
def test_tests_join_by_the_stated_rule(parts, expected):
    outcomes = tuple((trial(side), Outcome(verdict=v, why="because")) for side, v in parts)
    assert combine(outcomes)[0] == expected


def test_a_test_that_must_hold_can_withhold_support():
    must = Trial(kind="level", key=True)
    parts = [(trial(), "supported"), (trial(), "supported"), (must, "cannot tell")]
    assert combine(tuple((t, Outcome(verdict=v, why="because")) for t, v in parts))[0] == "cannot tell"


REGISTER = """
focal = "PAK"
[files]
"1" = "one.txt"
"2" = "two.txt"
[same]
"2" = "1"
[[statement]]
id = "rise"
kind = "claim"
text = "Chinese arms rise."
who = ["1", "2"]
codes_for = ["arms"]
codes_against = ["doubt"]
passages = [{ at = "1:3-9", sha256 = "HASH" }]
test = [{ kind = "slope", of = "tie:arms_share:CHN", window = [1990, 2019], expect = "rising" }]
[[statement]]
id = "fall"
kind = "claim"
text = "Chinese arms fall."
who = ["2"]
test = [{ kind = "slope", of = "tie:arms_share:CHN", window = [1990, 2019], expect = "falling" }]
[[statement]]
id = "lever"
kind = "recommendation"
text = "Do so."
who = ["1"]
test = [{ kind = "pending", label = "levers" }]
[[statement]]
id = "H1"
kind = "hypothesis"
text = "Drivers."
who = ["1"]
passages = [{ at = "1:3-9", sha256 = "HASH" }]
test = [{ kind = "handed", ids = ["H1.panel"] }]
[[statement]]
id = "ask"
kind = "question"
text = "What?"
who = ["1"]
test = [{ kind = "answered", label = "Where", ids = ["rise", "lever"], show = ["position:tilt", "tie:posts:USA"] }]
[[contradiction]]
first = "rise"
second = "lever"
why = "for the test's sake"
""".replace("HASH", digest("passage"))


@pytest.fixture
def register(tmp_path):
    file = tmp_path / "claims.toml"
    file.write_text(REGISTER, encoding="utf-8")
    return file


def coding(document, start, code, layer="argument"):
    passage = Passage(document=document, start=start, stop=start + 5, sha256=digest("x"), paraphrase="so it says")
    return Coding(passage=passage, code=code, coder="rules", kind="proposed", layer=layer)


def corpus(*codings):
    return Corpus(documents=({"id": "one.txt", "work": "w"},), codings=codings, relations=(), opened=False,
                  reliability=Reliability(coders=(), codes=(), alpha=(), low=(), high=(), passages=0))  # fmt: skip


HANDED = (
    Statement(id="H1.panel", kind="hypothesis", text="t", who=(), test="t", verdict="cannot tell", why="few years",
              probability=0.6, low=0.4, high=0.7, rests_on="mostly the panel"),
)  # fmt: skip
CODED = corpus(coding("one.txt", 10, "arms"), coding("one.txt", 40, "arms"), coding("two.txt", 5, "arms"),
               coding("one.txt", 80, "arms", "report"), coding("one.txt", 90, "doubt"))  # fmt: skip


def run(register, seed=7, text=CODED, **more):
    s = sources(**more)
    return ledger(register, s.inputs, s.position, s.standing, text, s.events, s.pressure, HANDED, s.survival,
                  rng=np.random.default_rng(seed))  # fmt: skip


def test_the_ledger_joins_tests_passages_and_hypotheses(register):
    found = {s.id: s for s in run(register)}
    assert found["rise"].verdict == "supported"
    assert found["rise"].who == ("one.txt",), "two files of one work are one"
    assert found["rise"].passages == ("one.txt:3-9",)
    assert found["fall"].verdict == "contradicted"
    assert found["lever"].verdict == "untested"
    assert found["H1"].verdict == "cannot tell"
    assert (found["H1"].probability, found["H1"].rests_on) == (0.6, "mostly the panel")
    assert found["H1.panel"].passages == ("one.txt:3-9",)
    assert found["ask"].verdict == "untested"
    assert "1 of 2 statements under it decided" in found["ask"].why
    assert [e.ref for e in found["ask"].for_ if e.kind == "model"] == ["result:position.tilt"]


def test_each_state_of_a_mean_or_ratio_can_be_opened(register):
    text = REGISTER.replace('of = "tie:arms_share:CHN"', 'of = "state:milex_level@IND / state:milex_level@PAK"', 1)
    register.write_text(text.replace('kind = "slope"', 'kind = "level", value = 1.0', 1).replace("rising", "above", 1),
                        encoding="utf-8")  # fmt: skip
    rise = next(s for s in run(register) if s.id == "rise")
    assert [e.ref for e in rise.for_ if e.kind == "row"] == ["milex_level:IND:1990-2019", "milex_level:PAK:1990-2019"]


def test_the_same_work_counts_once_and_keeps_its_layer(register):
    rise = next(s for s in run(register) if s.id == "rise")
    passages = [e for e in rise.for_ if e.kind == "passage"]
    assert [e.layer for e in passages] == ["argument", "report"]
    assert passages[0].text.startswith("3 passage(s) of work 1")
    assert passages[0].ref == passages[0].refs[0]
    assert len(set(passages[0].refs)) == 3
    assert [e.kind for e in rise.against] == ["passage"]


def test_passages_decide_nothing(register):
    silent = {s.id: (s.verdict, s.why) for s in run(register, text=corpus())}
    assert silent == {s.id: (s.verdict, s.why) for s in run(register)}


def test_the_same_seed_gives_the_same_ledger_and_a_new_statement_changes_no_other(register):
    first, again = run(register), run(register)
    assert first == again
    rest = REGISTER.replace('id = "fall"', 'id = "fallen"')
    register.write_text(rest, encoding="utf-8")
    assert next(s for s in run(register) if s.id == "rise") == next(s for s in first if s.id == "rise")


def test_deleting_an_input_changes_the_ledger(register):
    inputs = make_inputs()
    bare = Ties(values=inputs.ties.values[..., 1:], coverage=inputs.ties.coverage[..., 1:],
                error=inputs.ties.error[..., 1:], period=PERIOD, states=STATES, powers=("USA", "CHN"),
                variables=inputs.ties.variables[1:])  # fmt: skip
    without = Inputs(ties=bare, series=inputs.series, system=inputs.system, pairs={}, absent=inputs.absent)
    assert next(s for s in run(register, inputs=without) if s.id == "rise").verdict == "untested"


def test_contradictions_are_declared_or_found(register):
    found = contradictions(register, run(register))
    assert [(c.first, c.second, c.declared) for c in found] == [("rise", "lever", True), ("rise", "fall", False)]
    assert "side with rise" in found[0].state


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('kind = "slope"', 'kind = "guess"', UnknownName),
        ('expect = "rising"', 'expect = "nice"', InvalidValue),
        ("tie:arms_share:CHN", "gossip:arms", UnknownName),
        ("window = [1990, 2019], expect", "window = [2019, 1990], expect", InvalidValue),
        ('id = "fall"', 'id = "rise"', InvalidValue),
        ('who = ["2"]', 'who = ["9"]', UnknownName),
        ('at = "1:3-9"', 'at = "one"', InvalidValue),
        ('second = "lever"', 'second = "nobody"', UnknownName),
        ('kind = "claim"', 'kind = "rumor"', InvalidValue),
        (', expect = "rising"', "", InvalidValue),
        ("[files]", "[files", EvidenceError),
    ],
)
def test_a_wrong_register_is_refused_in_one_line(register, old, new, error):
    register.write_text(REGISTER.replace(old, new), encoding="utf-8")
    with pytest.raises(error) as caught:
        load_register(register)
    assert "\n" not in str(caught.value)


def test_every_kind_of_test_can_be_said_in_words():
    for kind in NEEDS:
        assert describe(Trial(kind=kind, of="pressure", than="inside", window=(2000, 2001), ids=("a",)))


def test_a_register_for_other_powers_is_refused(register):
    register.write_text(REGISTER.replace('focal = "PAK"', 'focal = "PAK"\npowers = ["CHN", "USA"]'), encoding="utf-8")
    with pytest.raises(InvalidValue, match="between CHN and USA"):
        run(register)


def test_a_missing_register_says_so():
    with pytest.raises(EvidenceError):
        load_register(Path("nowhere.toml"))
