"""United States goods trade with a state in percent of the state's GDP."""

from tightrope.catalog.economy import GDP
from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import names_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return goods imports and exports of the United States with a state in percent of the state's current GDP."""
    return library.sql(
        f"""
        WITH names AS {names_table()}, {GDP}
        SELECT g.state, 'USA' AS power, g.year,
            round(100 * sum(c.us_imports_musd + c.us_exports_musd) * 1e6 / any_value(g.gdp), 3) AS value
        FROM census_annual c JOIN names n ON n.name = lower(c.partner) AND c.year BETWEEN n.first AND n.last
        JOIN gdp g ON g.state = n.iso3 AND g.year = c.year
        WHERE c.cty_code >= 1000 AND c.us_imports_musd + c.us_exports_musd > 0 AND g.state <> 'USA'
        GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="census_trade",
        label="US goods trade with the state (US record)",
        unit="percent of the state's GDP",
        role="tie",
        higher="closer",
        family="census_trade",
        kind="amount",
        flows=("goods imports", "goods exports"),
        domain="economic",
        construct="goods trade",
        power="USA",
        transform="log1p",
        sources=("us_census_trade", "world_bank"),
        cites=("census2023", "worldbank2024"),
        first=1985,
        last=2022,
        note="imports by country of origin; current GDP is derived; a year without any recorded trade is "
        "missing, for the file writes unreported months as zero",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
