"""Forty invented hazards of sentence ends, each with the sentences that a careful reader sees; 39 must come out."""

from __future__ import annotations

import pytest

from tightrope.evidence.ingest import document
from tightrope.evidence.passages import sentences, units

RUNNING = {
    "superscript after a stop": ["The port was leased in 2011.⁵", "This cost ten percent of the yield."],
    "bracketed note after a stop": ["The port was leased in 2011.[12]", "No tender was held."],
    "plain digit after a stop": ["The port was leased to strangers.7", "No tender was held."],
    "note mark after a quotation": ["He called it “a lease for a song.”³", "The town agreed."],
    "note mark inside a sentence": ["The lease,⁴ which the town disliked, was never shown to it."],
    "U.S. before a new sentence": ["The island leaned on the U.S.", "The loan came from elsewhere."],
    "U.S. before a noun": ["The U.S. Congress held the loan back until the spring."],
    "U.S. before a name": ["The U.S. Navy called at the port twice."],
    "U.N. inside": ["Both U.N. envoys left the harbor before the vote."],
    "U.K. before a new sentence": ["The lender came from the U.K.", "It asked for a guarantee."],
    "a.m. inside": ["The ship left at 6 a.m. on the day of the vote."],
    "title before a name": ["Dr. Amina Rao spoke first.", "Gen. Odd spoke last."],
    "several titles": ["Prof. Lin and Mr. Ode met Mrs. Bat in the harbor."],
    "initials of a person": ["The report by J. R. Quill was short.", "It was not read."],
    "initials of a reference": ["Quill, J. R., and A. B. Stone, The Lease, Porttown: Harbor Press, 2001."],
    "e.g. and i.e.": ["Some ports, e.g. the northern one, were leased; others, i.e. the rest, were not."],
    "et al.": ["Quill et al. found no tender at all.", "Others did."],
    "cf. and pp.": ["The lease was short (cf. Stone 2001, pp. 4-9) and dear."],
    "No. before a number": ["Resolution No. 47 was never carried out.", "It was often quoted."],
    "vs. between names": ["The case of Port Authority vs. Lender was dropped."],
    "decimal numbers": ["Growth fell from 4.5 to 2.25 percent in one year.", "It then rose."],
    "an amount with a stop": ["The lease cost $3.5 billion.", "Nobody knew why."],
    "a web address": ["The lease is kept at www.example.org/lease.html for all to see.", "Few look."],
    "an ellipsis inside": ["The ministry hesitated... and then signed the lease."],
    "an ellipsis at the end": ["The ministry hesitated ...", "Then it signed the lease."],
    "one sign for an ellipsis": ["The ministry hesitated… and then signed the lease."],
    "a question inside a quotation": ["“Who will pay?” the town asked.", "Nobody answered."],
    "a stop inside a quotation": ["“We shall pay.”", "The town did not believe it."],
    "a stop inside brackets": ["The lease was short (it ran for a year.) and dear.", "It was not renewed."],
    "a sentence in brackets": ["The lease was short.", "(Nobody had asked for more.)", "It was not renewed."],
    "an exclamation in a name": ["The paper Enough! printed the lease in full."],
    "a company": ["Harbor Cranes Inc. built the pier.", "Pier and Sons Ltd. maintained it."],
    "months and days": ["It was signed on Jan. 5 and ended on Dec. 31 of that year."],
    "a number that opens a sentence": ["The lease ended in 1999.", "40 ships left within a week."],
    "a colon before a list": ["Three things were leased: the pier, the crane, and the customs house."],
    "Urdu stops": ["بندرگاہ کرائے پر دے دی گئی۔", "کس نے پوچھا؟", "دونوں ملکوں نے جہاز بھیجے۔"],
    "Chinese stops": ["港口已经租出去了。", "谁同意了？", "两国都派了船！"],
    "Chinese stop in a quotation": ["他说：“港口已经租出去了。”", "没有人反对。"],
}
BLOCKS = {
    "list items": (
        "The town asked for three things, and it asked for them in writing:\n\n1. A pier of its own. No crane.\n"
        "2. A share of the fees\n3. An end to the lease\n",
        ["A pier of its own. No crane.", "A share of the fees", "An end to the lease"],
    ),
    "headings and table rows": (
        "The town read the lease and it did not like what it read in it.\n\n## 2. What the U.S. Said\n\n"
        "| Port | Loan |\n|---|---|\n| North St. | 4.5 bn. Paid. |\n\nNothing else was said by anyone in the harbor.\n",
        ["North St. ; 4.5 bn. Paid.", "Nothing else was said by anyone in the harbor."],
    ),
}


MARKS = [
    ["It grew.[^1]", "The state paid."],
    ["It grew.¹,²", "The state paid."],
    ["It grew.[1][2]", "The state paid."],
    ["It grew.[1, 2]", "The state paid."],
    ["It grew.[1–3]", "The state paid."],
    ["It paid the HPO.7", "The state paid."],
    ["It grew.(1)", "The state paid."],
    ["It grew.", "(1) The state paid."],
    ["The lease was signed by the P.M.", "It was secret."],
    ["It joined the H.P.O. in 2017.", "The town noticed."],
    ["The fee rose to Rs. 35 bn.", "It then fell."],
    ["Lt. Gen. Odd met Adm. Even.", "They talked."],
    ["Gen. (retd.) Odd spoke.", "The town listened."],
]


def split(text):
    return [text[a:b] for a, b in sentences(text)]


def right():
    """The cases that come out as they should."""
    good = {name for name, wanted in RUNNING.items() if split(joined(wanted)) == wanted}
    for name, (text, wanted) in BLOCKS.items():
        found = [unit.reading for unit in units(document("a.md", text.encode()))]
        good |= {name} if found[-len(wanted) :] == wanted else set()
    return good


def joined(wanted):
    return ("" if any("\u4e00" <= c <= "\u9fff" for c in wanted[0]) else " ").join(wanted)


def test_at_least_95_percent_of_the_hazards_come_out():
    every = {*RUNNING, *BLOCKS}
    assert len(every) == 40
    assert len(every - right()) <= 1, sorted(every - right())


@pytest.mark.parametrize("name", ["Urdu stops", "Chinese stops", "superscript after a stop", "U.S. before a noun"])
def test_these_always_come_out(name):
    assert split(joined(RUNNING[name])) == RUNNING[name]


@pytest.mark.parametrize("wanted", MARKS, ids=lambda wanted: wanted[0])
def test_note_marks_of_other_houses_and_ranks(wanted):
    assert split(joined(wanted)) == wanted
