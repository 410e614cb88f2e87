"""Share of a power in a state's goods imports as the state reports it, after 2001."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import comtrade_share
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return three-year mean shares of the power in total goods imports."""
    return library.sql(comtrade_share("r.imports", "imports"), {"powers": list(powers)})


INDICATOR = Indicator(
    variable=Variable(
        name="import_share_comtrade",
        label="Share of goods imports from the power (Comtrade, three-year mean, derived)",
        unit="share, 0-1",
        role="context",
        higher="closer",
        family="comtrade",
        domain="economic",
        construct="goods trade",
        paired=True,
        transform="logit",
        sources=("comtrade", "world_bank", "world_bank_selected"),
        cites=("uncomtrade", "worldbank2024"),
        first=2002,
        last=2024,
        note="derived: total goods imports are exact for PAK, NPL, NGA and THA and elsewhere split from goods "
        "trade by the part of imports in goods and services; mean of the year and the two before; United "
        "States to 2023, China from 2014",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
