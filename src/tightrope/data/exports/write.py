"""Sheets to files: the format by suffix, a codebook and a bibliography beside it, written aside and then renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tightrope.core.errors import InvalidValue, StoreError
from tightrope.data.exports import codebook
from tightrope.data.exports.dta import renamed, write_dta
from tightrope.data.exports.names import file_name
from tightrope.data.exports.parquet import write_parquet
from tightrope.data.exports.plain import write_csv
from tightrope.data.exports.rframe import write_rds
from tightrope.data.exports.sheet import Sheet
from tightrope.data.exports.xlsx import write_xlsx

SINGLE: dict[str, Callable[[Sheet, Path], tuple[str, ...]]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".dta": write_dta,
    ".rds": write_rds,
}
FORMATS = (*SINGLE, ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files that were written, data first, and what the formats made necessary to change."""

    files: tuple[Path, ...]
    said: tuple[str, ...]


def check_target(target: Path, tables: int, *, force: bool, kind: str = ".csv") -> None:
    """Refuse a target before any work is done for it.

    Parameters
    ----------
    tables : how many tables are to be written.
    force : replace files that exist.
    kind : format in a folder.

    Raises
    ------
    InvalidValue : the suffix is no format, or one file cannot hold several tables.
    StoreError : the file exists and `force` is not given.
    """
    suffix = target.suffix.lower()
    folder = not suffix or target.is_dir()
    if (kind if folder else suffix) not in FORMATS:
        raise InvalidValue(
            f"no format {kind if folder else suffix!r}",
            where=str(target),
            next=f"allowed: {' '.join(FORMATS)}, or a folder",
        )
    if not folder and tables > 1 and suffix != ".xlsx":
        raise InvalidValue(
            f"{tables} tables do not fit one {suffix} file", where=str(target), next="name an .xlsx file or a folder"
        )
    if folder and target.exists() and not target.is_dir():
        raise StoreError("a file is in the place of the folder", where=str(target), next="name another folder")
    if not folder:
        _refuse([target], force=force)


def write(
    sheets: tuple[Sheet, ...] | Sheet, target: Path, *, force: bool = False, bom: bool = False, kind: str = ".csv"
) -> Written:
    """Write sheets to a file, or to a folder with one file for each.

    Parameters
    ----------
    target : FILE.csv, .parquet, .xlsx, .dta or .rds; without a suffix it is a folder.
    force : replace files that exist.
    bom : begin .csv with a byte-order mark.
    kind : format in a folder.

    Returns
    -------
    Written : each data file is followed by its `.codebook.md` and, where something is cited, its `.bib`.
    """
    given = (sheets,) if isinstance(sheets, Sheet) else tuple(sheets)
    if not given:
        raise InvalidValue("there is no table to write", where=str(target))
    check_target(target, len(given), force=force, kind=kind)
    if not target.suffix or target.is_dir():
        plan = [(_alone(sheet), target / f"{file_name(sheet.name)}{kind}") for sheet in given]
        if len({file for _, file in plan}) < len(plan):
            raise InvalidValue("two tables have one name", where=str(target), next="export them apart")
    else:
        plan = [(given, target)]
    folder = plan[0][1].parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    except OSError as error:
        raise StoreError(
            f"cannot be written ({error.strerror})", where=str(folder), next="name another place"
        ) from None
    try:
        said: list[str] = []
        for mine, file in plan:
            said += _one(mine, work / file.name, bom=bom)
        made = sorted(work.iterdir(), key=lambda f: (f.suffix in (".md", ".bib"), f.name))
        _refuse([folder / file.name for file in made], force=force)
        for file in reversed(made):  # the data last: where it stands, its codebook stands
            file.replace(folder / file.name)
        return Written(files=tuple(folder / file.name for file in made), said=tuple(said))
    except OSError as error:
        raise StoreError(
            f"cannot be written ({error.strerror})", where=str(target), next="free space or rights"
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _alone(sheet: Sheet) -> tuple[Sheet, ...]:
    return (sheet,)


def _one(sheets: tuple[Sheet, ...], file: Path, *, bom: bool) -> tuple[str, ...]:
    suffix = file.suffix.lower()
    if suffix == ".xlsx":
        said = write_xlsx(sheets, file)
    elif suffix == ".csv":
        said = write_csv(sheets[0], file, bom=bom)
    else:
        said = SINGLE[suffix](sheets[0], file)
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
    names = {s.name: renamed(s) for s in sheets} if suffix == ".dta" else {}
    beside = codebook.markdown(sheets, file=file.name, said=said, renamed=names)
    file.with_name(file.name + ".codebook.md").write_text(beside, encoding="utf-8")
    entries = sorted({entry for s in sheets for entry in s.bibtex.split("\n\n") if entry.strip()})
    if entries:
        file.with_name(file.name + ".bib").write_text("\n\n".join(entries) + "\n", encoding="utf-8")
    return said


def _refuse(files: list[Path], *, force: bool) -> None:
    there = [file for file in files if file.exists()]
    if there and not force:
        more = f" (and {len(there) - 1} more)" if len(there) > 1 else ""
        raise StoreError(f"the file exists{more}", where=str(there[0]), next="add --force to replace it")
    for file in there:
        if file.is_dir():
            raise StoreError("a folder is in the file's place", where=str(file), next="name another file")
