"""Whose voices a paper holds: who publishes what it cites, whom its sentences quote, and who is absent."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError
from tightrope.evidence.audit.alarm import Entry
from tightrope.evidence.audit.citing.resolve import Sources
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.gazetteer import Gazetteer

_SAYS = (
    r"(?:said|says|stated(?! of)|argued|argues|claimed|claims (?:that|it|to)|warned|warns|noted|notes that|"
    r"remarked|remarks that|"
    r"tweeted|declared|declares|announced|contended|contends|suggested|suggests|asserted|asserts|emphasi[sz]ed|"
    r"emphasi[sz]es|"
    r"criticized|insisted|insists|promised|denied|advocates|believes|states that)"
)
_AFTER = re.compile(rf"^(?:(?! to | and | that )[^.;:\"“”]){{0,30}}?\b{_SAYS}\b")
_BEFORE = re.compile(
    r"(?:\b(?:according to|in the words of|as told by|quoting)|\b(?:remarks|statements?|speech|tweet) (?:by|from))\s+"
    r"(?:[^\s,;]+\s+){0,4}$",
    re.IGNORECASE,
)
_REMARK = re.compile(r"^['’]s?\s+(?:remarks?|statements?|tweets?|speech|words)\b")
_HOST = re.compile(r"https?://(?:www\.)?([^/\s:]+)")
_SCRIPTS = (
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar/ur/fa", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
)
_TLD = {
    "pk": "PAK",
    "cn": "CHN",
    "in": "IND",
    "uk": "GBR",
    "ru": "RUS",
    "jp": "JPN",
    "kr": "KOR",
    "vn": "VNM",
    "sg": "SGP",
    "my": "MYS",
    "id": "IDN",
    "th": "THA",
    "ph": "PHL",
    "bd": "BGD",
    "lk": "LKA",
    "np": "NPL",
    "ir": "IRN",
    "tr": "TUR",
    "sa": "SAU",
    "ae": "ARE",
    "qa": "QAT",
    "af": "AFG",
    "de": "DEU",
    "fr": "FRA",
    "it": "ITA",
    "es": "ESP",
    "nl": "NLD",
    "se": "SWE",
    "no": "NOR",
    "fi": "FIN",
    "pl": "POL",
    "ua": "UKR",
    "kz": "KAZ",
    "uz": "UZB",
    "mn": "MNG",
    "au": "AUS",
    "nz": "NZL",
    "ca": "CAN",
    "br": "BRA",
    "mx": "MEX",
    "za": "ZAF",
    "ng": "NGA",
    "ke": "KEN",
    "eg": "EGY",
    "il": "ISR",
    "gov": "USA",
    "mil": "USA",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A publisher: its name or host as it stands in a reference, the country of its seat, what it is."""

    name: str
    country: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Someone whom a text lets speak.

    Parameters
    ----------
    how : "cited" (a listed source) or "quoted" (named as saying something).
    name : publisher, or the name as written.
    country : ISO3, "INT" for a body of many states, empty where not known.
    kind : press, magazine, institute, academic, official, leader, state; empty where not known.
    language : as told by the script of the entry; "Latin script" where it tells no more.
    file, start, stop : where.
    times : how often the text points to it.
    """

    how: str
    name: str
    country: str
    kind: str
    language: str
    file: str
    start: int
    stop: int
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """Whose voices documents hold, by country.

    Parameters
    ----------
    rows : (country, documents, sources cited, citations, quoted), most cited first; country "" is "not known".
    kinds, languages : (name, sources cited).
    absent : states asked for that write no document, publish no source and are not quoted.
    thin : states asked for that publish no source, though they are quoted or write a document.
    notes : what the numbers do not tell.
    """

    rows: tuple[tuple[str, int, int, int, int], ...]
    kinds: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    absent: tuple[str, ...]
    thin: tuple[str, ...]
    notes: tuple[str, ...]


def load_publishers(files: Iterable[Path]) -> tuple[tuple[str, Publisher], ...]:
    """Return (name or ".domain", publisher) of TOML files, longest name first.

    Raises
    ------
    EvidenceError
        If a file is no TOML or an entry lacks a key.
    """
    rows: list[tuple[str, Publisher]] = []
    for file in sorted(files):
        try:
            for row in tomllib.loads(file.read_text(encoding="utf-8")).get("publisher", []):
                known = {"country": str(row["country"]), "kind": str(row["kind"])}
                rows.extend((name, Publisher(name=name, **known)) for name in row["names"])
                rows.extend((f".{host}", Publisher(name=host, **known)) for host in row.get("domains", []))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise EvidenceError(f"cannot be read ({error})", where=file.name, next="mend the file") from error
        except KeyError as error:
            raise EvidenceError(f"an entry lacks {error}", where=file.name, next="add the key") from error
    return tuple(sorted(rows, key=lambda r: (-len(r[0]), r[0])))


def publisher(entry: Entry, known: Sequence[tuple[str, Publisher]]) -> Publisher | None:
    """Return who published a source: by a name outside its title, by its host, by the land of the host."""
    outside = entry.text.replace(entry.title, " ") if len(entry.title) > 3 else entry.text
    outside = re.sub(r"https?://\S+", " ", outside)
    for name, found in known:
        if name[0] != "." and re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", outside):
            return found
    host = f".{match[1].lower()}" if (match := _HOST.match(entry.url)) else ""
    if not host:
        return None
    for name, found in known:
        if name[0] == "." and host.endswith(name):
            return found
    country = _TLD.get(host.rpartition(".")[2], "")
    return Publisher(name=host[1:], country=country, kind="") if "doi.org" not in host else None


def voices(
    view: View, sources: Sources, gazetteer: Gazetteer, known: Sequence[tuple[str, Publisher]]
) -> tuple[Voice, ...]:
    """Return whom a text cites and whom it quotes, in the order of the text."""
    cited = Counter(c.target for c in sources.citations if c.target is not None)
    out: list[Voice] = []
    firsts = {e.number: at for at, e in enumerate(sources.entries) if e.kind == "note" and e.same is None}
    again: Counter[int] = Counter()
    for at, entry in enumerate(sources.entries):
        if entry.same is not None and entry.same in firsts:
            again[firsts[entry.same]] += cited[at]
    for at, entry in enumerate(sources.entries):
        if entry.same is not None or (entry.kind == "note" and not entry.year and not entry.url):
            continue
        who = publisher(entry, known)
        out.append(
            Voice(
                how="cited",
                name=who.name if who else "",
                country=who.country if who else "",
                kind=who.kind if who else "",
                language=next((name for name, script in _SCRIPTS if script.search(entry.text)), "Latin script"),
                file=view.document.id,
                start=entry.start,
                stop=entry.stop,
                times=cited[at] + again[at],
            )
        )
    for sentence in view.sentences:
        text = view.text[sentence.start : sentence.stop]
        for mention in gazetteer.mentions(text):
            if len(mention.actors) != 1:
                continue
            after, before = text[mention.stop :], text[: mention.start]
            if _AFTER.match(after) or _REMARK.match(after) or _BEFORE.search(before):
                start, stop = view.place(sentence.start + mention.start, sentence.start + mention.stop)
                leader = mention.tag.endswith("_leader")
                out.append(
                    Voice(
                        how="quoted",
                        name=text[mention.start : mention.stop],
                        country=mention.actors[0],
                        kind="leader" if leader else "state",
                        language="",
                        file=view.document.id,
                        start=start,
                        stop=stop,
                    )
                )
    return tuple(out)


def vantage(documents: Sequence[Document], found: Sequence[Voice], states: Sequence[str]) -> Vantage:
    """Return whose voices documents hold, and which of the states asked for are absent.

    Parameters
    ----------
    documents : the documents, one a work; their `vantage` is the country they are written from.
    found : their voices.
    states : ISO3 codes of the states whose voice is asked for, such as the focal state, the powers and the rival.
    """
    writing = Counter(d.vantage for d in documents)
    sources = Counter(v.country for v in found if v.how == "cited")
    times: Counter[str] = Counter()
    for voice in found:
        if voice.how == "cited":
            times[voice.country] += voice.times
    quoted = Counter(v.country for v in found if v.how == "quoted")
    lands = sorted({*writing, *sources, *quoted}, key=lambda c: (c == "", -times[c], -quoted[c], -writing[c], c))
    absent = tuple(s for s in states if not (writing[s] or sources[s] or quoted[s]))
    unknown = sources[""]
    notes = ["A seat of a publisher is not a standpoint; an author may write from elsewhere."]
    if unknown:
        notes.append(f"Of {sum(sources.values())} sources {unknown} name no publisher that is known here.")
    return Vantage(
        rows=tuple((c, writing[c], sources[c], times[c], quoted[c]) for c in lands),
        kinds=_counted(v.kind or "not known" for v in found if v.how == "cited"),
        languages=_counted(v.language for v in found if v.how == "cited"),
        absent=absent,
        thin=tuple(s for s in states if s not in absent and not sources[s]),
        notes=tuple(notes),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: Mapping[str, int] = Counter(names)
    return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))
