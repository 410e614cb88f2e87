"""Names that Stata, Excel and file systems accept, and the map from ours to theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

STATA_NAME, STATA_LABEL, EXCEL_SHEET = 32, 80, 31
# Stata's user's guide, "Naming conventions": names that no variable may have; str1, str2, ... and strL as well.
RESERVED = frozenset({
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred",
    "_rc", "_skip", "using", "with",
})  # fmt: skip
TYPE_NAME = re.compile(r"str(?:\d+|L)\Z")
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


def stata_names(columns: Iterable[str], labeled: Collection[str] = ()) -> dict[str, str]:
    """Return column -> a distinct Stata name: letters, digits and _, at most 32, not reserved.

    Parameters
    ----------
    labeled : columns with value labels; the writer names a set of labels by the variable and a number of up to four
        digits, and that name has to fit as well.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode()
        name = re.sub(r"[^A-Za-z0-9_]+", "_", plain).strip(" ") or "_"
        if name[0].isdigit() or name == "_" or name in RESERVED or TYPE_NAME.match(name):
            name = f"v_{name}" if name != "_" else "v"
        found[column] = _distinct(name, taken, STATA_NAME - 4 if column in labeled else STATA_NAME)
    return found


def sheet_names(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return name -> a distinct sheet name of a workbook: at most 31 characters, without []:*?/ and backslash."""
    found: dict[str, str] = {}
    used = {name.lower() for name in taken} | {"history"}
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", name).strip(" '") or "table"
        found[name] = _distinct(plain, used, EXCEL_SHEET, fold=True)
    return found


def file_name(name: str) -> str:
    """Return a file's stem that every system accepts."""
    plain = re.sub(r"[^\w.-]+", "_", name).strip("._-")[:100] or "table"
    return f"{plain}_" if plain.lower() in DEVICES else plain


def short(text: str, most: int) -> str:
    """Return text of at most so many characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "\u2026"


def _distinct(name: str, taken: set[str], most: int, *, fold: bool = False) -> str:
    cut, count = name[:most], 1
    while (cut.lower() if fold else cut) in taken:
        count += 1
        end = f"_{count}"
        cut = name[: most - len(end)] + end
    taken.add(cut.lower() if fold else cut)
    return cut
