"""Parity of the two powers: the smaller share of world capabilities over the larger."""

from tightrope.catalog.capability import INDEX
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the smaller capability share of two powers over the larger."""
    return library.sql(
        f"""
        WITH {INDEX}, whole AS (SELECT state, year, sum(cinc) AS cinc FROM placed GROUP BY ALL)
        SELECT a.state || '-' || b.state AS state, a.year,
            round(least(a.cinc, b.cinc) / greatest(a.cinc, b.cinc), 4) AS value
        FROM whole a JOIN whole b ON a.year = b.year AND a.state < b.state
        WHERE list_contains($powers, a.state) AND list_contains($powers, b.state) AND greatest(a.cinc, b.cinc) > 0
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="capability_parity",
        label="Capability parity of the powers",
        unit="ratio, 0-1",
        role="pressure",
        higher="more equal powers",
        family="cow_nmc",
        construct="capability parity",
        sources=("cow_nmc",),
        cites=("singer1972", "singer1987"),
        first=1946,
        last=2022,
        note="folds at parity: it does not say which power leads",
    ),
    shape="system",
    form="derived",
    compute=compute,
)
