"""Electoral democracy by V-Dem (CC BY-SA 4.0)."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time, members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

# V-Dem goes on with one code through successions, and has codes of their own for the other halves (YMD, VDR)
MEANT = (
    ("CZE", "CSK", 1946, 1992),
    ("RUS", "RUS", 1946, 1990),
    ("SRB", "YUG", 1946, 2005),
    ("VNM", "VNM", 1954, 1975),
    ("YEM", "YAR", 1946, 1989),
)


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the index with the standard deviation of its posterior."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time(*MEANT)},
        coded AS (
            SELECT v.*, c.iso3 AS state
            FROM vdem v JOIN codes c ON c.code = v.country_text_id AND v.year BETWEEN c.first AND c.last
        )
        SELECT v.state, v.year, v.v2x_polyarchy AS value, v.v2x_polyarchy_sd AS error
        FROM coded v JOIN {members_table(1946, 2024)} m ON m.state = v.state AND m.year = v.year
        WHERE v.v2x_polyarchy IS NOT NULL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="polyarchy",
        label="Electoral democracy (V-Dem)",
        unit="index, 0-1",
        role="filter",
        higher="more democratic",
        family="vdem",
        construct="institutional capacity",
        sources=("vdem",),
        cites=("coppedge2025",),
        first=1946,
        last=2024,
        note="a file of its own: share-alike license",
    ),
    shape="state",
    form="values",
    compute=compute,
)
