"""The shocks of a study, read and checked against the states and the catalog."""

from __future__ import annotations

from tightrope.catalog.shelf import indicators
from tightrope.core.errors import CatalogError, UnknownName
from tightrope.data.states import state
from tightrope.explain.synthetic.shocks import Shock, load_shocks
from tightrope.study.spec import Study

GONE = frozenset({"YUG", "CSK", "DDR", "SUN", "VDR", "YMD"})  # states of the past that a shock may have touched


def shocks_of(study: Study) -> tuple[Shock, ...]:
    """Return the shocks declared for the state and the powers of a study: the shelf's, then its own laid over them.

    Raises
    ------
    CatalogError : a file is wrong, or names a state or an indicator that is not known.
    """
    powers = (study.triad.powers[0].code, study.triad.powers[1].code)
    found = load_shocks(study.shock_files, focal=study.triad.focal.code, powers=powers)
    for shock in found:
        for code in (shock.who, *shock.touched):
            if code in GONE:
                continue
            try:
                state(code)
            except UnknownName as error:
                raise CatalogError(error.what, where=f"shocks [{shock.id}]", next=error.next) from None
        for name in shock.cut:
            if name not in indicators():
                hint = "see `tightrope data list`"
                raise CatalogError(f"cut names no indicator {name!r}", where=f"shocks [{shock.id}]", next=hint)
    return found
