"""The terms of a text in any script: words, or pairs of characters where a script leaves no blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GONE = re.compile(
    r"[\u00ad\u034f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_ARABIC = str.maketrans(
    "\u064a\u0649\u0643\u06c1\u0629\u06c3\u0623\u0625\u0671", "\u06cc\u06cc\u06a9\u0647\u0647\u0647\u0627\u0627\u0627"
)
_STATES = re.compile(r"\bU\.\s?S\.(?:A\.)?|\bUS\b")
_LATIN_MARKS = re.compile(r"(?<=[a-z\u0370-\u04ff])[\u0300-\u036f]+")
_UNSPACED = (
    "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_RUN = re.compile(rf"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff]))+")
_FIRST_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_JOINED = re.compile(r"(?<=\w)['\u2019](?:s|t|re|ve|ll|d|m)?\b")


def plain(text: str) -> str:
    """Return a text folded for comparison.

    Case, width, accents of Latin, Greek and Cyrillic letters, Arabic vowel signs and joins, letter variants between
    Arabic and Urdu, soft hyphens and direction marks do not count.
    """
    named = _STATES.sub("USA ", _GONE.sub("", unicodedata.normalize("NFKC", text)))
    bare = unicodedata.normalize("NFKC", named.casefold()).translate(_ARABIC)
    marked = unicodedata.normalize("NFD", bare)
    return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", marked))


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order; of Chinese, Japanese, Thai and the like the pairs of characters.

    A run of one such character is a term of its own. Numbers of one digit are left out.
    """
    out: list[str] = []
    for match in _RUN.finditer(_JOINED.sub("", plain(text))):
        run = match.group()
        if _FIRST_UNSPACED.match(run):
            out.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
        elif len(run) > 1:
            out.append(run)
    return tuple(out)


def terms(text: str) -> tuple[str, ...]:
    """Return the words of a text that can carry a subject: stop words left out, plurals folded into singulars."""
    return tuple(stem(word) for word in words(text) if word not in STOP and not word.isdigit())


def stem(word: str) -> str:
    """Return an English word without a plural ending; other words as they are.

    The weak stemmer of three rules, kept mild so that terms stay words.
    """
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


_FUNCTION_WORDS = """
a about above across after again against all almost along already also although always am among amongst an and another
any are around as at away be became because become been before being below between both but by can cannot could did do
does doing done down during each either else even ever every few first for from further had has have having he her
here hers him his how however i if in into is it its itself just last least less like made make makes many may me
might more moreover most much must my near neither never next no none nor not now of off often on once one only onto
or other others our out over own per perhaps put quite rather same second see seen several shall she should since so
some still such than that the their them themselves then there therefore these they this those though through thus to
together too toward towards two under until up upon us use used using very was we well were what when where whether
which while who whom whose why will with within without would yet you your کا کی کے کو میں سے پر اور ہے ہیں نے یہ وہ
ایک تھا تھی تھے بھی کہ جو اس ان نہیں ہو گا گی گے تک لیے ساتھ
"""
STOP = frozenset(plain(_FUNCTION_WORDS).split())
"""Words that carry no subject: English and Urdu function words, folded."""
