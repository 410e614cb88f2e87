"""Citations held against their lists: four invented papers, one for each way to cite, and the two real ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document, digest
from tightrope.evidence.audit.citing.entries import fold, names
from tightrope.evidence.audit.citing.resolve import check_sources, sources
from tightrope.evidence.audit.citing.view import view
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import read_document

PAPERS = Path(__file__).parent / "papers"


def paper(text, name="paper.txt"):
    return Document(id=name, sha256=digest(text), text=text)


def read(name):
    seen = view(read_document(PAPERS / name))
    return seen, sources(seen)


def unresolved(found):
    return {c.key: [found.entries[s].authors[0] for s in c.suggestions] for c in found.citations if c.target is None}


def test_author_and_year_in_every_usual_form():
    seen, found = read("author_year.txt")
    assert found.style == "author-year"
    assert len(found.entries) == 17
    cited = [c.key for c in found.citations if c.target is not None]
    assert cited == [
        "Abara 2001", "Brandt 2008", "Calloway 2012", "Dunmore 1994", "Eriksson 2015", "Faulk 2016",
        "Ines Halloran 1999", "Ivarsen 2010a", "Ivarsen 2010b", "Ivarsen 2014", "Abara 2001", "Abara 2006",
        "Ministry of Harbors 2017", "MoH 2018", "Abara 2006", "Jones 2011",
    ]  # fmt: skip
    assert unresolved(found) == {"Calloways 2012": ["Calloway"], "Dunmore 1995": ["Dunmore"], "Zeller 2003": []}
    assert [found.entries[at].authors[0] for at in found.uncited] == ["Jones", "Kettering", "Newell"]
    styles = Counter(c.style for c in found.citations)
    assert styles == {"parenthetical": 14, "narrative": 5}
    kinds = Counter(a.kind for a in check_sources(seen, found))
    assert kinds == {"unresolved": 3, "never-cited": 3, "ambiguous": 1}
    for citation in found.citations:
        quote = seen.document.text[citation.start : citation.stop]
        assert citation.year[:4] in quote or citation.year[-1] in quote
        assert " ".join(quote.split()) == citation.text


def test_rarer_forms_and_a_list_without_blank_lines():
    seen = view(read_document(PAPERS / "forms.txt"))
    found = sources(seen, load_gazetteer(declared("gazetteer").values()))
    assert len(found.entries) == 19
    meant = [f"{found.of(c).authors[0]} {found.of(c).year}" for c in found.citations if c.target is not None]
    assert meant == [
        "Abara 2001", "Abara 2001", "Abara 2001", "Abara 2001a", "Abara 2001b", "World Bank 2017a",
        "United Nations Development Programme 2017", "Abara n.d.", "Abara 2001", "O'Neill 2001", "van der Berg 2001",
        "Müller-Lüdenscheidt 1999", "Abara 2005", "Abara 2001", "Brandt 2003", "Brandt 2004", "Foucault 1995",
        "Smith 2003", "Brandt 2003", "European Union 2016", "al-Hamad 2011", "McDonald 2012", "Walt 1987",
    ]  # fmt: skip
    assert unresolved(found) == {"Zeller 1980": []}
    assert [found.entries[at].authors[0] for at in found.uncited] == ["D’Souza"]


def test_numbers_in_brackets_with_lists_and_ranges():
    seen, found = read("brackets.txt")
    assert found.style == "bracket"
    assert [c.number for c in found.citations] == [1, 2, 3, 4, 5, 6, 2, 5, 7, 12]
    assert unresolved(found) == {"12": []}
    assert [found.entries[at].number for at in found.uncited] == [8]
    assert [e.year for e in found.entries] == ["1989", "1993", "1997", "2001", "2004", "2008", "2011", "2012"]
    assert found.entries[1].authors == ("Birk", "Corso")
    assert {a.kind for a in check_sources(seen, found)} == {"unresolved", "never-cited"}


def test_superscripts_and_notes_at_the_end():
    _, found = read("endnotes.txt")
    assert found.style == "mark"
    assert [c.number for c in found.citations] == [1, 2, 3, 4, 5, 6, 9]
    assert unresolved(found) == {"9": []}
    assert [found.entries[at].number for at in found.uncited] == [7]
    by_number = {e.number: e for e in found.entries}
    assert (by_number[2].same, by_number[2].year) == (1, "1988")
    assert (by_number[4].same, by_number[4].authors) == (1, ("Quist",))
    assert by_number[5].day == (1804, 6, 3)


def test_footnotes_that_interrupt_a_sentence_and_digits_after_a_stop():
    seen, found = read("footnotes.txt")
    assert [c.number for c in found.citations] == [1, 2, 3]
    assert (found.resolved, found.uncited) == (3, ())
    assert [e.day for e in found.entries] == [(2009, 4, 2), (2011, 5, 7), (2011, 5, 7)]
    assert found.entries[2].same == 2
    whole = [seen.text[s.start : s.stop] for s in seen.sentences]
    assert any("the last keeper mentions in one line only" in s for s in whole)
    assert not any("Weather Letters" in s for s in whole)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Lindqvist, A., van der Berg, K., & Osei, P.", ("Lindqvist", "van der Berg", "Osei")),
        ("Mara Lindqvist, Karl Berg and Pia Osei", ("Lindqvist", "Berg", "Osei")),
        ("Lindqvist, Mara, and Karl Berg", ("Lindqvist", "Berg")),
        ("Ministry of Foreign Affairs", ("Ministry of Foreign Affairs",)),
        ("Lindqvist, Mara, et al.", ("Lindqvist",)),
        ("", ()),
    ],
)
def test_surnames_in_the_usual_orders(head, expected):
    assert names(head) == expected


def test_names_compare_without_accents_and_particles():
    assert fold("O’Neill") == fold("ONeill")
    assert fold("Åke van der Berg") == "ake berg"


def test_a_text_that_cites_nothing_has_no_alarm():
    seen = view(paper("The plan (2019) was new. It was signed (in March 2020), and 5% of it (say) was kept.\n"))
    found = sources(seen)
    assert not found.citations
    assert not check_sources(seen, found)


def test_citations_without_a_list_are_one_alarm():
    text = "One holds (Abara, 2001). Another doubts (Brandt, 2003). A third waits (Calloway, 2005).\n"
    seen = view(paper(text))
    alarms = check_sources(seen, sources(seen))
    assert [a.kind for a in alarms] == ["no-list"]


def test_affiliations_are_no_notes_of_a_paper_that_cites_by_author():
    text = (
        "## A Paper\n\nAda Vale<sup>1</sup> & Omar Quist<sup>2</sup>\n\n<sup>1</sup>Lantern College, a@example.org\n\n"
        "<sup>2</sup>Quay College, omar@example.org\n\n## Introduction\n\nHarbors differ (Abara, 2001).\n\n"
        "## References\n\n1. Abara, N. (2001). *Bread and ships*. Lantern Press.\n2. Brandt, K. (2002). *Idle*. Quay.\n"
    )
    found = sources(view(paper(text)))
    assert [c.key for c in found.citations] == ["Abara 2001"]
    assert [found.entries[at].authors for at in found.uncited] == [("Brandt",)]


@pytest.mark.shared
def test_the_core_text_has_25_references_56_citations_54_resolved(shared_documents):
    seen = view(read_document(next(shared_documents.glob("003_*.txt"))))
    found = sources(seen)
    assert len(found.entries) == 25
    assert (len(found.citations), found.resolved, found.keys) == (56, 54, 22)
    assert Counter(c.style for c in found.citations) == {"parenthetical": 50, "narrative": 6}
    missing = [c for c in found.citations if c.target is None]
    assert [c.key for c in missing] == ["Siddiqi 2020", "Siddiqi 2020"]
    assert all([found.entries[s].authors[0] for s in c.suggestions] == ["Siddiq"] for c in missing)
    never = [(found.entries[at].authors, found.entries[at].year) for at in found.uncited]
    assert never == [
        (("Bowen",), "2009"), (("Braun", "Clarke"), "2006"), (("Bryman",), "2016"), (("Patton",), "2015")
    ]  # fmt: skip


@pytest.mark.shared
def test_the_article_with_footnotes_has_44_marks_to_44_notes(shared_documents):
    found = sources(view(read_document(next(shared_documents.glob("002_*.txt")))))
    assert [c.number for c in found.citations] == list(range(1, 45))
    assert [e.number for e in found.entries] == list(range(1, 45))
    assert (found.resolved, found.uncited) == (44, ())
