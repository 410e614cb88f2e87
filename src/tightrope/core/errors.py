"""The error tree: each leaf names what is wrong; each message says what, where and what next."""

from __future__ import annotations


class TightropeError(Exception):
    """Something that a user can act on went wrong.

    Parameters
    ----------
    what : what is wrong, as a clause.
    where : the file, key, source or place it concerns.
    next : what to do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", next: str = "") -> None:
        self.what, self.where, self.next = what, where, next
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the one line that is printed: what, where, what next."""
        place = f"{self.where}: " if self.where else ""
        step = f"; {self.next}" if self.next else ""
        return " ".join(f"{place}{self.what}{step}".split())


class StudyError(TightropeError):
    """The study file is wrong; carries every fault found, each with its key."""

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", next: str = "", faults: tuple[StudyError, ...] = ()) -> None:
        self.faults = faults
        super().__init__(what, where=where, next=next)


class UnknownName(StudyError):
    """A name is not on its shelf; the nearest names are offered."""


class InvalidValue(StudyError):
    """A value is not allowed; the allowed values are listed."""


class CatalogError(TightropeError):
    """A shelf file is wrong; carries the file."""

    exit_code = 2


class DataError(TightropeError):
    """The world gave bad data; carries the source."""

    exit_code = 3


class SourceUnavailable(DataError):
    """A source cannot be reached or is gone; the stored snapshot to use is named."""


class DigestMismatch(DataError):
    """The bytes changed under a pinned digest."""


class ColumnsMoved(DataError):
    """A table has not the columns expected of it."""


class FileRefused(DataError):
    """A file is of a kind that is never opened; what it is, is said."""


class FileDamaged(DataError):
    """A file cannot be read as what it claims to be; the place is named."""


class FileTooLarge(DataError):
    """A file, or what it unpacks to, is over a cap; the size and the cap are named."""


class ChoiceNeeded(DataError):
    """A file can be read in more than one way; the ways are listed, none is taken."""


class CoverageError(DataError):
    """Too little is observed to say anything."""


class NotAState(DataError):
    """A code means no state in that year; the states that it may mean are listed."""


class EvidenceError(TightropeError):
    """A document cannot be read, or a coding does not match its text."""

    exit_code = 3


class ModelError(TightropeError):
    """The mathematics refused; carries diagnostics."""

    exit_code = 4


class NotIdentified(ModelError):
    """The quantity cannot be told from the data; the open path is printed."""


class NotConverged(ModelError):
    """An estimator did not settle; the worst diagnostic and the remedy are named."""


class NoEquilibrium(ModelError):
    """No equilibrium was found within the stated bounds."""


class StoreError(TightropeError):
    """A result on disk is damaged, missing or held by another run."""

    exit_code = 5
