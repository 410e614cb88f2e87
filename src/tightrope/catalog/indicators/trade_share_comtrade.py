"""Share of a power in a state's goods trade as the state reports it, three-year means."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import comtrade_share
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return three-year mean shares in total goods trade, both flows together, with the error of rounding."""
    return library.sql(comtrade_share("r.imports + r.exports", "both_ways"), {"powers": list(powers)})


INDICATOR = Indicator(
    variable=Variable(
        name="trade_share_comtrade",
        label="Share of goods trade with the power (Comtrade, three-year mean, derived)",
        unit="share, 0-1",
        role="tie",
        higher="closer",
        family="comtrade",
        kind="share",
        flows=("goods imports", "goods exports"),
        domain="economic",
        construct="goods trade",
        paired=True,
        transform="logit",
        sources=("comtrade", "world_bank", "world_bank_selected"),
        cites=("uncomtrade", "worldbank2024"),
        first=2002,
        last=2024,
        note="derived: total goods trade is goods trade in percent of GDP times current GDP; mean of the year "
        "and the two before, at least two observed, two decimals; error is of rounding alone; United "
        "States to 2023, China from 2014",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
