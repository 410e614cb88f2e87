"""Near-match names: one name in two spellings, told apart from two names by what stands beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from tightrope.evidence.audit.alarm import Alarm, alarm
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.gazetteer import Gazetteer

LEAST = 5
"""Letters of the shortest name that is compared."""
_WORD = re.compile(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN = re.compile(r"ings?$|(?:ment|tion|ness|ity|istry|ister|ally|ward|wards)s?$")
_ENDINGS = ("s", "es", "n", "an", "ian", "i", "is", "ese", "ic", "er", "ist", "ism", "a", "d", "ed")


def check_names(views: Sequence[View], gazetteer: Gazetteer) -> tuple[Alarm, ...]:
    """Return names that stand in two spellings a letter apart.

    A pair counts where the same word stands beside both ("Barak Obama", "Obama, Barack"), where the gazetteer knows
    one and not the other, or where one is rare and the other common. Words that also stand in lower case, endings
    ("Kenya", "Kenyan"), and two names that the gazetteer both knows do not.
    """
    places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    beside: dict[str, set[str]] = defaultdict(set)
    lower: set[str] = set()
    for number, view in enumerate(views):
        words = list(_WORD.finditer(_seen(view)))
        for at, word in enumerate(words):
            text = word.group()
            if text[0].islower():
                lower.add(text)
            elif len(text) >= LEAST and not text.isupper():
                places[text].append((number, word.start(), word.end()))
                for other in words[max(0, at - 1) : at] + words[at + 1 : at + 2]:
                    by = other.group()
                    gap = (
                        abs(other.start() - word.end()) if other.start() > word.start() else word.start() - other.end()
                    )
                    if by[0].isupper() and len(by) > 2 and gap <= 2:
                        beside[text].add(by)
    known = {key[0] for key in gazetteer.names if len(key) == 1}
    names = sorted(name for name in places if name.lower() not in lower and not _PLAIN.search(name))
    out: list[Alarm] = []
    by_form: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for form in _forms(name.lower()):
            by_form[form].append(name)
    pairs = {tuple(sorted(p)) for group in by_form.values() for p in _pairs(group)}
    for one, two in sorted(pairs):
        if (one in known and two in known) or _inflected(one.lower(), two.lower()) or one.lower() == two.lower():
            continue
        few, many = sorted((one, two), key=lambda n: (len(places[n]), n in known, n))
        common = beside[few] & beside[many]
        if common:
            why = f"the same word, {min(common)}, stands beside both"
        elif many in known and few not in known and len(few) > 5:
            why = f"{many} is a known name, {few} is not"
        elif len(places[few]) == 1 and len(places[many]) >= 4:
            why = f"one stands once, the other {len(places[many])} times"
        elif len(few) > 5 and abs(len(few) - len(many)) == 1 and all(_told(views, places[n]) for n in (few, many)):
            why = "one has a letter more in the middle"
        else:
            continue
        number, start, stop = places[few][0]
        view = views[number]
        out.append(
            alarm(
                view.document,
                (start, stop),
                "near-name",
                "check",
                f"{few} beside {many}: one name in two spellings?",
                why=why,
                settle="see whether both mean one; keep one spelling",
                others=tuple((views[n].document.id, a, b) for n, a, b in places[many][:3]),
            )
        )
    return tuple(out)


def _told(views: Sequence[View], found: list[tuple[int, int, int]]) -> bool:
    """Whether a name stands in the body of a text, beside its notes and references."""
    for number, start, stop in found:
        listed = [span for _, span in (*views[number].lists, *views[number].notes)]
        if not any(a <= start and stop <= b for a, b in listed):
            return True
    return False


def _seen(view: View) -> str:
    """Return the canonical text with addresses as blanks: names stand in notes and references too."""
    return re.sub(r"<?https?://\S+|\S+@\S+", lambda m: " " * len(m.group()), view.document.text)


def _forms(name: str) -> set[str]:
    """Return the name with any one letter left out: two names a letter apart have one form in common."""
    return {name} | {name[:at] + name[at + 1 :] for at in range(1, len(name))}


def _pairs(group: list[str]) -> list[tuple[str, str]]:
    return [
        (a, b)
        for i, a in enumerate(group)
        for b in group[i + 1 :]
        if a != b and a[0] == b[0] and abs(len(a) - len(b)) <= 1 and len(group) < 12
    ]


def _inflected(one: str, two: str) -> bool:
    short, long = sorted((one, two), key=len)
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return True
    stem = 0
    while stem < len(short) and short[stem] == long[stem]:
        stem += 1
    return short[stem:] in _ENDINGS and long[stem:] in _ENDINGS
