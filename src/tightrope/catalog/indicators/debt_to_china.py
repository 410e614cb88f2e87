"""Public external debt that a state owes to China, in dollars."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.finance import OWED
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return debt owed to China in millions of current US$."""
    return library.sql(
        f"WITH {OWED} SELECT state, 'CHN' AS power, year, debt / 1e6 AS value FROM owed "
        "WHERE debt >= 0 AND list_contains($powers, 'CHN')",
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="debt_to_china",
        label="Public external debt owed to China",
        unit="millions of current US$",
        role="context",
        higher="more owed",
        domain="economic",
        construct="debt",
        family="debt_to_china",
        power="CHN",
        transform="log1p",
        sources=("debt_to_china",),
        cites=("worldbank2024",),
        first=1970,
        last=2024,
        note="a stock at the year's end at the exchange rates of that day, as the debtor reports it; hidden loans "
        "are not in it",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
