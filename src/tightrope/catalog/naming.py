"""Names and codes that publishers use for states, as ISO3: small tables to join in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from tightrope.core.errors import CatalogError
from tightrope.data.codes import map_codes
from tightrope.data.states import LAST_YEAR, by_code, canonical, lived, rows, seated, spans, states, table, unsettled

FIRST = 1946
Spell = tuple[str, str, int, int]  # what a publisher writes, the state that it means, first and last year

ALTERNATES = {
    "BRN": ("Brunei Darussalam",),
    "CIV": ("Cote dIvoire", "Ivory Coast"),
    "COD": ("DR Congo", "Democratic Republic of Congo", "Congo, Democratic Republic of the"),
    "COG": ("Congo",),
    "CPV": ("Cabo Verde",),
    "CZE": ("Czech Republic",),
    "DDR": ("OWID_GDR", "Germany (former East)"),
    "DEU": ("OWID_GFR",),
    "CSK": ("Czechoslovakia (former)",),
    "EGY": ("Egypt, Arab Rep.",),
    "ETH": ("Ethiopia (excludes Eritrea)",),
    "GMB": ("Gambia, The",),
    "JOR": ("Transjordan",),
    "KNA": ("St Kitts and Nevis", "Saint Kitts and Nevis"),
    "KOR": ("Korea, South",),
    "LCA": ("St Lucia", "Saint Lucia"),
    "LKA": ("Ceylon",),
    "MDG": ("Malagasy Republic",),
    "MKD": ("Macedonia", "Macedonia (FYROM)"),
    "MMR": ("Burma",),
    "MYS": ("Malaya",),
    "PRK": ("Korea, North",),
    "RUS": ("USSR", "Soviet Union", "Soviet Union (former)"),
    "RVN": ("South Vietnam", "Vietnam (former South)"),
    "SWZ": ("Swaziland",),
    "TLS": ("East Timor", "Timor"),
    "VCT": ("St Vincent and the Grenadines", "Saint Vincent and the Grenadines"),
    "VNM": ("Viet Nam", "North Vietnam"),
    "XKX": ("OWID_KOS",),
    "YAR": ("Yemen, North",),
    "YEM": ("Republic of Yemen",),
    "YMD": ("Yemen (former P.D.R.)",),
    "YUG": ("Yugoslavia (former)",),
    "ZWE": ("Rhodesia",),
}
# codes of publishers that are not ISO3
CODES = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "ADO": "AND", "KSV": "XKX", "KOS": "XKX", "UVK": "XKX"}
CODES |= {"CS-KM": "XKX", "YUF": "YUG", "VDR": "RVN", "ZZB": "EAZ"}
# names that mean more than one state, as the publishers used here mean them: the mainland, the Federal Republic
# (the other Germany has a name of its own), Brazzaville, the Federated States
MEANT: tuple[Spell, ...] = (
    ("China", "CHN", FIRST, 1971),
    ("Congo", "COG", 1960, LAST_YEAR),
    ("Germany", "DEU", 1949, 1990),
    ("Micronesia", "FSM", 1986, LAST_YEAR),
)


@cache
def iso3_of() -> dict[str, str]:
    """Return names in lower case -> ISO3; a name that several publishers spell apart stands once per spelling."""
    found: dict[str, str] = {}
    for row in rows():
        found[row["name"].lower()] = row["iso3"]
    for code, names in ALTERNATES.items():
        found.update({name.lower(): code for name in names})
    return found


def names_table(*meant: Spell) -> str:
    """Return a SQL table expression (name, iso3, first, last); join on the name in lower case and on the year.

    Parameters
    ----------
    meant : what this source means by a name in years in which that is open (see `tightrope.data.codes`), or in
        which the name is of no state; a name is left out of every other year in which its state did not live.

    Raises
    ------
    CatalogError : a state is meant in a year in which it did not live.
    """
    known = [(name, "") for name in _listed_names()]
    known += [(name.lower(), code) for code, names in sorted(ALTERNATES.items()) for name in names]
    said = [(name.lower(), iso3, first, last) for name, iso3, first, last in (*MEANT, *meant)]
    return _values(_told("name", tuple(known), said), "name, iso3, first, last")


def codes_table() -> str:
    """Return a SQL table expression (code, iso3) of ISO3 codes and of publishers' own, whatever the year."""
    pairs = {row["iso3"]: row["iso3"] for row in rows()} | CODES
    return _values(sorted(pairs.items()), "code, iso3")


def codes_in_time(*meant: Spell) -> str:
    """Return a SQL table expression (code, iso3, first, last) of such codes; join on the code and on the year.

    Parameters
    ----------
    meant : as for `names_table`.

    Raises
    ------
    CatalogError : a state is meant in a year in which it did not live.
    """
    known = {span.code: "" for span in spans() if span.scheme == "iso3"} | CODES
    return _values(_told("iso3", tuple(sorted(known.items())), meant), "code, iso3, first, last")


def speakers_table(*meant: Spell) -> str:
    """Return the same as `codes_in_time`, with the years of a seat in the United Nations before a state's own."""
    years = [(s, y) for s in sorted(states()) for y in range(FIRST, LAST_YEAR + 1) if seated(s, y)]
    return codes_in_time(*meant, *((s, s, y, y) for s, y in years))


def english_table() -> str:
    """Return a SQL table expression (iso3, name): one English name a state, the last where a code had several."""
    return _values(sorted({row["iso3"]: row["name"] for row in rows()}.items()), "iso3, name")


def gw_table() -> str:
    """Return a SQL table expression (gwcode, iso3, first, last): Gleditsch-Ward codes, the successor from its start."""
    codes = sorted({span.code for span in spans() if span.scheme == "gw"}, key=int)
    told = _told("gw", tuple((code, "") for code in codes), ())
    cells = [(int(code), iso3, first, last) for code, iso3, first, last in told]
    return _values(cells, "gwcode, iso3, first, last")


def cow_table() -> str:
    """Return a SQL table expression (iso3, ccode, first, last): COW codes, each from its state's start or from ever."""
    spells: dict[str, list[tuple[int, int]]] = {}
    for row in rows():
        held = spells.setdefault(row["iso3"], [])
        if not held or held[-1][1] != int(row["cow"]):
            held.append((int(row["since"]) if held else 0, int(row["cow"])))
    cells: list[tuple[str, int, int, int]] = []
    for iso3, held in sorted(spells.items()):
        ends = [since - 1 for since, _ in held[1:]] + [9999]
        cells += [(iso3, cow, since, end) for (since, cow), end in zip(held, ends, strict=True)]
    return _values(cells, "iso3, ccode, first, last")


def members_table(first: int, last: int) -> str:
    """Return a SQL table expression (state, year) of every state in the years in which it existed."""
    return f"""(
        SELECT DISTINCT iso3 AS state, y.year FROM state_codes, range({first}, {last + 1}) AS y(year)
        WHERE y.year BETWEEN since AND until
    )"""


def _listed_names() -> list[str]:
    """Return the names of states, with those of MEANT, in lower case."""
    named = {row["name"] for row in rows()} | {r["name"] for r in table("states_names")}
    return sorted({name.lower() for name in named | {name for name, *_ in MEANT}})


def _told(scheme: str, known: tuple[tuple[str, str], ...], meant: Iterable[Spell]) -> list[Spell]:
    """Return the spells of codes, each year of a code with one state at most; what a source means goes first."""
    found = {code: dict(years) for code, years in _years(scheme, known).items()}
    for code, iso3, first, last in meant:
        for year in range(first, last + 1):
            if not (lived(iso3, year) or seated(iso3, year)):
                raise CatalogError(f"{iso3} did not live in {year}", where=f"{code} means {iso3}")
            found.setdefault(code, {})[year] = iso3
    return [(code, *spell) for code, years in sorted(found.items()) for spell in _spells(years)]


def _spells(years: dict[int, str]) -> Iterator[tuple[str, int, int]]:
    """Give the runs of years of one state."""
    start = 0
    for year, iso3 in sorted(years.items()):
        start = start or year
        if years.get(year + 1) != iso3:
            yield iso3, start, year
            start = 0


@cache
def _years(scheme: str, known: tuple[tuple[str, str], ...]) -> dict[str, dict[int, str]]:
    """Return what each code means by year: the state it means in that year, or else on the last day of the year.

    A year in which a code passes from one state to another is the successor's; an alias is its state's own.
    """
    asked: list[tuple[str, int, int]] = []
    found: dict[str, dict[int, str]] = {}
    for code, alias in known:
        key = (scheme, canonical(scheme, code))
        if alias and (scheme != "name" or not (key in by_code() or key in unsettled())):
            found[code] = {y: alias for y in range(FIRST, LAST_YEAR + 1) if lived(alias, y)}
        else:
            turns = _turns(*key)
            asked += [(code, a, b - 1) for a, b in zip(turns, [*turns[1:], LAST_YEAR + 1], strict=True)]
    names, firsts = [code for code, _, _ in asked], [str(first) for _, first, _ in asked]
    in_year = map_codes(names, firsts, scheme).iso3.tolist()
    at_end = map_codes(names, [f"{first}-12-31" for first in firsts], scheme).iso3.tolist()
    for (code, first, last), now, later in zip(asked, in_year, at_end, strict=True):
        if (iso3 := now or later) in states():
            years = {y: iso3 for y in range(first, last + 1) if lived(iso3, y)}
            found[code] = found.get(code, {}) | years
    return found


def _turns(scheme: str, code: str) -> list[int]:
    """Return the years from which on what a code means may be another."""
    days = [(s.since, s.until) for s in by_code().get((scheme, code), ())]
    days += [(r["since"], r["until"]) for r in unsettled().get((scheme, code), ())]
    years = {int(day[:4]) + later for pair in days for day in pair if day for later in (0, 1)}
    return sorted({FIRST} | {y for y in years if FIRST < y <= LAST_YEAR})


def _values(pairs: Sequence[tuple[str | int, ...]], columns: str) -> str:
    cells = ", ".join("(" + ", ".join(_literal(v) for v in pair) + ")" for pair in pairs)
    return f"(SELECT * FROM (VALUES {cells}) AS t({columns}))"


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
