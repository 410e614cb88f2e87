"""Reserves in months of imports, for all states."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return total reserves with gold over a month of imports of goods and services, both of the year."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, r.year, round(12 * r.value_usd / i.value_usd, 2) AS value
        FROM wdi_reserves r JOIN wdi_imports i ON i.iso3 = r.iso3 AND i.year = r.year
        JOIN codes c ON c.code = r.iso3 AND r.year BETWEEN c.first AND c.last
        WHERE i.value_usd > 0
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="reserves_months_wdi",
        label="Reserves in months of imports, all states",
        unit="months",
        role="filter",
        higher="more cushion",
        construct="reserves",
        family="world_bank_reserves",
        transform="log1p",
        sources=("wdi_reserves",),
        cites=("worldbank2024",),
        first=1960,
        last=2024,
        note="gross, with gold at market price and what is borrowed or pledged: what a central bank can use may be "
        "half; never joined to the derived series of five states",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
