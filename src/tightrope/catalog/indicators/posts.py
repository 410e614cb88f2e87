"""Posts: embassies and consulates of each power in a state."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

# Spellings of the index, some of them slips, that are no state's usual English name.
NAMES = {
    "Bolivia Plurinational State of": "BOL",
    "Brunei Darussalam": "BRN",
    "Congo": "COG",
    "Czech Republic": "CZE",
    "Democratic Republic of The Congo": "COD",
    "Democratic The Congo": "COD",
    "Democratic the Congo": "COD",
    "Dominica Republic": "DOM",
    "Iran Islamic Republic of": "IRN",
    "Korea Democratic People's Republic of (North Korea)": "PRK",
    "Korea Republic of (South Korea)": "KOR",
    "Kosovo*": "XKX",
    "Lao People's Democratic Republic": "LAO",
    "Macedonia the former Yugoslav Republic of": "MKD",
    "Micronesia Federated States of": "FSM",
    "Moldova Republic of": "MDA",
    "Nigaragua": "NIC",
    "Portual": "PRT",
    "Russian Federation": "RUS",
    "Saint Kitts and Nevis": "KNA",
    "Saint Lucia": "LCA",
    "Saint Vincent and the Grenadines": "VCT",
    "Slovak Republic": "SVK",
    "Swaziland": "SWZ",
    "Syrian Arab Republic": "SYR",
    "Taiwan*": "TWN",
    "Tanzania United Republic of": "TZA",
    "Türkiye": "TUR",
    "Venezuela Bolivarian Republic of": "VEN",
}


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the number of posts in a state; missions to organizations are no tie to their host."""
    extra = ", ".join(f"($${name}$$, '{code}')" for name, code in sorted(NAMES.items()))
    return library.sql(
        f"""
        WITH extra AS (SELECT * FROM (VALUES {extra}) AS t (name, iso3)),
        names AS (
            SELECT DISTINCT name, iso3 FROM (
                SELECT lower(name) AS name, iso3 FROM extra
                UNION ALL SELECT lower(country_name_en), iso3c FROM iso_codes
                UNION ALL SELECT lower(name), iso3 FROM state_codes WHERE until = 9999
            ) WHERE iso3 IN (SELECT iso3 FROM state_codes)
        ),
        found AS (
            SELECT h.iso3 AS state, s.iso3 AS power, l.year, count(*) AS n
            FROM lowy_posts l
            JOIN names s ON s.name = lower(trim(l.country)) JOIN names h ON h.name = lower(trim(l.post_country))
            WHERE l.type_of_post <> 'Permanent Mission' GROUP BY ALL
        ),
        cells AS (
            SELECT DISTINCT c.iso3 AS state, p.iso3 AS power, y.year
            FROM state_codes c, state_codes p, (SELECT DISTINCT year FROM lowy_posts) y
            WHERE y.year BETWEEN c.since AND c.until AND p.iso3 IN ({listed(powers)}) AND c.iso3 <> p.iso3
        )
        SELECT state, power, year, coalesce(n, 0)::DOUBLE AS value
        FROM cells LEFT JOIN found USING (state, power, year) ORDER BY state, power, year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="posts",
        label="Embassies and consulates of the power in the state",
        unit="posts",
        role="tie",
        higher="closer",
        kind="count",
        domain="diplomatic",
        construct="diplomatic presence",
        family="lowy_posts",
        paired=True,
        transform="log1p",
        sources=("lowy",),
        cites=("lowy_gdi",),
        first=2016,
        last=2023,
        shipped=False,
        note="five years only; changes slowly; large states host more consulates of everyone",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
