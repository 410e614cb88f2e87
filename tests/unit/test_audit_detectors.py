"""Each detector of an audit on invented texts: what it must find, and what lies close by and must stay quiet."""

from __future__ import annotations

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document, digest
from tightrope.evidence.audit.audit import audit, vantage_of
from tightrope.evidence.audit.days import dates, impossible
from tightrope.evidence.audit.voices import load_publishers
from tightrope.evidence.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer(declared("gazetteer").values())
PUBLISHERS = load_publishers(declared("publishers").values())


def paper(text, name="paper.txt", date=""):
    return Document(id=name, sha256=digest(text), text=text, date=date)


def kinds(*documents):
    """Return (kind, quote) of every alarm, and assert that each quote stands where it is said to stand."""
    found = audit(documents, GAZETTEER, PUBLISHERS)
    texts = {d.id: d.text for d in documents}
    for alarm in found.alarms:
        assert texts[alarm.file][alarm.start : alarm.stop] == alarm.quote
        assert alarm.line == texts[alarm.file].count("\n", 0, alarm.start) + 1
        assert all((alarm.what, alarm.why, alarm.settle))
        assert alarm.severity in ("error", "check", "note")
        assert all(0 <= a < b <= len(texts[f]) for f, a, b in alarm.others)
    return [(alarm.kind, alarm.quote) for alarm in found.alarms]


def listed(sentence, *entries):
    return f"Introduction\n\n{sentence}\n\nReferences\n\n" + "\n\n".join(entries) + "\n"


NOTES = "The lamp was lit by hand for as long as anyone could recall.¹ {}\n\n1. Pia Quist. “Lamps.” Quay Letters, {}.\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on June 28, 2024,", (2024, 6, 28)), ("on 28 June 2024.", (2024, 6, 28)), ("8th of June, 2024", (2024, 6, 8)),
        ("2024-06-28", (2024, 6, 28)), ("in June 2024", (2024, 6, 0)), ("July/August 2023", (2023, 7, 0)),
        ("in 2024", (2024, 0, 0)), ("Summer 2024", (2024, 6, 0)), ("Sept. 5, 1999", (1999, 9, 5)),
    ],
)  # fmt: skip
def test_dates_in_the_usual_forms(text, day):
    assert [d.day for d in dates(text)] == [day]


@pytest.mark.parametrize("text", ["2000 troops", "$2000", "page 12024", "v2.2020.1", "1947–1991", "2,024 ships"])
def test_a_number_that_is_no_date(text):
    assert not dates(text)


def test_days_that_no_calendar_has():
    text = "It began on 31 June 2010 and on February 30, 1999; 29 February 1900 too, and 31 November."
    assert [text[a:b] for a, b, _ in impossible(text)] == [
        "31 June 2010", "February 30, 1999", "29 February 1900", "31 November",
    ]  # fmt: skip
    assert not impossible("It began on 29 February 2000, 31 May and 30 June 2010; they may 40 times over. Nov 2019.")


def test_a_source_later_than_the_work_that_cites_it():
    entries = ("Quist, P. (2021). *Lamps*. Quay Books.", "Stern, R. (2018). *Oil*. Quay Books.")
    text = listed("Lamps are lit (Quist, 2021; Stern, 2018).", *entries)
    assert kinds(paper(text, date="2019-05-02")) == [("later-source", entries[0])]
    assert kinds(paper(text, date="2021-01-01")) == []
    assert kinds(paper(text)) == []


def test_the_day_of_a_work_is_read_from_its_front():
    text = "# Lamps\n\nPublished: 2 May 2019\n\n## Introduction\n\nLamps are lit (Quist, 2021).\n\n## References\n\n"
    text += "Quist, P. (2021). *Lamps*. Quay Books.\n"
    assert [k for k, _ in kinds(paper(text))] == ["later-source"]


def test_steps_of_a_paper_out_of_order():
    front = "# Lamps\n\nReceived: {}\nAccepted: {}\n\n## Introduction\n\nLamps are lit by hand in the whole town.\n"
    assert kinds(paper(front.format("4 March 2018", "2 February 2018"))) == [("steps-out-of-order", "2 February 2018")]
    assert kinds(paper(front.format("2 February 2018", "4 March 2018"))) == []


def test_a_source_whose_address_tells_another_day():
    address = "https://letters.example.org/{}/lamps"
    entry = f"Pia Quist. “Lamps.” Quay Letters, April 2, 2009. {address}"
    text = "The lamp was lit by hand for as long as anyone could remember it.¹\n\n1. " + entry + ".\n"
    assert [k for k, _ in kinds(paper(text.format("2011/08/09")))] == ["two-dates"]
    assert kinds(paper(text.format("2009/04/03"))) == []


def test_what_is_told_as_past_lies_before_the_work():
    text = "Introduction\n\nThe bridge was opened in March 2031 by the mayor of the town.\n"
    assert kinds(paper(text, date="2024-01-01")) == [("after-the-work", "March 2031")]
    planned = "Introduction\n\nThe bridge was planned to open by March 2031, said the mayor of the town.\n"
    assert kinds(paper(planned, date="2024-01-01")) == []


def test_a_source_older_than_the_dated_fact_it_supports():
    entry = "Quist, P. (2013). *Lamps*. Quay Books."
    assert kinds(paper(listed("The tower fell in 2016 (Quist, 2013).", entry))) == [("older-source", "2016")]
    assert kinds(paper(listed("From 2001 to 2016 the tower stood empty (Quist, 2013).", entry)))[0][0] == "older-source"
    assert kinds(paper(listed("The tower fell in 2012 (Quist, 2013).", entry))) == []
    assert kinds(paper(listed("The tower will be rebuilt by 2030 (Quist, 2013).", entry))) == []
    both = listed("The tower fell in 2016 (Quist, 2013; Stern, 2017).", entry, "Stern, R. (2017). *Oil*. Quay Books.")
    assert kinds(paper(both)) == []


def test_the_part_of_a_sentence_after_a_note_rests_on_the_next_source():
    text = (
        "Introduction\n\nThe tower was lit in 1999,¹ and it fell in 2016 when the river rose over the quay.²\n\n"
        "1. Pia Quist. “Lamps.” Quay Letters, April 2, 2009.\n\n2. Rolf Stern. “Floods.” Quay Letters, May 5, 2017.\n"
    )
    assert kinds(paper(text)) == []
    assert kinds(paper(text.replace("2017", "2011"))) == [("older-source", "2016")]


def test_an_answer_told_with_a_source_older_than_what_it_answers():
    text = (
        "Introduction\n\nThe guild forbade the oil trade and named three towns.¹ The towns wrote to every court.² {} "
        "the harbor master left.³\n\n1. Pia Quist. “Oil.” Quay Letters, April 2, 2009.\n\n2. Rolf Stern. “Courts.” "
        "Quay Letters, May 5, 2009.\n\n3. Tove Urban. “Harbor.” Quay Letters, January {}.\n"
    )
    assert [k for k, _ in kinds(paper(text.format("In response to this,", "7, 2008")))] == ["answer-before"]
    assert kinds(paper(text.format("In response to this,", "7, 2010"))) == []
    assert kinds(paper(text.format("Long ago, in another town,", "7, 2008"))) == []


def test_an_office_holder_named_before_or_after_the_office():
    assert [k for k, _ in kinds(paper("In 1995, President Joe Biden went to the fair in the capital.\n"))] == ["office"]
    assert [k for k, _ in kinds(paper("President Joe Biden went to the fair in 2027, as the papers said.\n"))] == [
        "office"
    ]
    assert kinds(paper("President Joe Biden went to the fair in 2022, as the papers said.\n")) == []
    assert kinds(paper("In 1995, the later president Joe Biden went to the fair in the capital.\n")) == []
    assert kinds(paper("In 2027, former President Joe Biden went to the fair in the capital.\n")) == []
    assert kinds(paper("President Joe Biden spoke of the war that began in 2001 and of its end.\n")) == []
    noted = "President Joe Biden called the lamp a promise.¹\n\n1. Pia Quist. “Lamps.” Quay Letters, {}.\n"
    assert kinds(paper(noted.format("March 5, 2019"))) == [("office", "President Joe Biden")]
    assert kinds(paper(noted.format("March 5, 2022"))) == []


def test_one_event_with_two_years():
    first = "The fisheries deal between Poland and Hungary, which was signed in 2011, calmed the coast."
    again = "Nobody remembers the Poland-Hungary deal of {} without a smile."
    assert [k for k, _ in kinds(paper(f"{first}\n\n{again.format(2012)}\n"))] == ["two-years"]
    assert kinds(paper(f"{first}\n\n{again.format(2011)}\n")) == []
    assert kinds(paper(f"{first}\n\nThe Poland-Serbia deal of 2012 was another.\n")) == []
    assert kinds(paper(f"{first}\n\nThe Poland-Hungary gas deal of 2012 was about pipes.\n")) == []
    assert kinds(paper(f"{first}\n\nTrade grew after the deal between Poland and Hungary until 2014.\n")) == []
    named = "The Lanternholm Accord of 1932 closed the port. In all, the Lanternholm Accord ({}) had six parts.\n"
    found = audit([paper(named.format(1934))], GAZETTEER, PUBLISHERS).alarms
    assert [(a.kind, a.severity) for a in found] == [("two-years", "error")]
    assert kinds(paper(named.format(1932))) == []


def test_one_event_in_two_texts():
    one = paper("The Soviet withdrawal from Hungary in 1956 was quiet, and nobody in the town spoke of it.\n", "a.txt")
    two = paper(
        "Older people recall the Soviet withdrawal from Hungary in 1955, when the barracks were sold.\n", "b.txt"
    )
    assert [k for k, _ in kinds(one, two)] == ["two-years"]


@pytest.mark.parametrize(
    ("one", "two", "alarms"),
    [
        ("In 2019 about 1,000 Kenyans were killed in floods.", "In 2019, 400 Kenyans were killed in floods.", 1),
        ("In 2019 about 1,000 Kenyans were killed in floods.", "In 2021, 400 Kenyans were killed in floods.", 0),
        ("In 2019 about 1,000 Kenyans were killed in floods.", "In 2019 some 980 Kenyans were killed.", 0),
        ("In 2019 nearly 1,000 Kenyans were killed.", "Over 1,000 Kenyans have lost their lives in floods.", 1),
        ("Kenya's exports to Japan were $12 million in 2010.", "Kenya's exports to Japan were $19 million in 2010.", 1),
        ("Kenya's exports to Japan were $12 million in 2010.", "Kenya's imports from Japan: $19 million in 2010.", 0),
        ("Kenya's debt was 40% in 2010.", "Kenya's debt was 40 million dollars in 2010.", 0),
        ("Kenya's exports were 12 million dollars in 2010.", "Peru's exports were 19 million dollars in 2010.", 0),
    ],
)  # fmt: skip
def test_two_figures_for_one_quantity(one, two, alarms):
    found = kinds(paper(f"{one} The rest of the page is about lamps.\n\n{two}\n"))
    assert [k for k, _ in found] == ["two-figures"] * alarms


def test_names_a_letter_apart():
    beside = "The mayor, Olga Brandstrom, spoke first. Later Olga Brandstroem came, and Olga Brandstom left.\n"
    assert ("near-name", "Brandstom") in kinds(paper(beside))
    rare = (
        "Ships for Lanternby left. Lanternby slept. In Lanternby it rained. Lanternby knew. From Lanterby none came.\n"
    )
    assert kinds(paper(rare)) == [("near-name", "Lanterby")]
    assert kinds(paper("Kenya and Kenyan ships; Kenyans in Norway and a Norwegian in Kenya; Norwegians.\n")) == []
    assert (
        kinds(paper("The Marches were long, and he marches still. The Matches burned, and she matches them.\n")) == []
    )


def test_the_same_work_counts_once():
    body = " ".join(
        f"Lamp number {n} was lit by keeper {n * 7} before the {n + 3}th bell of the night." for n in range(12)
    )
    long = paper(
        f"Introduction\n\n{body}\n\nMore was written of the towers on the other side of the bay.\n", "long.txt"
    )
    short = paper(f"Abstract\n\n{body[:600]}\n", "short.txt")
    other = paper(
        "Introduction\n\nA wholly different text speaks of bread, of salt, and of the price of both.\n", "c.txt"
    )
    found = audit([short, long, other], GAZETTEER, PUBLISHERS)
    assert [(o.one, o.two, o.same_work) for o in found.overlaps] == [("short.txt", "long.txt", True)]
    assert [p.work for p in found.papers] == ["long.txt", "long.txt", "c.txt"]
    assert [a.kind for a in found.alarms] == ["same-work"]
    assert [row[:2] for row in found.vantage.rows] == [("", 2)]


def test_a_passage_shared_by_two_texts_and_a_repeated_quote():
    wire = (
        "The harbor office said on Monday that three lamps had gone out in the storm, that two keepers were gone, and "
        "that the tower would stay dark until the spring tide had passed over the outer wall of the quay"
    )
    filler = " ".join(f"Reader {n} sent letter {n * 13} about street {n + 5} to us." for n in range(30))
    one = paper(f"Introduction\n\n{wire}. {filler}\n", "one.txt")
    two = paper(f"Introduction\n\n{wire}. {filler.replace('Reader', 'Writer').replace('letter', 'note')}\n", "two.txt")
    assert [k for k, _ in kinds(one, two)] == ["shared-passage"]
    pulled = "The tower of the outer quay has been dark since the night of the great storm of the north"
    twice = paper(f"Introduction\n\n{pulled}. {filler}\n\n{pulled}!\n", "three.txt")
    assert [k for k, _ in kinds(twice)] == ["repeated"]
    assert kinds(paper(f"Introduction\n\n{pulled}. {filler}\n")) == []


METHOD = """Methods

This study uses thematic analysis. {}
"""


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ("We analyzed 42 speeches of the harbor office.", "corpus"),
        ("Speeches were selected if they named a lamp.", "selection"),
        ("Passages were coded with a codebook of nine codes.", "coding rule"),
        ("Two independent coders read every speech.", "coders"),
        ("The corpus covers the years from 1990 to 2004.", "period"),
        ("Codes were kept in NVivo.", "software"),
    ],
)
def test_a_method_is_told_part_by_part(told, part):
    found = audit([paper(METHOD.format(told))], GAZETTEER, PUBLISHERS)
    items = {item.name: item.span for item in found.papers[0].method.items}
    assert items[part] is not None
    assert [a.kind for a in found.alarms] == ["method"]
    assert part not in found.alarms[0].what


def test_a_method_told_whole_or_not_claimed_has_no_alarm():
    whole = (
        "We analyzed 42 speeches. Speeches were selected if they named a lamp. They were coded with a codebook by two "
        "independent coders in NVivo. The corpus covers the years from 1990 to 2004."
    )
    assert kinds(paper(METHOD.format(whole))) == []
    assert (
        kinds(paper("Introduction\n\nOther studies use content analysis. The dress code was strict in 1990.\n")) == []
    )
    empty = audit(
        [paper(METHOD.format("Academic literature and policy reports were read between 2001 and 2009."))],
        GAZETTEER,
        PUBLISHERS,
    )
    assert all(i.span is None for i in empty.papers[0].method.items)
    assert "kinds of text" in empty.alarms[0].why


def test_voices_by_publisher_and_by_quotation():
    text = (
        "Introduction\n\nBeijing said that the lamp was lit.¹ Tokyo stayed silent, and India had no lamp. According to "
        "Kenya the sea was calm.² Japan and India and China and Kenya sail. India, India, India; Japan, Japan.\n\n1. "
        "“Lamps.” Dawn, April 2, 2009. https://www.dawn.com/news/1.\n\n2. Pia Quist. “Calm.” Xinhua, May 5, 2009.\n"
    )
    found = audit([paper(text)], GAZETTEER, PUBLISHERS, states=("CHN", "JPN", "PAK"))
    assert {(v.how, v.country) for v in found.papers[0].voices} == {
        ("cited", "PAK"), ("cited", "CHN"), ("quoted", "CHN"), ("quoted", "KEN")
    }  # fmt: skip
    assert found.vantage.absent == ("JPN",)
    assert found.vantage.thin == ()
    own = audit([paper(text)], GAZETTEER, PUBLISHERS).vantage
    assert set(own.absent) == {"IND", "JPN"}


def test_the_vantage_of_a_corpus_counts_a_work_once():
    body = " ".join(f"Lamp {n} of Hanoi was lit by keeper {n * 7} before bell {n + 3} in China." for n in range(12))
    long = Document(id="a.txt", sha256=digest(body), text=body, work="lamps", vantage="VNM")
    short = Document(id="b.txt", sha256=digest("China."), text="China said no.", work="lamps", vantage="VNM")
    seat = vantage_of([short, long], GAZETTEER, PUBLISHERS)
    assert ("VNM", 1, 0, 0, 0) in seat.rows
    assert seat.absent == ("CHN",)
    assert vantage_of([long], GAZETTEER, PUBLISHERS, states=("PAK",)).absent == ("PAK",)


def test_no_alarm_in_a_plain_text_and_none_in_an_order():
    text = "Introduction\n\nLamps are lit at dusk. Keepers climb the stairs, and the sea is dark below them.\n"
    assert kinds(paper(text)) == []
    first = audit([paper(text, "a.txt"), paper(NOTES.format("", "April 2, 2009"), "b.txt")], GAZETTEER, PUBLISHERS)
    second = audit([paper(NOTES.format("", "April 2, 2009"), "b.txt"), paper(text, "a.txt")], GAZETTEER, PUBLISHERS)
    assert first.alarms == second.alarms
