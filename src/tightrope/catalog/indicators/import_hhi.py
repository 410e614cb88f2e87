"""Concentration of a state's goods imports over partners by COW, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import cow_concentration
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return Herfindahl indexes over partners; 1 is a single partner."""
    return library.sql(cow_concentration("imports"))


INDICATOR = Indicator(
    variable=Variable(
        name="import_hhi",
        label="Concentration of goods imports over suppliers",
        unit="Herfindahl index, 0-1",
        role="context",
        higher="more concentrated",
        family="cow_trade",
        construct="diversification of trade",
        sources=("cow_trade",),
        cites=("barbieri2009", "hirschman1964"),
        first=1950,
        last=2014,
        note="over recorded partners, at least ten of them and 70 percent of the national total; COW is used "
        "in all years, with no splice to ITPD-E",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
