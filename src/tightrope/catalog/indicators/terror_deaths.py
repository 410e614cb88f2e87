"""Deaths from terrorism by RAND, to 2009."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import members_table, names_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return deaths from recorded incidents; zero in years without an incident for states that the register names."""
    return library.sql(
        f"""
        WITH names AS {names_table()},
        dead AS (
            SELECT n.iso3 AS state, r."Year" AS year, sum(r."Fatalities due to terrorism (RAND)") AS value
            FROM rand_terrorism r JOIN names n ON n.name = lower(r."Entity") GROUP BY ALL
        )
        SELECT m.state, m.year, coalesce(d.value, 0) AS value
        FROM {members_table(1968, 2009)} m LEFT JOIN dead d ON d.state = m.state AND d.year = m.year
        WHERE m.state IN (SELECT state FROM dead)
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
