"""Students: how many from a state study in China."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return students of 39 Asian and Pacific states; a year not covered is missing."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, 'CHN' AS power, d.year, d.inbound_students_to_china::DOUBLE AS value
        FROM china_diplomacy d JOIN codes c ON c.code = d.iso3 AND d.year BETWEEN c.first AND c.last
        WHERE d.inbound_students_to_china IS NOT NULL ORDER BY c.iso3, d.year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="students_china",
        label="Students in China",
        unit="students",
        role="tie",
        higher="closer",
        kind="amount",
        domain="societal",
        construct="study abroad",
        family="aiddata_public_diplomacy",
        power="CHN",
        transform="log1p",
        sources=("aiddata_public_diplomacy",),
        cites=("custer2018", "custer2019"),
        first=2002,
        last=2017,
        note="39 Asian and Pacific states; grows everywhere with China's universities; for its own tie's trend",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
