"""Who walks the rope, and between whom: State and Triad."""

from __future__ import annotations

from dataclasses import dataclass

from tightrope.core.errors import InvalidValue


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of the international system.

    Parameters
    ----------
    code : ISO 3166-1 alpha-3 code (or the conventional one of a state that is gone).
    name : English short name.
    since, until : first and last year as a member of the system; `until` is None while it lasts.
    """

    code: str
    name: str
    since: int
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Triad:
    """A focal state and the ordered pair of powers; tilt > 0 is toward `powers[1]`."""

    focal: State
    powers: tuple[State, State]

    def __post_init__(self) -> None:
        first, second = self.powers
        if first.code == second.code:
            raise InvalidValue(f"the two powers are the same state ({first.code})", next="name two powers")
        if self.focal.code in (first.code, second.code):
            raise InvalidValue(f"the focal state {self.focal.code} is one of the powers", next="name a third state")

    @property
    def swapped(self) -> Triad:
        """The same triad with the order of the powers, and so the sign of tilt, reversed."""
        return Triad(focal=self.focal, powers=(self.powers[1], self.powers[0]))
