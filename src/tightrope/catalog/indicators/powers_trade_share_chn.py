"""Share of the other power in the goods trade of China by COW, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import COW
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the share of each other power in the goods trade of China."""
    return library.sql(
        f"""
        WITH {COW}
        SELECT least(f.state, f.partner) || '-' || greatest(f.state, f.partner) AS state, f.year,
            round((f.imports + f.exports) / (t.imports + t.exports), 4) AS value
        FROM flows f JOIN totals t ON t.state = f.state AND t.year = f.year
        WHERE f.state = 'CHN' AND list_contains($powers, f.partner)
            AND f.imports + f.exports IS NOT NULL AND t.imports + t.exports > 0
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="powers_trade_share_chn",
        label="Mutual trade in the trade of China (COW)",
        unit="share, 0-1",
        role="pressure",
        higher="closer trade between the powers",
        family="cow_trade",
        construct="mutual trade",
        transform="logit",
        sources=("cow_trade",),
        cites=("barbieri2009",),
        first=1950,
        last=2014,
        note="rows of the powers' own dyad; no trade by way of Hong Kong; ends in 2014, with no splice to later series",
    ),
    shape="system",
    form="derived",
    compute=compute,
)
