"""Share of a state in a power's goods exports by ITPD-E, 2000-16."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import itpd_outlet
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the power's own shares of its partners: what `export_share_itpd` is for the state."""
    return library.sql(itpd_outlet("exports"), {"powers": list(powers)})


INDICATOR = Indicator(
    variable=Variable(
        name="power_export_share_itpd",
        label="Share of the state in the power's goods exports (ITPD-E)",
        unit="share, 0-1",
        role="context",
        higher="the power needs the state more",
        family="itpd_e",
        domain="economic",
        construct="goods trade",
        paired=True,
        transform="logit",
        sources=("itpd_e",),
        cites=("borchert2021",),
        first=2000,
        last=2016,
        note="of the sum over recorded partners and industries, services where recorded; levels "
        "differ from customs records",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
