"""Posts: embassies and consulates of each power in a state."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the number of posts in a state; missions to organizations are no tie to their host."""
    return library.sql(
        f"""
        WITH names AS (
            SELECT n.name, i.iso3c AS iso3 FROM lowy_countries n JOIN iso_codes i ON i.iso2c = n.id
            WHERE i.iso3c IS NOT NULL
            UNION SELECT * FROM (VALUES ('Russian Federation', 'RUS'), ('Russia', 'RUS')) AS t (name, iso3)
        ),
        found AS (
            SELECT h.iso3 AS state, s.iso3 AS power, l.year, count(*) AS n
            FROM lowy_posts l JOIN names s ON s.name = l.country JOIN names h ON h.name = l.post_country
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
