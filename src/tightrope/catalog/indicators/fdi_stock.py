"""Direct investment stock of a power in a state, in percent of the state's GDP."""

from tightrope.catalog.economy import GDP
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return outward positions as the power reports them in percent of current GDP."""
    return library.sql(
        f"""
        WITH {GDP}
        SELECT g.state, p.country_iso3 AS power, g.year, round(100 * p.usd_million * 1e6 / g.gdp, 2) AS value
        FROM imf_positions p JOIN gdp g ON g.state = p.counterpart AND g.year = p.year
        WHERE p.indicator = 'OTWD_D_NETAL_FALL_ALL' AND p.basis = 'O' AND abs(p.usd_million) < 2e6
            AND list_contains($powers, p.country_iso3) AND g.state <> p.country_iso3
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="fdi_stock",
        label="Direct investment of the power in the state",
        unit="percent of the state's GDP",
        role="tie",
        higher="closer",
        family="imf_dip",
        kind="amount",
        domain="economic",
        construct="investment",
        paired=True,
        sources=("imf_dip", "world_bank"),
        cites=("imfdip", "worldbank2024"),
        first=2014,
        last=2024,
        note="one basis: outward positions as the power reports them (United States from 2014, China from "
        "2018); by immediate counterpart, so what passes Hong Kong is missed; can be negative; positions "
        "of China in Korea and Kuwait are a million times too large in the file and left out; current GDP"
        " is derived",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
