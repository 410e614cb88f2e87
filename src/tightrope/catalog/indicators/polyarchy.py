"""Electoral democracy by V-Dem (CC BY-SA 4.0)."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the index with the standard deviation of its posterior."""
    return library.sql(
        f"""
        WITH codes AS {codes_table()}
        SELECT c.iso3 AS state, v.year, v.v2x_polyarchy AS value, v.v2x_polyarchy_sd AS error
        FROM vdem v JOIN codes c ON c.code = v.country_text_id
        WHERE v.v2x_polyarchy IS NOT NULL AND v.year >= 1946
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
