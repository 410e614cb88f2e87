"""Militarized disputes between two states as revised by Gibler, Miller and Little, to 2010."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return numbers of disputes under way, both directions; only pairs with at least one."""
    return library.sql(
        """
        WITH placed AS (
            SELECT a.iso3 AS state, b.iso3 AS other, CAST(d.year AS INTEGER) AS year, d.dispnum FROM gml_dirdisp d
            JOIN cow_iso a ON a.ccode = d.ccode1 AND a.year = d.year
            JOIN cow_iso b ON b.ccode = d.ccode2 AND b.year = d.year
            WHERE d.midongoing = 1 AND a.iso3 <> b.iso3
        )
        SELECT state, other, year, count(DISTINCT dispnum) AS value FROM (
            SELECT * FROM placed UNION ALL SELECT other, state, year, dispnum FROM placed
        ) GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="disputes_gml",
        label="Disputes between two states (GML revision)",
        unit="disputes under way in the year",
        role="context",
        higher="more disputes",
        family="gml_mid",
        construct="disputes",
        sources=("gml_mid",),
        cites=("gibler2016",),
        first=1946,
        last=2010,
        note="a recipe beside `disputes`, never added to it; license unverified",
    ),
    shape="pair",
    form="counts",
    compute=compute,
)
