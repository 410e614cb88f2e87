"""Share of a state in a power's goods imports by COW, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import cow_outlet
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the power's own shares of its partners: what `import_share_cow` is for the state."""
    return library.sql(cow_outlet("imports"), {"powers": list(powers)})


INDICATOR = Indicator(
    variable=Variable(
        name="power_import_share_cow",
        label="Share of the state in the power's goods imports (COW)",
        unit="share, 0-1",
        role="context",
        higher="the power needs the state more",
        family="cow_trade",
        domain="economic",
        construct="goods trade",
        paired=True,
        transform="logit",
        sources=("cow_trade",),
        cites=("barbieri2009",),
        first=1950,
        last=2014,
        note="part of the larger of the power's national total and the sum over its recorded partners; no "
        "trade by way of Hong Kong",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
