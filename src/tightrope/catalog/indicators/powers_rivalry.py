"""Strategic rivalry of the two powers, to 2020."""

from tightrope.catalog.conflict import RIVALRIES
from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 in years of rivalry of two powers, 0 in the others."""
    return library.sql(
        f"""
        WITH {RIVALRIES}, pairs AS (
            SELECT a.power AS one, b.power AS two FROM (SELECT unnest($powers) AS power) a
            JOIN (SELECT unnest($powers) AS power) b ON a.power < b.power
        )
        SELECT p.one || '-' || p.two AS state, m.year, CAST(r.year IS NOT NULL AS INTEGER) AS value
        FROM pairs p JOIN {members_table(1946, 2020)} m ON m.state = p.one
        JOIN {members_table(1946, 2020)} n ON n.state = p.two AND n.year = m.year
        LEFT JOIN rivalries r ON r.state = p.one AND r.other = p.two AND r.year = m.year
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="powers_rivalry",
        label="Strategic rivalry of the powers",
        unit="1 = rivals, 0 = not",
        role="pressure",
        higher="rivals",
        family="tss",
        construct="rivalry of the powers",
        sources=("tss_rivalries",),
        cites=("thompson2021",),
        first=1946,
        last=2020,
        note="coded yes or no; 2020 is the end of coverage; license unverified",
    ),
    shape="system",
    form="counts",
    compute=compute,
)
