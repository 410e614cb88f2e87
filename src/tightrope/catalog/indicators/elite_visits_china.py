"""Elite visits: Chinese officials and officers who came to a state in a year."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return government and military visits; a year not covered is missing."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, 'CHN' AS power, d.year, d.total_elite_visits::DOUBLE AS value
        FROM china_diplomacy d JOIN codes c ON c.code = d.iso3 AND d.year BETWEEN c.first AND c.last
        WHERE d.total_elite_visits IS NOT NULL ORDER BY c.iso3, d.year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="elite_visits_china",
        label="Visits of Chinese officials and officers",
        unit="visits a year",
        role="tie",
        higher="closer",
        kind="count",
        domain="diplomatic",
        construct="attention of the elite",
        family="aiddata_public_diplomacy",
        power="CHN",
        transform="log1p",
        sources=("aiddata_public_diplomacy",),
        cites=("custer2018", "custer2019"),
        first=2000,
        last=2017,
        note="provincial officials are counted too; military visits only from 2003 and not in the last year",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
