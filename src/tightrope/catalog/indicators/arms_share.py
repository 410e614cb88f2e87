"""Arms: each power's share of a state's imports of major weapons, by year."""

from tightrope.catalog.deliveries import Imports, by_power, share
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return yearly shares; a year without deliveries is missing, another supplier's year is 0."""
    imports = Imports(library)
    parts = {p: imports.rows(*share(imports.of(p), imports.total, imports.effective(1))) for p in powers}
    return by_power(parts)


INDICATOR = Indicator(
    variable=Variable(
        name="arms_share",
        label="Share of the power in arms imports, yearly",
        unit="share of deliveries by volume, 0 to 1",
        role="tie",
        higher="closer",
        kind="share",
        domain="security",
        construct="arms supply",
        family="sipri_arms",
        paired=True,
        sources=("sipri_arms",),
        cites=("sipri_arms",),
        first=1950,
        last=2024,
        note="one series per range of years: the table of 1950-2021 to 1994, the delivery register from 1995 (China's "
        "and the United States' yearly shares correlate at .98 and .99 over 1995-2021); years without deliveries are "
        "missing; two decimals; few deliveries make a wide error; the Soviet Union counts as Russia",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
