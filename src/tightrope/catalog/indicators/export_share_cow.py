"""Share of a power in a state's goods exports by COW, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import cow_share
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return shares of the power in goods exports, zero where the source says zero."""
    return library.sql(cow_share("exports"), {"powers": list(powers)})


INDICATOR = Indicator(
    variable=Variable(
        name="export_share_cow",
        label="Share of goods exports to the power (COW)",
        unit="share, 0-1",
        role="tie",
        higher="closer",
        family="cow_trade",
        kind="share",
        flows=("goods exports",),
        domain="economic",
        construct="goods trade",
        paired=True,
        transform="logit",
        sources=("cow_trade",),
        cites=("barbieri2009",),
        first=1950,
        last=2014,
        note="part of the larger of the national total and the sum over recorded partners; importer's record "
        "first; a dyad that is not recorded is missing, not zero; no trade by way of Hong Kong",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
