"""Clues of a case: what may be weighed, what the theories make of it, accounts side by side."""

import pytest

from tightrope.core.calendar import Event
from tightrope.core.coding import Coding, Corpus, Reliability
from tightrope.core.document import Passage
from tightrope.core.errors import EvidenceError, InvalidValue, UnknownName
from tightrope.core.statement import Evidence, Statement
from tightrope.core.theory import Clue, Construct, Edge, Proposition, Theory
from tightrope.explain.case.competing import competing
from tightrope.explain.case.found import Holdings, look, passed_spans
from tightrope.explain.case.links import Assumption, Link, load_links
from tightrope.explain.case.traced import judge, statement_of, traced

CLUE = Clue(name="gun", kind="smoking_gun", code="needs", if_true=(0.6, 0.8), if_false=(0.05, 0.1), text="A gun.")
STRAW = Clue(name="straw", kind="straw", code="money", if_true=(0.7, 0.7), if_false=(0.4, 0.4), text="A straw.")
EVENTS = ("first", "second", "third")


def theory(name="mine", clues=(CLUE, STRAW)):
    return Theory(
        name=name, label=name.title(), summary="s", cites=(), constructs=(Construct(name="x", label="X", role="tie"),),
        edges=(Edge(cause="x", effect="y", sign="+", mechanism="m"),),
        propositions=(Proposition(name="holds", statement="It holds.", clues=clues),),
    )  # fmt: skip


def event(name, source="a-book", locator="p. 1"):
    return Event(
        id=name, date="2001", precision="year", title=name, text="t", actors=("PAK",), domain="security", sign_first=0,
        sign_second=0, initiator="focal", mode="sought", source=source, locator=locator,
    )  # fmt: skip


def coding(layer, code="needs", start=10):
    passage = Passage(document="a.txt", start=start, stop=start + 20, sha256="0" * 64, quote="", paraphrase="said")
    return Coding(passage=passage, code=code, coder="rules", kind="proposed", layer=layer)


def holdings(*codings, events=None, statements=(), passed=(), texts=frozenset()):
    nothing = Reliability(coders=(), codes=(), alpha=(), low=(), high=(), passages=0)
    corpus = Corpus(documents=(), codings=codings, relations=(), reliability=nothing, opened=False)
    held = {name: event(name) for name in EVENTS} if events is None else {e.id: e for e in events}
    return Holdings(
        events=held, statements={s.id: s for s in statements}, corpus=corpus, texts=texts, passed=tuple(passed)
    )


def link(clue="gun", theory="mine", **more):
    given = {"events": ("first",), "sure": (1.0, 1.0)} | more
    return Link(theory=theory, proposition="holds", clue=clue, **given)


def decided(name="C.x", verdict="supported", kind="claim", passages=(), ref="growth:PAK:2001"):
    item = Evidence(kind="row", ref=ref, text="grew")
    sides = {"for_": (item,)} if verdict == "supported" else {"against": (item,)}
    return Statement(
        id=name, kind=kind, text="it grew", who=("a",), test="t", verdict=verdict, why="w", passages=passages, **sides
    )


def test_arguments_are_never_weighed_however_many():
    found = look(CLUE, None, holdings(*(coding("argument", start=k * 30) for k in range(9))))
    assert found.state == "not looked for"
    assert found.arguments == 9
    asked = look(CLUE, link(events=(), passages=("a.txt:10-30",)), holdings(coding("argument")))
    assert asked.state == "set aside"
    assert "argument" in asked.why


def test_a_report_is_a_clue_once_its_check_passed():
    asked = link(events=(), passages=("a.txt:10-30",))
    assert look(CLUE, asked, holdings(coding("report"))).state == "set aside"
    found = look(CLUE, asked, holdings(coding("report"), passed=[("a.txt", 0, 40)]))
    assert found.state == "seen"
    assert found.items[0].layer == "report"
    assert look(CLUE, asked, holdings(coding("record"))).state == "seen"


def test_a_code_alone_is_no_clue_but_is_offered_to_a_reader():
    found = look(CLUE, None, holdings(coding("record")))
    assert not found.weighed
    assert "a.txt:10-30" in found.why


def test_passed_spans_are_those_of_supported_claims():
    spans = passed_spans(
        [decided(passages=("a.txt:0-40",)), decided("C.y", "contradicted", passages=("b.txt:0-9",))], [("c.txt", 1, 2)]
    )
    assert spans == (("a.txt", 0, 40), ("c.txt", 1, 2))


@pytest.mark.parametrize("other", [event("first", "unverified", ""), event("first", "a.txt", "1-2")])
def test_an_event_without_a_source_of_its_own_is_set_aside(other):
    found = look(CLUE, link(), holdings(events=[other], texts=frozenset({"a.txt"})))
    assert found.state == "set aside"
    assert not found.weighed


def test_a_statement_shows_a_clue_by_its_own_tests():
    asked = link(events=(), statement="C.x")
    assert look(CLUE, asked, holdings(statements=[decided()])).state == "seen"
    assert look(CLUE, asked, holdings(statements=[decided(verdict="contradicted")])).state == "not seen"
    assert look(CLUE, asked, holdings()).state == "undecided"


def test_a_coder_who_guesses_takes_all_weight_from_a_clue():
    found = look(CLUE, link(sure=(0.5, 0.5)), holdings())
    assert found.ends(CLUE.if_true) == pytest.approx((0.5, 0.5))
    surer = look(CLUE, link(sure=(0.5, 1.0)), holdings())
    assert surer.ends(CLUE.if_true) == pytest.approx((0.5, 0.8))


def test_no_clue_leaves_a_proposition_untested_at_its_prior():
    one = traced([theory()], [], holdings(), None)[0]
    assert one.verdict == "untested"
    assert (one.probability, one.low, one.high) == (0.5, 0.25, 0.75)
    assert not statement_of(one).for_


def test_a_smoking_gun_moves_the_odds_by_its_ratio():
    one = traced([theory()], [link()], holdings(), None)[0]
    assert one.probability == pytest.approx(0.7 / 0.775)
    assert one.low == pytest.approx(0.25 * 0.6 / (0.25 * 0.6 + 0.75 * 0.1))
    assert one.verdict == "supported"
    assert statement_of(one).for_[0].ref == "event:first"
    assert statement_of(one).id == "P.mine.holds"


def test_not_seen_counts_only_where_it_was_looked_for():
    one = traced([theory()], [link(seen=False, searched="the archive")], holdings(), None)[0]
    assert one.probability < 0.5
    assert "looked for in the archive" in one.found[0].why


def test_clues_of_one_source_are_flagged_and_widen_the_range():
    links = [link(), link("straw", events=("second",))]
    apart = [event("first"), event("second", "another-book")]
    shared = traced([theory()], links, holdings(), None)[0]
    free = traced([theory()], links, holdings(events=apart), None)[0]
    assert shared.shared == (("gun", "straw"),)
    assert free.shared == ()
    assert shared.probability == pytest.approx(free.probability)
    assert shared.low < free.low


def test_a_declared_dependence_is_not_flagged_and_lowers_the_weight():
    links = [link(), link("straw", events=("second",), depends_on="gun", repeats=0.5)]
    one = traced([theory()], links, holdings(), None)[0]
    assert one.shared == ()
    assert one.probability < traced([theory()], [link(), link("straw")], holdings(), None)[0].probability


def test_what_would_flip_names_the_clues_not_yet_looked_for():
    one = traced([theory(clues=(CLUE, STRAW))], [link("straw", seen=False, searched="x")], holdings(), None)[0]
    assert one.probability < 0.5
    assert ("gun", "if a record showed it") in one.would_flip
    assert ("straw", "found after all") in one.would_flip


@pytest.mark.parametrize(
    ("p", "low", "high", "verdict"),
    [(0.9, 0.6, 1, "supported"), (0.9, 0.4, 1, "cannot tell"), (0.1, 0, 0.4, "contradicted"),
     (0.1, 0, 0.6, "cannot tell"), (0.5, 0.2, 0.8, "cannot tell")],
)  # fmt: skip
def test_the_rule(p, low, high, verdict):
    assert judge(p, low, high) == verdict


def accounts():
    one = theory("one", (Clue(name="c", kind="hoop", code="k", if_true=(0.95, 0.95), if_false=(0.5, 0.5), text="C."),))
    two = theory("two", (Clue(name="d", kind="hoop", code="k", if_true=(0.05, 0.05), if_false=(0.5, 0.5), text="D."),))
    links = [link("c", "one", events=("first", "second")), link("d", "two", events=("second", "third"))]
    return traced([one, two], links, holdings(), None)


def test_one_record_is_one_item_for_all_accounts_that_name_its_code():
    found = competing(accounts(), [], [])
    assert len(found.columns) == 1
    assert found.declared.all()
    assert found.columns[0].refs == ("event:first", "event:second", "event:third")
    assert found.columns[0].diagnosticity == pytest.approx(12.788, abs=0.01)
    assert found.leader == "P.one.holds"


def test_an_item_that_alone_makes_the_leader_turns_the_matter():
    column = competing(accounts(), [], []).columns[0]
    assert column.turns
    assert column.without == ""


def test_no_account_leads_without_standing_apart():
    alike = traced([theory("one"), theory("two")], [link("straw", "one"), link("straw", "two")], holdings(), None)
    found = competing(alike, [], [])
    assert found.leader == ""
    assert set(found.near) == {"P.one.holds", "P.two.holds"}
    assert not competing(traced([theory()], [], holdings(), None), [], []).columns


def test_assumptions_name_the_verdicts_that_fall_and_those_weakened():
    item, other = (Evidence(kind="row", ref=r, text="x") for r in ("growth:PAK:2001", "debt:PAK:2001"))
    half = Statement(id="C.h", kind="claim", text="t", who=("a",), test="t", verdict="supported", why="w",
                     for_=(item, other))  # fmt: skip
    open_ = Statement(id="C.o", kind="claim", text="t", who=("a",), test="t", verdict="cannot tell", why="w",
                      for_=(item,))  # fmt: skip
    found = competing(accounts(), [decided(), half, open_], [Assumption(id="g", text="G.", refs=("growth",))])
    assert found.falls[0].falls == ("C.x",)
    assert found.falls[0].weakened == ("C.h",)


GOOD = """[[clue]]
theory = "mine"
proposition = "holds"
clue = "gun"
events = ["first"]
"""


def test_a_clue_file_is_read_and_entries_of_other_theories_are_passed_over(tmp_path):
    file = tmp_path / "clues.toml"
    file.write_text('focal = "PAK"\n' + GOOD + GOOD.replace("mine", "another"))
    found = load_links(file, [theory()])
    assert found.focal == "PAK"
    assert [one.key for one in found.links] == [("mine", "holds", "gun")]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        (GOOD.replace('"gun"', '"none"'), UnknownName, "no such clue"),
        (GOOD + "sure = [0.2, 0.9]\n", InvalidValue, "sure"),
        (GOOD.replace('events = ["first"]', ""), InvalidValue, "names nothing"),
        (GOOD + "seen = false\n", InvalidValue, "no place searched"),
        (GOOD + 'depends_on = "straw"\n', InvalidValue, "belong together"),
        (GOOD + 'depends_on = "none"\nrepeats = 0.5\n', UnknownName, "depend on"),
        (GOOD + "weight = 3\n", UnknownName, "unknown key"),
        (GOOD + GOOD, InvalidValue, "two entries"),
        ("clues = 1\n", UnknownName, "unknown key"),
        ('[[assumption]]\nid = "a"\n', InvalidValue, "assumption"),
        ("not toml", EvidenceError, "cannot be read"),
    ],
)
def test_a_faulty_clue_file_is_refused_with_its_place(tmp_path, text, error, says):
    file = tmp_path / "clues.toml"
    file.write_text(text)
    with pytest.raises(error, match=says) as caught:
        load_links(file, [theory()])
    assert "clues.toml" in str(caught.value)
