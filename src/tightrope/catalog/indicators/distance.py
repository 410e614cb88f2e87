"""Distance between capitals."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return great-circle kilometers, both directions, of the capitals last in use."""
    return library.sql(
        """
        WITH placed AS (
            SELECT c.iso3 AS state, arg_max(k.lat, k.enddate) AS lat, arg_max(k.lng, k.enddate) AS lng
            FROM capitals k JOIN (SELECT DISTINCT ccode, iso3 FROM cow_iso) c ON c.ccode = k.ccode GROUP BY ALL
        )
        SELECT a.state, b.state AS other, 1946 AS year,
            round(2 * 6371.0088 * asin(sqrt(least(1.0, power(sin(radians(b.lat - a.lat) / 2), 2)
                + cos(radians(a.lat)) * cos(radians(b.lat)) * power(sin(radians(b.lng - a.lng) / 2), 2)))), 0) AS value
        FROM placed a JOIN placed b ON a.state <> b.state
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="distance",
        label="Distance between capitals",
        unit="km",
        role="context",
        higher="farther",
        family="capitals",
        construct="proximity",
        transform="log1p",
        sources=("cow_capitals",),
        cites=("miller2022",),
        first=1946,
        last=2026,
        note="year 1946 stands for all years; capitals last in use; a capital stands for the whole state",
    ),
    shape="pair",
    form="derived",
    compute=compute,
)
