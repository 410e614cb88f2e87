"""Deaths from terrorism by RAND, to 2009."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table, names_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

FIRST, LAST = 1968, 2009
# attacks are placed by today's names: those in Serbia, Montenegro and Kosovo happened in Yugoslavia, those in Eritrea
# in Ethiopia
MEANT = (
    ("Serbia", "YUG", 1992, 2005),
    ("Montenegro", "YUG", 1992, 2005),
    ("Eritrea", "ETH", 1952, 1992),
    ("OWID_KOS", "YUG", 1992, 2005),
    ("OWID_KOS", "SRB", 2006, 2007),
    ("USSR", "RUS", 1992, 1992),
    ("Vietnam", "VNM", 1975, 1975),
)


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return deaths from recorded incidents; zero in years without an incident for states that the register names."""
    return library.sql(
        f"""
        WITH names AS {names_table(*MEANT)},
        dead AS (
            SELECT n.iso3 AS state, r."Year" AS year, sum(r."Fatalities due to terrorism (RAND)") AS value
            FROM rand_terrorism r JOIN names n ON n.name = lower(r."Entity")
            AND r."Year" BETWEEN n.first AND n.last GROUP BY ALL
        ),
        named AS (
            SELECT DISTINCT n.iso3 AS state FROM rand_terrorism r JOIN names n ON n.name = lower(r."Entity")
            WHERE n.last >= {FIRST}
        )
        SELECT m.state, m.year, coalesce(d.value, 0) AS value
        FROM {members_table(FIRST, LAST)} m LEFT JOIN dead d ON d.state = m.state AND d.year = m.year
        WHERE m.state IN (SELECT state FROM named)
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="terror_deaths",
        label="Deaths from terrorism",
        unit="deaths",
        role="filter",
        higher="more violence",
        family="rand",
        construct="terrorism at home",
        transform="log1p",
        sources=("rand_terror",),
        cites=("rand2009",),
        first=1968,
        last=2009,
        note="before 1998 international attacks only, so the level jumps there; not measured after 2009; "
        "license unverified",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
