"""Arms: each power's share of a state's imports of major weapons over five years."""

from tightrope.catalog.deliveries import Imports, by_power, share, trailing
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return shares of the five years up to each year; missing if nothing was delivered in five years."""
    imports = Imports(library)
    total = trailing(imports.total, 5)
    parts = {
        power: imports.rows(*share(trailing(imports.of(power), 5), total, imports.effective(5))) for power in powers
    }
    return by_power(parts)


INDICATOR = Indicator(
    variable=Variable(
        name="arms_share_5y",
        label="Share of the power in arms imports, five years",
        unit="share of deliveries by volume, 0 to 1",
        role="context",
        higher="closer",
        domain="security",
        construct="arms dependence",
        family="sipri_arms",
        paired=True,
        sources=("sipri_arms",),
        cites=("sipri_arms",),
        first=1954,
        last=2024,
        note="the five years up to and with the year; windows of 1995-1998 join the table to 1994 and the delivery "
        "register from 1995; overlapping windows repeat the same deliveries: for print and dependence, not for models",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
