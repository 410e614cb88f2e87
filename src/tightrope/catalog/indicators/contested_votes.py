"""Contested roll calls: how many a year two powers cast opposite votes on."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import VOTES, listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the number of roll calls of a year in which one power voted yes and the other no."""
    return library.sql(
        f"""
        WITH votes AS MATERIALIZED ({VOTES})
        SELECT a.state || '-' || b.state AS state, a.year,
            count(*) FILTER (a.vote <> b.vote AND a.vote <> 'A' AND b.vote <> 'A')::DOUBLE AS value
        FROM votes a JOIN votes b USING (undl_id)
        WHERE a.state IN ({listed(powers)}) AND b.state IN ({listed(powers)}) AND a.state < b.state
        GROUP BY ALL ORDER BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="contested_votes",
        label="UN votes on which the two powers cast opposite votes",
        unit="roll calls a year",
        role="context",
        higher="more occasions to choose",
        construct="contested choices",
        family="unga_votes_powers",
        transform="log1p",
        sources=("unga_votes",),
        cites=("undl_votes",),
        first=1971,
        last=2023,
        note="one power yes, the other no; adopted resolutions only; depends on how many votes a year has",
    ),
    shape="system",
    form="counts",
    compute=compute,
)
