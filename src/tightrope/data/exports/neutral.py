"""Text that a spreadsheet would run as a formula is marked with an apostrophe, reversibly."""

from __future__ import annotations

import re

# What starts a formula in Excel, LibreOffice or Google Sheets: = + - @ and their full-width twins (which some imports
# fold to ASCII), behind blanks or marks that a program may trim; tab and carriage return open one as well.
LIVE = re.compile(
    r"'*(?:[\t\r\n]|[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b])"
)
SAID = (
    "Text that begins with = + - @ (or their full-width forms, a tab or a line break) is written with a leading "
    "apostrophe, so that no program runs it as a formula; remove one apostrophe to get the text back. Numbers are "
    "untouched."
)


def neutralize(text: str) -> str:
    """Return text that no spreadsheet runs; `restore` gives the text back."""
    return "'" + text if LIVE.match(text) else text


def restore(text: str) -> str:
    """Return the text that was neutralized."""
    return text[1:] if text.startswith("'") and LIVE.match(text[1:]) else text
