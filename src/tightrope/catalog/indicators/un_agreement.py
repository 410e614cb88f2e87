"""UN votes: agreement of a state with each power, half credit for an abstention beside a yes or no."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import observed, tables
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library
from tightrope.stats.similarity import agreement, disagreement, mean_error


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return agreement over at least five common roll calls."""
    cells, counts = tables(library, powers)
    return observed(cells, agreement(counts), mean_error(counts, 1 - disagreement(3, 1)))


INDICATOR = Indicator(
    variable=Variable(
        name="un_agreement",
        label="UN votes with the power, agreement with half credit (adopted resolutions)",
        unit="share, 0 to 1",
        role="context",
        higher="closer",
        domain="diplomatic",
        construct="agreement on the world's agenda",
        family="unga_votes",
        paired=True,
        sources=("unga_votes",),
        cites=("undl_votes", "bailey2017"),
        first=1946,
        last=2023,
        note="not corrected for chance: two states that both vote yes on nearly all look close; same votes as un_kappa",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
