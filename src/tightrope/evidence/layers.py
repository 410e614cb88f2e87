"""What kind of passage this is: the author's argument, a report of a fact from a source, or a record itself."""

from __future__ import annotations

import re

from tightrope.core.document import Document, Layer
from tightrope.evidence.passages import Unit

RECORDS = frozenset(
    {
        "law",
        "treaty",
        "communique",
        "joint statement",
        "speech",
        "resolution",
        "record",
        "data",
        "chronology",
        "statement",
    }
)
"""Kinds of document that are records through and through."""

_CITED = re.compile(
    r"\([A-Z][^()]{0,80}?(?:19|20)\d\d[a-z]?(?:[^()]{0,60})\)|[¹²³⁴⁵⁶⁷⁸⁹⁰]|\[\^?\d{1,3}\]|<sup>\d|"
    r"\b[A-Z]\w+ (?:et al\.? )?\((?:19|20)\d\d\)"
)
_ATTRIBUTED = re.compile(
    r"\b(?:according to|reported(?:ly)?|announced|data (?:show|from)|figures (?:show|from)|stated|told|said|tweeted|"
    r"confirmed|revealed|published|estimated)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:1[89]\d\d|20\d\d)\b|\b\d[\d,.]* ?(?:%|percent|per cent|million|billion|trillion)|\$ ?\d|"
    r"\b(?:signed|launched|withdrew|withdrawal|suspended|called off|imposed|announced|visited|invaded|joined|voted|"
    r"delivered|received|killed|established|introduced|initiated|tweeted|remarks?|statements?|said|told)\b",
    re.IGNORECASE,
)
_THESIS = re.compile(
    r"\b(?:should|must|ought|needs? to|argu\w+|contend\w*|suggest\w*|theor\w+|hypothes\w+|postulat\w+|claims?|"
    r"believ\w+|"
    r"likely|may|might|could|would|conclud\w+|critics?|proponents|scholars?|stud(?:y|ies)|literature|realis\w+)\b",
    re.IGNORECASE,
)


def layer(document: Document, unit: Unit) -> Layer:
    """Return the layer of a passage.

    record: the document itself is a law, communique, speech, chronology or data. report: a fact (a dated, counted or
    completed act) with its source named, by a citation, a note mark or a phrase of attribution. argument: all else,
    theory and advice with a citation included.
    """
    if document.kind in RECORDS:
        return "record"
    text = unit.passage.quote
    sourced = _CITED.search(text) is not None or _ATTRIBUTED.search(text) is not None
    if sourced and _FACT.search(_CITED.sub(" ", text)) and not _THESIS.search(text):
        return "report"
    return "argument"
