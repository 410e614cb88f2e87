"""Whether a pact against a power is in force for a state, by the project's own table of treaties."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.treaties import answers, treaties
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 if a pact against the power binds the state, 0 if none; no row where that is unknown."""
    return answers(library, powers, treaties().against)


INDICATOR = Indicator(
    variable=Variable(
        name="pact_against",
        label="Pact against the power in force",
        unit="0 or 1",
        role="context",
        higher="bound against the power",
        family="treaties",
        construct="alliance",
        sources=("defense_treaties",),
        cites=("nbr-treaties", "thompson2021"),
        first=1950,
        last=2025,
        note="between the United States and China only; after 2020 their rivalry is unknown, and so is the answer for "
        "states whose bilateral pact with one of them was renewed within ten years",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
