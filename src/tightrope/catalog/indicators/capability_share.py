"""Share of a state in the capabilities of the world (CINC, recomputed)."""

from tightrope.catalog.capability import INDEX
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the mean of a state's shares in six components, four decimals."""
    return library.sql(f"WITH {INDEX} SELECT state, year, round(sum(cinc), 4) AS value FROM placed GROUP BY ALL")


INDICATOR = Indicator(
    variable=Variable(
        name="capability_share",
        label="Share of world capabilities (CINC)",
        unit="share, 0-1",
        role="context",
        higher="stronger",
        family="cow_nmc",
        construct="aggregate power",
        sources=("cow_nmc",),
        cites=("singer1972", "singer1987"),
        first=1946,
        last=2022,
        note="recomputed from six components, mean of those observed; an industrial-age measure, a third of it"
        " is population",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
