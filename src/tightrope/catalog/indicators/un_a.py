"""UN votes: A, agreement of a state with each power beyond independent voting."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import observed, tables
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library
from tightrope.stats.similarity import a_score, disagreement, mean_error


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return A (absolute distances) over at least five common roll calls; the error is that of S, margins held."""
    cells, counts = tables(library, powers)
    return observed(cells, a_score(counts), 2 * mean_error(counts, disagreement(3, 1)))


INDICATOR = Indicator(
    variable=Variable(
        name="un_a",
        label="UN votes with the power, A (adopted resolutions)",
        unit="A, -1 to 1; 0 = independent",
        role="context",
        higher="closer",
        domain="diplomatic",
        construct="agreement on the world's agenda beyond chance",
        family="unga_votes",
        paired=True,
        sources=("unga_votes",),
        cites=("undl_votes", "benati2026"),
        first=1946,
        last=2023,
        note="the error holds the two states' vote margins fixed; same votes as un_kappa",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
