"""Three invented papers with faults planted by hand: every fault that a detector is for is found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document, digest
from tightrope.evidence.audit.audit import audit
from tightrope.evidence.audit.voices import load_publishers
from tightrope.evidence.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer(declared("gazetteer").values())
PUBLISHERS = load_publishers(declared("publishers").values())
PAPERS = Path(__file__).parent / "papers"
PLANTED = {
    "planted_author_year.txt": [
        ("unresolved", "Cranes and Dorn (2012)"),
        ("no-such-day", "31 February 2003"),
        ("unresolved", "Hale (2009)"),
        ("after-the-work", "2023"),
        ("later-source", "Fenn, G. (2020). Trade winds. Routledge."),
        ("older-source", "2015"),
        ("office", "President Donald Trump"),
        ("two-years", "Kazakhstan-China pipeline agreement of 1999"),
        ("two-figures", "64 people"),
        ("two-figures", "7 million tons"),
        ("near-name", "Nazerbayev"),
        ("never-cited", "Ilk, J. (1999). Never named. Lantern Press."),
        ("repeated", "Kazakhstan trades with both, and neither is allowed to decide for it"),
        ("never-cited", "Crane, B., & Dorn, T. (2012). The northern lean. Made Quarterly, 4(2), 3-19."),
    ],
    "planted_brackets.txt": [
        ("steps-out-of-order", "2 March 2022"),
        ("unresolved", "[9]"),
        ("later-source", 'G. Ilk, "Ships," Made Times, 4 August 2022.'),
        ("older-source", "2017"),
        ("older-source", "2017"),
        ("office", "Prime Minister Narendra Modi"),
        ("two-years", "The port of Hambantota was leased in 2016"),
        ("never-cited", 'H. Jud, "Silence," Made Times, 2014.'),
    ],
    "planted_notes.txt": [
        ("unresolved", "⁶"),
        ("after-the-work", "2019"),
        ("older-source", "2012"),
        ("two-years", "accord between Turkey and Russia, which was signed in 2010"),
        ("older-source", "2019"),
        ("never-cited", 'D. Fenn, "Never marked," Made Review, 2010.'),
        (
            "repeated",
            "Turkey is a friend of everybody and an ally of some, and it has always wished to be asked before others "
            "decide about it",
        ),
    ],
}


def found(text, name="paper.txt"):
    document = Document(id=name, sha256=digest(text), text=text)
    return [(alarm.kind, alarm.quote) for alarm in audit((document,), GAZETTEER, PUBLISHERS).alarms]


@pytest.mark.parametrize("name", PLANTED)
def test_planted_faults_are_found_and_nothing_else(name):
    assert sorted(found((PAPERS / name).read_text("utf-8"), name)) == sorted(PLANTED[name])


def test_a_range_of_brackets_means_the_numbers_between():
    text = "Introduction\n\nThe port paid [1]\u2013[3]. It did.\n\nReferences\n\n" + "\n".join(
        f'[{n}] A. Abara, "Port {n}," Made Times, 2001.' for n in (1, 2, 3)
    )
    assert found(text) == []


@pytest.mark.parametrize(
    ("one", "two", "alarms"),
    [
        ("The port of Hambantota was leased in 2017.", "The port of Hambantota was leased in 2016.", 1),
        ("Pakistan joined SEATO in 1954.", "Pakistan joined SEATO in 1955.", 1),
        ("Pakistan joined SEATO in 1954.", "Pakistan joined CENTO in 1955.", 0),
        ("Pakistan established a board in 1954.", "Pakistan established a bank in 1960.", 0),
        ("The bank of Norton was founded in 1954.", "The school of Norton was founded in 1960.", 0),
        ("The port of Hambantota was leased in 2017.", "The port of Hambantota was leased again in 2027.", 0),
    ],
)
def test_what_is_done_once_has_one_year(one, two, alarms):
    kinds = [kind for kind, _ in found(f"Introduction\n\n{one}\n\n{two}\n")]
    assert kinds == ["two-years"] * alarms


def test_deaths_at_a_place_that_no_table_knows():
    text = (
        "Introduction\n\nThe flood of Norton killed 16 people in 2011.\n\nThe flood of {} killed 64 people in 2011.\n"
    )
    assert [kind for kind, _ in found(text.format("Norton"))] == ["two-figures"]
    assert found(text.format("Sutton")) == []


def test_the_year_of_a_citation_is_not_told_as_past():
    text = (
        "Published: 4 June 2019\n\nIntroduction\n\nAs Fenn (2020) shows, trade has grown.\n\n"
        "References\n\nFenn, G. (2020). Winds. Lantern Press.\n"
    )
    assert [kind for kind, _ in found(text)] == ["later-source"]


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("The Long Fence\nBy N. Example\nMarch 3, 2016", True),
        ("The Long Fence\n\n**3 March 2016**", True),
        ("The Long Fence\n\nDate: March 2016", True),
        ("The Long Fence\n\nA Speech of 3 March 2016 and Its Echo", False),
    ],
)
def test_a_day_on_its_own_line_under_the_title_dates_the_work(head, day):
    text = f"{head}\n\nIntroduction\n\nThe fence was built in 2019.\n"
    assert [kind for kind, _ in found(text)] == (["after-the-work"] if day else [])
