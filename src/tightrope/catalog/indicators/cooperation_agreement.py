"""Defense cooperation agreement of a power with a state."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 where an agreement is coded, 0 where the file says none; pairs that it does not list are missing."""
    return library.sql(
        f"""
        WITH pairs AS (
            SELECT ccode1 AS one, ccode2 AS two, year, agreement FROM dcad
            UNION ALL SELECT ccode2, ccode1, year, agreement FROM dcad
        )
        SELECT s.iso3 AS state, p.iso3 AS power, d.year, max(d.agreement)::DOUBLE AS value
        FROM pairs d JOIN cow_iso s ON s.ccode = d.one AND s.year = d.year
        JOIN cow_iso p ON p.ccode = d.two AND p.year = d.year
        WHERE p.iso3 IN ({listed(powers)}) AND s.iso3 <> p.iso3 AND d.agreement IN (0, 1) GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="cooperation_agreement",
        label="Defense cooperation agreement with the power",
        unit="1 = yes, 0 = no",
        role="tie",
        higher="closer",
        kind="ordinal",
        domain="security",
        construct="defense cooperation",
        family="defense_cooperation",
        paired=True,
        sources=("defense_cooperation",),
        cites=("kinne2020",),
        first=1980,
        last=2010,
        note="any bilateral agreement that was published, however thin: exercises, research, officers' training; "
        "no duty to defend; ends in 2010",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
