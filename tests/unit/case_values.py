"""Made values of a case for tests of the report: questions with bounds, two propositions with clues, a matrix."""

from types import SimpleNamespace

from tightrope.core.calendar import Event
from tightrope.core.coding import Corpus, Reliability
from tightrope.core.theory import Clue, Construct, Edge, Proposition, Theory
from tightrope.explain.case.competing import competing
from tightrope.explain.case.found import Holdings
from tightrope.explain.case.learned import Asked, Learned
from tightrope.explain.case.links import Assumption, Link
from tightrope.explain.case.nodes import REGISTERED
from tightrope.explain.case.traced import statement_of, traced

GUN = Clue(name="gun", kind="smoking_gun", code="balancing", if_true=(0.6, 0.8), if_false=(0.05, 0.1), text="A gun.")
HOOP = Clue(name="hoop", kind="hoop", code="balancing", if_true=(0.1, 0.2), if_false=(0.7, 0.8), text="A hoop.")
STRAW = Clue(name="straw", kind="straw", code="hedging", if_true=(0.7, 0.8), if_false=(0.4, 0.5), text="A straw.")


def _theory(name, label, clues):
    return Theory(
        name=name, label=label, summary="s", cites=(), constructs=(Construct(name="x", label="X", role="tie"),),
        edges=(Edge(cause="x", effect="y", sign="+", mechanism="m"),),
        propositions=(Proposition(name="holds", statement=f"{label} holds.", clues=clues),),
    )  # fmt: skip


def learned():
    """Return two questions over all and two of the case, one of them of chains that have not settled."""
    rows = (("effect.needs", "all", 1.0), ("case.needs", "case", 1.3), ("case.mediation", "case", 1.0))
    asked = tuple(
        Asked(name=name, words=f"Asked of {name}", query="kept", level=level, mean=0.4, low=0.2, high=0.6,
              prior_mean=0.5, prior_low=0.3, prior_high=0.7, data=(0.0, 1.0),
              graph=None if name == "case.mediation" else (0.1, 0.3), lighter=0.35, r_hat=r_hat)
        for name, level, r_hat in rows
    )  # fmt: skip
    return Learned(
        nodes=dict(REGISTERED), graph="needs -> kept", cases=300, states=90, periods=(2008, 2013, 2018),
        pressed=(2018,),
        values={"needs": 0.7, "kept": 0.9, "perception": None}, span=(2018, 2022), asked=asked, broken=0.02,
    )  # fmt: skip


def tracing():
    """Return two accounts that share a record, one clue not looked for, and an assumption."""
    theories = [_theory("one", "One theory", (GUN, STRAW)), _theory("two", "Another theory", (HOOP,))]
    events = {
        name: Event(id=name, date="2001", precision="year", title=f"Event {name}", text="t", actors=("PAK",),
                    domain="security", sign_first=0, sign_second=0, initiator="focal", mode="sought", source="book",
                    locator="p. 1")
        for name in ("a", "b")
    }  # fmt: skip
    nobody = Reliability(coders=(), codes=(), alpha=(), low=(), high=(), passages=0)
    corpus = Corpus(documents=(), codings=(), relations=(), reliability=nobody, opened=False)
    held = Holdings(events=events, statements={}, corpus=corpus, texts=frozenset())
    links = [
        Link(theory="one", proposition="holds", clue="gun", events=("a", "b"), sure=(0.8, 0.9), note="It lies there."),
        Link(theory="two", proposition="holds", clue="hoop", events=("b",), sure=(0.8, 0.9)),
    ]
    found = traced(theories, links, held, None)
    statements = tuple(statement_of(one) for one in found)
    assumed = [Assumption(id="events", text="The events are the ones that mattered.", refs=("event:",))]
    return SimpleNamespace(
        traced=found, statements=statements, competing=competing(found, statements, assumed), events=events
    )
