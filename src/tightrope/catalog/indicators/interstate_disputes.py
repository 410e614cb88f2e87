"""Militarized interstate disputes of a state in a year, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return numbers of disputes under way; zero for states of the system in years without one."""
    return library.sql(
        f"""
        WITH found AS (
            SELECT c.iso3 AS state, d.year, count(DISTINCT d.dispnum) AS n
            FROM mid_dyads d JOIN cow_iso c ON c.ccode = d.ccode1 AND c.year = d.year
            WHERE d.dispongoing = 1 GROUP BY ALL
        )
        SELECT m.state, m.year, coalesce(f.n, 0) AS value
        FROM {members_table(1946, 2014)} m LEFT JOIN found f ON f.state = m.state AND f.year = m.year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="interstate_disputes",
        label="Interstate disputes",
        unit="disputes under way in the year",
        role="outcome",
        higher="more disputes",
        family="cow_mid",
        construct="disputes",
        transform="log1p",
        sources=("cow_mid",),
        cites=("palmer2021",),
        first=1946,
        last=2014,
        note="with any opponent, threats and displays of force included; not measured after 2014",
    ),
    shape="state",
    form="counts",
    compute=compute,
)
