"""Whether a power, alone or jointly, had sanctions on a state in a year."""

from tightrope.catalog.conflict import SANCTIONS
from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 in years from begin to end of a case with the power as named sender, 0 in the others."""
    return library.sql(
        f"""
        WITH {SANCTIONS}
        SELECT m.state, p.power, m.year, max(CAST(c.state IS NOT NULL AS INTEGER)) AS value
        FROM {members_table(1949, 2023)} m CROSS JOIN (SELECT unnest($powers) AS power) p
        LEFT JOIN cases c ON c.state = m.state AND c.power = p.power AND c.year = m.year
        WHERE m.state <> p.power GROUP BY ALL
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="sanctions",
        label="Sanctions from the power",
        unit="1 = under sanctions, 0 = not",
        role="outcome",
        higher="worse",
        family="gsdb",
        construct="sanctions received",
        sources=("gsdb",),
        cites=("felbermayr2020", "yalcin2025"),
        first=1949,
        last=2023,
        note="the power named as sender, alone or in a list; sanctions of the UN or EU alone do not count; "
        "informal Chinese measures are under-counted; a case that ends in 2023 may go on",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
