"""Militarized disputes between two states in a year, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return numbers of disputes under way, both directions; only pairs with at least one."""
    return library.sql(
        """
        WITH placed AS (
            SELECT a.iso3 AS state, b.iso3 AS other, d.year, d.dispnum FROM mid_dyads d
            JOIN cow_iso a ON a.ccode = d.ccode1 AND a.year = d.year
            JOIN cow_iso b ON b.ccode = d.ccode2 AND b.year = d.year
            WHERE d.dispongoing = 1 AND a.iso3 <> b.iso3
        )
        SELECT state, other, year, count(DISTINCT dispnum) AS value FROM (
            SELECT * FROM placed UNION ALL SELECT other, state, year, dispnum FROM placed
        ) GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="disputes",
        label="Disputes between two states",
        unit="disputes under way in the year",
        role="context",
        higher="more disputes",
        family="cow_mid",
        construct="disputes",
        sources=("cow_mid",),
        cites=("palmer2021",),
        first=1946,
        last=2014,
        note="a pair of existing states without a row had none; not measured after 2014",
    ),
    shape="pair",
    form="counts",
    compute=compute,
)
