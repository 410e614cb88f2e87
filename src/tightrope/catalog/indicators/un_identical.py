"""UN votes: share of identical votes of a state with each power among votes that both cast."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import observed, tables
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library
from tightrope.stats.similarity import identical, mean_error


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the share of identical votes over at least five common roll calls."""
    cells, counts = tables(library, powers)
    return observed(cells, identical(counts), mean_error(counts, np.eye(3)))


INDICATOR = Indicator(
    variable=Variable(
        name="un_identical",
        label="UN votes identical with the power's (adopted resolutions)",
        unit="share, 0 to 1",
        role="context",
        higher="closer",
        domain="diplomatic",
        construct="agreement on the world's agenda",
        family="unga_votes",
        paired=True,
        sources=("unga_votes",),
        cites=("undl_votes",),
        first=1946,
        last=2023,
        note="yes, no and abstention are three votes; absences are no vote; not corrected for chance",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
