"""Share of a power in a state's exports by ITPD-E, 2000-16."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import itpd_share
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return shares of the power in exports over all recorded partners."""
    return library.sql(itpd_share("exports"), {"powers": list(powers)})


INDICATOR = Indicator(
    variable=Variable(
        name="export_share_itpd",
        label="Share of exports to the power (ITPD-E)",
        unit="share, 0-1",
        role="tie",
        higher="closer",
        family="itpd_e",
        kind="share",
        flows=("goods exports",),
        domain="economic",
        construct="goods trade",
        paired=True,
        transform="logit",
        sources=("itpd_e",),
        cites=("borchert2021",),
        first=2000,
        last=2016,
        note="sum over industries, services where recorded; a dyad without a row is missing, not zero; levels "
        "differ from customs records",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
