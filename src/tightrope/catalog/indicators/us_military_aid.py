"""US military aid to a state: obligations by fiscal year."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.finance import AID_APART
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return net obligations in millions of constant US$, 0 where a state that the source knows got none."""
    return library.sql(
        f"WITH {AID_APART} SELECT state, 'USA' AS power, year, millions AS value FROM apart "
        "WHERE objective = 'military' AND list_contains($powers, 'USA')",
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="us_military_aid",
        label="US military aid",
        unit="millions of constant US$",
        role="tie",
        higher="closer",
        kind="amount",
        domain="security",
        construct="military aid",
        family="us_aid_apart",
        power="USA",
        transform="log1p",
        sources=("us_aid_apart",),
        cites=("foreignassistance",),
        first=1946,
        last=2024,
        note="obligations, not money paid; net withdrawals count as 0; repayments of costs (Coalition Support "
        "Funds) are not aid and are not in it; the same dollars are in official_finance, which keeps the "
        "years that it has",
        after="official_finance",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
