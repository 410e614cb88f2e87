"""Names and codes that publishers use for states, as ISO3: small tables to join in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tightrope.data.states import rows

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


@cache
def iso3_of() -> dict[str, str]:
    """Return names in lower case -> ISO3; a name that several publishers spell apart stands once per spelling."""
    found: dict[str, str] = {}
    for row in rows():
        found[row["name"].lower()] = row["iso3"]
    for code, names in ALTERNATES.items():
        found.update({name.lower(): code for name in names})
    return found


def names_table() -> str:
    """Return a SQL table expression (name, iso3); join on the name in lower case."""
    return _values(sorted(iso3_of().items()), "name, iso3")


def codes_table() -> str:
    """Return a SQL table expression (code, iso3) of ISO3 codes and of publishers' own codes."""
    pairs = {row["iso3"]: row["iso3"] for row in rows()} | CODES
    return _values(sorted(pairs.items()), "code, iso3")


def english_table() -> str:
    """Return a SQL table expression (iso3, name): one English name a state, the last where a code had several."""
    return _values(sorted({row["iso3"]: row["name"] for row in rows()}.items()), "iso3, name")


def gw_table() -> str:
    """Return a SQL table expression (gwcode, iso3, first, last): Gleditsch-Ward codes, the successor from its start."""
    spells: dict[int, list[tuple[int, int, str]]] = {}
    for row in rows():
        spells.setdefault(int(row["gw"]), []).append((int(row["since"]), int(row["until"] or 9999), row["iso3"]))
    cells: list[tuple[int, str, int, int]] = []
    for gw, held in sorted(spells.items()):
        held.sort()
        starts = [since for since, _, _ in held[1:]] + [10000]
        cells += [
            (gw, iso3, since, min(until, follower - 1))
            for (since, until, iso3), follower in zip(held, starts, strict=True)
        ]
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


def _values(pairs: Sequence[tuple[str | int, ...]], columns: str) -> str:
    cells = ", ".join("(" + ", ".join(_literal(v) for v in pair) + ")" for pair in pairs)
    return f"(SELECT * FROM (VALUES {cells}) AS t({columns}))"


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
