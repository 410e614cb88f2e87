"""Share of a state's public external debt that it owes to China."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.finance import OWED
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return debt owed to China over debt owed to all creditors; both must be reported."""
    return library.sql(
        f"WITH {OWED} SELECT state, 'CHN' AS power, year, debt / total AS value FROM owed "
        "WHERE debt >= 0 AND total > 0 AND debt <= total AND list_contains($powers, 'CHN')",
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="debt_share_china",
        label="Share of public external debt owed to China",
        unit="share, 0-1",
        role="tie",
        higher="closer",
        kind="share",
        domain="economic",
        construct="debt",
        family="debt_to_china",
        power="CHN",
        transform="logit",
        sources=("debt_to_china",),
        cites=("worldbank2024",),
        first=1970,
        last=2024,
        note="public and publicly guaranteed debt that the debtor reports: hidden loans and loans to firms are not "
        "in it; low- and middle-income states only; a state without a line for China is missing, not 0",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
