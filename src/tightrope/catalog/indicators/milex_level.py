"""Share of a state in the military spending of the world."""

from tightrope.catalog.capability import INDEX
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return military spending over the sum of all states; ratios of two states are ratios of spending."""
    return library.sql(
        f"""
        WITH {INDEX}
        SELECT state, year, round(sum(milex_share), 6) AS value FROM placed
        WHERE milex_share IS NOT NULL GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="milex_level",
        label="Share of world military spending",
        unit="share, 0-1",
        role="filter",
        higher="more arms",
        family="cow_nmc",
        construct="military spending",
        transform="logit",
        sources=("cow_nmc",),
        cites=("singer1987",),
        first=1946,
        last=2022,
        note="at current prices and exchange rates, so a devaluation reads as a cut; never beside "
        "capability_share in one equation, of which it is a sixth",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
