"""Strategic rivalry of two states, to 2020."""

from tightrope.catalog.conflict import RIVALRIES
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 in every year of a rivalry, both directions; only pairs in rivalry."""
    return library.sql(f"WITH {RIVALRIES} SELECT state, other, year, 1 AS value FROM rivalries")


INDICATOR = Indicator(
    variable=Variable(
        name="rivalry",
        label="Strategic rivalry of two states",
        unit="1 = rivals",
        role="context",
        higher="rivals",
        family="tss",
        construct="rivalry",
        sources=("tss_rivalries",),
        cites=("thompson2021",),
        first=1946,
        last=2020,
        note="a pair of existing states without a row was no rivalry; 2020 is the end of coverage; license unverified",
    ),
    shape="pair",
    form="counts",
    compute=compute,
)
