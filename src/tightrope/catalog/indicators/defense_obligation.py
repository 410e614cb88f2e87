"""Defense obligation of a power to a state, by the project's own table of treaties."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.treaties import answers, treaties
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 where a duty to defend is in force and 0 where none is, for every state while it exists."""
    return answers(library, powers, treaties().obligation)


INDICATOR = Indicator(
    variable=Variable(
        name="defense_obligation",
        label="Defense obligation in force",
        unit="0 or 1",
        role="tie",
        higher="closer",
        family="treaties",
        domain="security",
        construct="alliance",
        paired=True,
        sources=("defense_treaties",),
        cites=("nbr-treaties", "frus-1959-d346"),
        first=1946,
        last=2025,
        note="what treaties say, not what was done: Pakistan's agreement of 1959 with the United States still counts, "
        "and China has no such treaty with its closest partner",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
