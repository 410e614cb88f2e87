"""Papers set in other houses' styles: all invented; front matter, notes and references are never coded, the rest is."""

import pytest

from tightrope.evidence.ingest import document
from tightrope.evidence.passages import units
from tightrope.evidence.structure import structure


def coded(text, name="a.txt"):
    """The readings of what may be coded."""
    return [unit.reading for unit in units(document(name, text.encode()))]


def kinds(text, kind, name="a.txt"):
    read = document(name, text.encode())
    return [" ".join(read.text[a:b] for a, b in block.spans) for block in structure(read.text) if block.kind == kind]


ENGINEERS = """Journal of Distant Ports, Vol. 12, No. 3 (2021), pp. 44-61

Between Two Quays: The Port under Pressure

Amina Q. Tarn1*, John P. Feldmark2

1 Department of Ports, University of Somewhere
2 Institute of Quays, Town of Nowhere

Received: 3 March 2021; Accepted: 9 May 2021

ABSTRACT
The port kept both lenders at the same distance. It paid both.

KEYWORDS: port, lender, crane
JEL Codes: F50, F51

1. INTRODUCTION
The port borrowed from the northern lender [1]. It then borrowed from the other [2, 3].
2. EARLIER WORK
2.1 Cranes
A crane is a promise. The port bought four.

2.2.1 Fees and Dues

Fees doubled in one year.

3 CONCLUSION
The port will go on like this.
REFERENCES
[1] A. Abara, "The northern lender," Journal of Made Things, vol. 3, no. 2, pp. 11-19, 2018.
[2] B. Dorn, Cranes. Newtown: Lantern Press, 2016.
"""


def test_numbered_headings_without_blank_lines():
    assert coded(ENGINEERS) == [
        "The port kept both lenders at the same distance.",
        "It paid both.",
        "The port borrowed from the northern lender .",
        "It then borrowed from the other [2, 3].",
        "A crane is a promise.",
        "The port bought four.",
        "Fees doubled in one year.",
        "The port will go on like this.",
    ]
    found = {u.reading: u.heading for u in units(document("a.txt", ENGINEERS.encode()))}
    assert found["A crane is a promise."] == "2.1 Cranes"
    assert found["The port will go on like this."] == "3 CONCLUSION"


def test_a_student_paper_with_works_cited():
    text = """Nadia Example
Professor Odd
PORTS 301
12 December 2022

The Friend of the Port

The port and its lender call each other friends (Abara 12). The town does not.

Works Cited

Abara, Noor. The Northern Lender. Lantern Press, 2017.
Dorn, Til. "Cranes." Made Quarterly, vol. 4, 2019, pp. 3-19.
"""
    assert coded(text) == ["The port and its lender call each other friends (Abara 12).", "The town does not."]


MARKDOWN = """---
title: The port between lenders
keywords: [port, lender]
---

# The port between lenders

*N. Example, University of Somewhere*

The first decade
----------------

The port kept both lenders at a distance.[^1] It paid.

1. The port joined the northern league.
2. The port left the southern league in 2018.

| Year | Lender | Deed |
|------|--------|------|
| 2015 | North | It built a crane |

* * *

## Bibliography

- Abara, N. (2017). *The northern lender*. Lantern Press.

[^1]: See Abara, who says that the port leans north.
"""


def test_markdown_with_a_card_and_footnotes():
    assert coded(MARKDOWN, "a.md") == [
        "The port kept both lenders at a distance.",
        "It paid.",
        "The port joined the northern league.",
        "The port left the southern league in 2018.",
        "2015 ; North ; It built a crane",
    ]


def test_a_rule_at_the_head_is_no_card():
    assert coded("---\n\nThe port kept both lenders away.\n\n---\n\nIt paid both of them.\n", "a.md") == [
        "The port kept both lenders away.",
        "It paid both of them.",
    ]


ALIGNED = """THE PORT'S CHOICE

By Someone Odd, Ph.D.

Summary

The port has two lenders and one crane.

I. The Record

Table 1. Loans to the port

Lender          2010   2015   Remarks
North           747    565    North became the main lender of the port
South           1027   70     South stopped lending to the port

Source: invented for this test.

II. The Outlook

North has pledged a crane.1 South has warned of a debt.2

Endnotes

1. See N. Abara, "A crane," Made Review 3 (2016): 11.
2. T. Dorn, "A debt," Made Times, 21 November 2019.
"""


def test_columns_kept_apart_by_blanks_are_a_table():
    assert kinds(ALIGNED, "table")[1:] == [
        "North           747    565    North became the main lender of the port",
        "South           1027   70     South stopped lending to the port",
    ]
    assert coded(ALIGNED) == [
        "The port has two lenders and one crane.",
        "North ; 747 ; 565 ; North became the main lender of the port",
        "South ; 1027 ; 70 ; South stopped lending to the port",
        "North has pledged a crane.1",
        "South has warned of a debt.2",
    ]
    assert "Source: invented for this test." in kinds(ALIGNED, "note")


def test_two_blanks_after_a_stop_are_no_table():
    text = "Summary\n\nThe port paid.  The lender left.  The town\nslept.  The crane stood.  The sea\nrose.  It fell.\n"
    assert len(coded(text)) == 6
    assert not kinds(text, "table")


def test_marks_in_brackets_leave_numbered_items_alone():
    text = (
        "Summary\n\nThe paper draws two lessons [1]. They are few [2].\n\n1. In 2018 the lender left the port [1].\n"
        "2. In 2015 a crane was built [2].\n\nReferences\n\n1. Abara N. The lender. 2018.\n"
    )
    assert coded(text)[2:] == ["In 2018 the lender left the port .", "In 2015 a crane was built ."]


def test_items_apart_are_items_and_a_number_alone_is_a_heading():
    text = (
        "Summary\n\nThree things matter:\n\n1. Cranes for the port\n\n2. Loans for the port\n\n3. Fees\n\n"
        "These three things have been with the port for years.\n\n4. What comes next\n\n"
        "The port will ask for a second crane before the year ends.\n"
    )
    assert kinds(text, "list") == ["1. Cranes for the port", "2. Loans for the port", "3. Fees"]
    assert kinds(text, "heading") == ["Summary", "4. What comes next"]


@pytest.mark.parametrize(
    "apparatus",
    [
        "Author Contributions: N.E. wrote on the lender; T.D. wrote on the crane.",
        "**Funding:** This research was paid by the northern lender.",
        "Conflicts of Interest: The authors have no share in the crane.",
        "Data Availability Statement: The loans of the lender are with the authors.",
        "About the author: N. Example studied the lender and the crane.",
        "Disclaimer: The lender did not read this paper.",
    ],
)
def test_what_belongs_to_the_making_of_a_paper_is_never_coded(apparatus):
    text = f"Summary\n\nThe port paid the lender.\n\n{apparatus}\n\nThe lender left the port.\n"
    assert coded(text) == ["The port paid the lender.", "The lender left the port."]


def test_thanks_end_at_the_next_heading_and_an_appendix_is_text():
    text = (
        "The Port\n\nAcknowledgments\n\nThe author thanks the lender for the crane.\n\nThe First Decade\n\n"
        "The port paid the lender in the first decade.\n\nFunding of the Crane Trade\n\nThe lender funds the trade.\n\n"
        "REFERENCES\n\nAbara N. The lender. 2018.\n\nAPPENDIX\n\nThe crane was built in three years by the lender.\n"
    )
    assert coded(text) == [
        "The port paid the lender in the first decade.",
        "The lender funds the trade.",
        "The crane was built in three years by the lender.",
    ]


def test_entries_without_a_heading_are_references():
    text = (
        "The Port\n\nThe port paid the lender (Abara, 2017).\n\n"
        "Abara, N. (2017). The port and its lender. Lantern Press.\n\n"
        "Dorn, T., & Eel, C. (2019). Loans to the port. Made Quarterly, 4(2), 3-19.\n"
    )
    assert coded(text) == ["The port paid the lender (Abara, 2017)."]


def test_a_running_head_does_not_cut_a_sentence():
    text = (
        "The Port\n\nThe port has kept both of its lenders at a distance since 2001, and it will go on "
        "as long as both\n\n"
        "Journal of Made Things 4 (2020)                         12\n\npay for it. The town agrees.\n"
    )
    assert coded(text) == [
        "The port has kept both of its lenders at a distance since 2001, and it will go on as long as both pay for it.",
        "The town agrees.",
    ]


def test_one_sentence_without_a_stop_is_a_text():
    assert coded("The port keeps both lenders at a distance") == ["The port keeps both lenders at a distance"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "港口与两个债主\n\n摘要：本文讨论港口。\n\n关键词：港口；债主\n\n一、引言\n\n港口向北方借款。南方不满。\n\n"
            "参考文献\n\n[1] 阿巴拉. 北方的债主. 新城: 灯笼出版社, 2017.\n",
            ["摘要：本文讨论港口。", "港口向北方借款。", "南方不满。"],
        ),
        (
            "بندرگاہ اور دو قرض خواہ\n\nتعارف\n\nبندرگاہ نے قرض لیا۔ شہر ناراض ہوا۔\n\n"
            "حوالہ جات\n\nعبارہ، ن۔ (2017)۔ قرض۔\n",
            ["بندرگاہ نے قرض لیا۔", "شہر ناراض ہوا۔"],
        ),
    ],
)
def test_chinese_and_urdu_papers(text, wanted):
    assert coded(text) == wanted


def test_parts_without_blank_lines_between_them():
    text = (
        "THE PORT\nJ. Odd\nAbstract--The port paid the lender. It did so twice.\n\nI. THE LENDER\n"
        "The lender left the port in 2018.\nAcknowledgements\nThe author thanks the crane.\n\nREFERENCES\n"
        "1. Abara N. The lender. 2018.\nAPPENDIX\nThe crane stood for three years.\n"
    )
    assert coded(text) == [
        "Abstract--The port paid the lender.",
        "It did so twice.",
        "The lender left the port in 2018.",
        "The crane stood for three years.",
    ]
