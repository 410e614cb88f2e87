"""Government effectiveness of the Worldwide Governance Indicators."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return estimates with the publisher's standard errors."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, w.year, w.gee AS value, w.ges AS error
        FROM wgi w JOIN codes c ON c.code = w.code AND w.year BETWEEN c.first AND c.last
        WHERE w.gee IS NOT NULL AND isfinite(w.gee)
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="government_effectiveness",
        label="Government effectiveness",
        unit="standard normal units",
        role="filter",
        higher="more capable",
        family="wgi",
        construct="institutional capacity",
        sources=("wgi",),
        cites=("kaufmann2010",),
        first=1996,
        last=2021,
        note="every second year before 2002; centered each year, so only the rank among states moves; perceptions",
    ),
    shape="state",
    form="values",
    compute=compute,
)
