"""Militarized disputes between the two powers, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return numbers of disputes under way between two powers, zero in years without one."""
    return library.sql(
        f"""
        WITH found AS (
            SELECT least(a.iso3, b.iso3) AS one, greatest(a.iso3, b.iso3) AS two, d.year, count(DISTINCT d.dispnum) AS n
            FROM mid_dyads d JOIN cow_iso a ON a.ccode = d.ccode1 AND a.year = d.year
            JOIN cow_iso b ON b.ccode = d.ccode2 AND b.year = d.year
            WHERE d.dispongoing = 1 GROUP BY ALL
        )
        SELECT m.state || '-' || n.state AS state, m.year, coalesce(f.n, 0) AS value
        FROM {members_table(1946, 2014)} m JOIN {members_table(1946, 2014)} n ON n.year = m.year AND m.state < n.state
        LEFT JOIN found f ON f.one = m.state AND f.two = n.state AND f.year = m.year
        WHERE list_contains($powers, m.state) AND list_contains($powers, n.state)
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="powers_disputes",
        label="Disputes between the powers",
        unit="disputes under way in the year",
        role="pressure",
        higher="more disputes",
        family="cow_mid",
        construct="disputes of the powers",
        transform="log1p",
        sources=("cow_mid",),
        cites=("palmer2021",),
        first=1946,
        last=2014,
        note="both on opposite sides, as parties to another's dispute too; not measured after 2014",
    ),
    shape="system",
    form="counts",
    compute=compute,
)
