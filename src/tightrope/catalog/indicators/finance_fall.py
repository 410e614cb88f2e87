"""Sudden fall of official finance from a power."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.finance import FINANCE
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 where finance is below half of each of the three years before, their mean 0.1 percent of GDP or more."""
    return library.sql(
        f"""
        WITH {FINANCE}
        SELECT a.state, a.power, a.year,
            CAST(avg(b.share) >= 0.1 AND any_value(a.share) < 0.5 * min(b.share) AS INTEGER) AS value
        FROM finance a JOIN finance b
            ON b.state = a.state AND b.power = a.power AND b.year BETWEEN a.year - 3 AND a.year - 1
        WHERE list_contains($powers, a.power) GROUP BY a.state, a.power, a.year HAVING count(*) = 3
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="finance_fall",
        label="Sudden fall of official finance from the power",
        unit="1 = fell, 0 = did not",
        role="outcome",
        higher="worse",
        family="official_finance",
        construct="fall of aid or finance",
        sources=("us_foreign_aid", "aiddata_gcdf", "world_bank", "pwt"),
        cites=("foreignassistance", "custer2023", "worldbank2024", "feenstra2015"),
        first=1953,
        last=2023,
        note="rule: below half of each of the three years before, where their mean is at least 0.1 percent of "
        "GDP, so that the end of one large loan is no fall; Chinese commitments stay lumpy; never beside "
        "official_finance in one equation",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
