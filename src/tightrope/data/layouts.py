"""Layouts of event files, as data: which column says who did what to whom, when, how often told, by whom."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tightrope.data.states import rows as state_rows

DOMAINS = ("diplomatic", "domestic", "economic", "security")
SIDES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")

WITHDRAWN = MappingProxyType({"ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "BUR": "MMR", "SUN": "RUS", "SCG": "SRB"})
"""Withdrawn ISO 3166 codes that event data still carry, and the state that the project's table has for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What an event code means.

    Parameters
    ----------
    name : of the scheme.
    rules : code or prefix -> (side, domain), each as its place in SIDES and DOMAINS; the longest prefix holds.
    digits : longest code that is made of digits under the prefixes; 0 where codes are words and match whole.
    contexts : words of a context column -> domain, the first found holds; they go before the code's own domain.
    cite : where the scheme is described.
    """

    name: str
    rules: Mapping[str, tuple[int, int]]
    digits: int = 0
    contexts: tuple[tuple[str, int], ...] = ()
    cite: str = ""

    def of(self, code: str) -> tuple[str, str] | None:
        """Return the side and the domain of one code, or None where the scheme has no such code."""
        if self.digits and not (code.isdigit() and code.isascii() and len(code) <= self.digits):
            return None
        shortest = 2 if self.digits else len(code)
        for length in range(len(code), shortest - 1, -1):
            if code[:length] in self.rules:
                side, domain = self.rules[code[:length]]
                return SIDES[side], DOMAINS[domain]
        return None

    def codes(self) -> list[tuple[str, int, int]]:
        """Return every code the scheme knows with its side and domain, in order: prefixes are written out."""
        listed = set(self.rules)
        if self.digits:
            grown = {rule for rule in self.rules if len(rule) == 2}
            while grown:
                listed |= grown
                grown = {code + digit for code in grown for digit in "0123456789" if len(code) < self.digits}
        told = ((code, self.of(code)) for code in sorted(listed))
        return [(code, SIDES.index(found[0]), DOMAINS.index(found[1])) for code, found in told if found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one publisher lays out its event files. A name of a column is "" where the layout has no such column.

    Parameters
    ----------
    name : of the layout, as a user gives it.
    columns : every column in the order of the file.
    header : whether text files carry a line of names.
    coding : what the codes mean.
    day : day of the event.
    day_form : `number`: YYYYMMDD, with a time behind it or not; `date`: a date, or text YYYY-MM-DD.
    source, target : who acted on whom: codes, or names where `named` is true.
    named : actors are names of countries, so a map from names to ISO3 must be handed in.
    missing : text that stands for no actor, beside the empty one.
    code : of the action; `detail` makes it finer where the scheme keeps the manner in a column of its own.
    record : number of the record; two rows with one number on one day are one record delivered twice.
    reports : how many articles told the record; without it each record is one report.
    intensity : from about -10 (conflict) to 10 (cooperation), to a tenth.
    publisher : who told it, counted distinct.
    least_sources : how many sources told the record; of an event's records the one told most often counts, a lower
        bound on distinct sources.
    added : day the record was added, in the same form.
    context : column of context words, read by the coding.
    year : year of the event, by which files may be partitioned.
    cite : what to cite.
    """

    name: str
    columns: tuple[str, ...]
    header: bool
    coding: Coding
    day: str
    source: str
    target: str
    code: str
    intensity: str
    day_form: str = "date"
    named: bool = False
    missing: str = ""
    detail: str = ""
    record: str = ""
    reports: str = ""
    publisher: str = ""
    least_sources: str = ""
    added: str = ""
    context: str = ""
    year: str = ""
    cite: str = ""

    @property
    def sources_are(self) -> str:
        """What the column `sources` of the result counts."""
        if self.publisher:
            return "distinct publishers"
        return "lower bound: sources of the record told most often, the largest of them" if self.least_sources else ""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that are read."""
        named = (self.day, self.source, self.target, self.code, self.detail, self.record, self.reports)
        more = (self.intensity, self.publisher, self.least_sources, self.context)
        return tuple(name for name in named + more if name)


@cache
def states_by_code() -> Mapping[str, str]:
    """Return the map from three-letter codes of event data to ISO3: states of the project's table, withdrawn codes.

    Regions (AFR, EUR), parts of states (WSB, GZS) and territories are on no row, so events with them are counted as
    having an actor that is no state. The map knows no years: a code stands for the state that bears it.
    """
    known = {row["iso3"]: row["iso3"] for row in state_rows()}
    return MappingProxyType({**{old: new for old, new in WITHDRAWN.items() if new in known}, **known})


def _coding(name: str, *, digits: int = 0, contexts: Iterable[tuple[str, str]] = (), cite: str) -> Coding:
    text = (files("tightrope.data") / "event_codes.csv").read_text(encoding="utf-8")
    rules = {
        row["code"]: (SIDES.index(row["side"].replace(" ", "_")), DOMAINS.index(row["domain"]))
        for row in csv.DictReader(text.splitlines())
        if row["scheme"] == name
    }
    told = tuple((word, DOMAINS.index(domain)) for word, domain in contexts)
    return Coding(name=name, rules=MappingProxyType(rules), digits=digits, contexts=told, cite=cite)


CAMEO = _coding("cameo", digits=4, cite="schrodt2012")
PLOVER = _coding(
    "plover",
    contexts=(
        ("military", "security"),
        ("peacekeeping", "security"),
        ("intelligence", "security"),
        ("cbrn", "security"),
        ("economic", "economic"),
    ),
    cite="halterman2023",
)

_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
_ACTION = (
    "IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles "
    "AvgTone"
)
_PLACE = "Type FullName CountryCode ADM1Code Lat Long FeatureID"


def _gdelt(place: str) -> tuple[str, ...]:
    actors = (f"Actor{who}{part}" for who in (1, 2) for part in _ACTOR.split())
    places = (f"{of}Geo_{part}" for of in ("Actor1", "Actor2", "Action") for part in place.split())
    first = ("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate")
    return (*first, *actors, *_ACTION.split(), *places, "DATEADDED", "SOURCEURL")


GDELT1 = Layout(
    name="gdelt1",
    columns=_gdelt(_PLACE),
    header=False,
    coding=CAMEO,
    day="SQLDATE",
    day_form="number",
    source="Actor1CountryCode",
    target="Actor2CountryCode",
    code="EventCode",
    intensity="GoldsteinScale",
    record="GLOBALEVENTID",
    reports="NumArticles",
    least_sources="NumSources",
    added="DATEADDED",
    year="Year",
    cite="leetaru2013",
)
GDELT2 = Layout(
    **{
        **{field: getattr(GDELT1, field) for field in Layout.__dataclass_fields__},
        "name": "gdelt2",
        "columns": _gdelt(_PLACE.replace("ADM1Code", "ADM1Code ADM2Code")),
    }
)
ICEWS = Layout(
    name="icews",
    columns=(
        "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
        "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
        "City", "District", "Province", "Country", "Latitude", "Longitude",
    ),
    header=True,
    coding=CAMEO,
    day="Event Date",
    source="Source Country",
    target="Target Country",
    named=True,
    code="CAMEO Code",
    intensity="Intensity",
    record="Event ID",
    publisher="Publisher",
    cite="boschee2015",
)  # fmt: skip
POLECAT = Layout(
    name="polecat",
    columns=(
        "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
        "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
        "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
        "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
        "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
        "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
    ),
    header=True,
    coding=PLOVER,
    day="Event Date",
    source="Actor Country",
    target="Recipient Country",
    missing="None",
    code="Event Type",
    detail="Event Mode",
    intensity="Intensity",
    record="Event ID",
    publisher="Source",
    added="Publication Date",
    context="Contexts",
    cite="halterman2023",
)  # fmt: skip
ICEWS_SAMPLE = Layout(
    name="icews_sample",
    columns=("dataset", "date", "source", "src_iso3", "event", "cameo", "goldstein", "target", "tgt_iso3"),
    header=True,
    coding=CAMEO,
    day="date",
    source="src_iso3",
    target="tgt_iso3",
    code="cameo",
    intensity="goldstein",
    cite="boschee2015",
)
LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {layout.name: layout for layout in (GDELT1, GDELT2, ICEWS, POLECAT, ICEWS_SAMPLE)}
)
