"""UN votes: squared-weighted kappa of a state's votes with each power's, by calendar year."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import observed, tables
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library
from tightrope.stats.similarity import kappa, kappa_error


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return kappa (yes, abstain, no) over at least five common roll calls, with its large-sample error."""
    cells, counts = tables(library, powers)
    return observed(cells, kappa(counts), kappa_error(counts))


INDICATOR = Indicator(
    variable=Variable(
        name="un_kappa",
        label="UN votes with the power, weighted kappa (adopted resolutions)",
        unit="kappa, at most 1; 0 = chance",
        role="tie",
        higher="closer",
        domain="diplomatic",
        construct="agreement on the world's agenda beyond chance",
        family="unga_votes",
        paired=True,
        sources=("unga_votes",),
        cites=("undl_votes", "cohen1968", "fleiss1969"),
        first=1946,
        last=2023,
        note="recorded votes on adopted General Assembly resolutions in the UN Digital Library; years with fewer "
        "than five common votes are missing, 1964 had none, 2024 on is beyond coverage; China from November 1971; "
        "where a state hardly varies its vote, kappa is near 0 with anyone (Pakistan and China in 1979, 1980, 1990): "
        "see un_agreement",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
