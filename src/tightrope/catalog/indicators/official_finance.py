"""Official finance that a state gets from a power: US aid beside Chinese development finance."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.finance import FINANCE
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return commitments in constant 2015 US$ in percent of real GDP."""
    return library.sql(
        f"""
        WITH {FINANCE}
        SELECT state, power, year, round(share, 3) AS value FROM finance WHERE list_contains($powers, power)
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="official_finance",
        label="Official finance from the power",
        unit="percent of GDP, both in constant 2015 US$",
        role="tie",
        higher="closer",
        family="official_finance",
        kind="amount",
        flows=("official finance",),
        domain="economic",
        construct="official finance",
        paired=True,
        transform="log1p",
        sources=("us_foreign_aid", "aiddata_gcdf", "world_bank", "pwt"),
        cites=("foreignassistance", "custer2023", "worldbank2024", "feenstra2015"),
        first=1950,
        last=2023,
        note="United States: obligations of economic and military aid 1946-2023, net withdrawals count as 0; "
        "China: ODA-like, OOF-like and vague flows without rollovers 2000-21, most of it loans at or near"
        " market terms, so a grant dollar and a loan dollar weigh the same; 0 where a state that the "
        "source knows is absent in a year; GDP before the World Bank series carried back at the growth of"
        " PWT",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
