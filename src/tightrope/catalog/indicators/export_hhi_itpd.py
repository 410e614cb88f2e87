"""Concentration of a state's exports over partners by ITPD-E, 2000-16."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import itpd_concentration
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return Herfindahl indexes over partners; 1 is a single partner."""
    return library.sql(itpd_concentration("exports"))


INDICATOR = Indicator(
    variable=Variable(
        name="export_hhi_itpd",
        label="Concentration of exports over markets (ITPD-E)",
        unit="Herfindahl index, 0-1",
        role="context",
        higher="more concentrated",
        family="itpd_e",
        construct="diversification of trade",
        sources=("itpd_e",),
        cites=("borchert2021", "hirschman1964"),
        first=2000,
        last=2016,
        note="over recorded partners, at least ten of them; another source than import_hhi, never spliced with it",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
