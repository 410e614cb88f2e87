"""Defense obligation of a power to a state, by the project's own table of treaties."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.treaties import answers, treaties
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 where a duty to defend is live, 0.5 where it stands on paper only, 0 where there is none."""
    return answers(library, powers, treaties().strength)


INDICATOR = Indicator(
    variable=Variable(
        name="defense_obligation",
        label="Defense obligation in force",
        unit="0 none, 0.5 on paper only, 1 live",
        role="tie",
        higher="closer",
        family="treaties",
        kind="ordinal",
        domain="security",
        construct="alliance",
        paired=True,
        sources=("defense_treaties",),
        cites=("nbr-treaties", "frus-1959-d346"),
        first=1946,
        last=2025,
        note="live: standing forces, or signed, joined, renewed or invoked within ten years; else paper. Pakistan's "
        "agreement of 1959 with the United States was never ended; China has no such treaty with its closest partner",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
