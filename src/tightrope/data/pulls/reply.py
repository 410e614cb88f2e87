"""What a publisher's reply means: a file, no data, a page for people, wait, or a failure; each in a line of its own."""

from __future__ import annotations

import datetime
import difflib
import email.utils
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tightrope.core.errors import ColumnsMoved, CoverageError, DataError, DigestMismatch, SourceUnavailable
from tightrope.data.address import shown

HEAD = 1024
PASSING = (429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
BINARY: dict[str, tuple[bytes, ...]] = {
    "xlsx": (ZIP,),
    "parquet": (b"PAR1", ZIP, GZIP),
    "dta": (b"<stata_dta>", b"\x71", b"\x72", b"\x73", b"\x69", b"\x6c", b"\x6e", b"\x6f", ZIP, GZIP),
    "rds": (GZIP, b"BZh", b"\xfd7zXZ", b"X\n", b"A\n", b"RDX", b"RDA", ZIP),
}
PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|script|title|meta|!--)", re.IGNORECASE)
TITLE = re.compile(rb"<title[^>]*>(.{1,200}?)</title", re.IGNORECASE | re.DOTALL)
LOGIN = re.compile(
    r"(?:^|[/._?&=-])(?:log-?in|sign-?in|sso|oauth2?|auth|authorize|saml2?|shibboleth|cas)(?:[/._?&=-]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A file that is wanted.

    Parameters
    ----------
    source : the source's name.
    name : the file's name once it is here.
    url : its HTTPS address.
    hosts : names that this download may reach, redirects included.
    format : what kind of file is expected (csv, tsv, json, xlsx, dta, rds, parquet); "" if any.
    sha256 : digest that it must have; "" if it is renewed in place.
    megabytes : the most that is accepted, in millions of bytes, packed and unpacked.
    columns : columns that its reading relies on.
    stored : name of the version that is held already; "" if none.
    """

    source: str
    name: str
    url: str
    hosts: tuple[str, ...]
    format: str = ""
    sha256: str = ""
    megabytes: int = 200
    columns: tuple[str, ...] = ()
    stored: str = ""

    @property
    def place(self) -> str:
        """Return what is being fetched, for messages."""
        return f"{self.source}/{self.name}"

    @property
    def fallback(self) -> str:
        """Return what there is to work with meanwhile."""
        return f"the stored version {self.stored} stays in use" if self.stored else "nothing of it is stored yet"

    @property
    def by_hand(self) -> str:
        """Return how to bring the file in without the gate."""
        return f"download it by hand, then `tightrope data add FILE --as {self.source}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long is waited, and how often is asked.

    Parameters
    ----------
    seconds : the most that one file may take, waits included.
    stall : the longest silence.
    connect : the most that a connection may take.
    hops : redirects that are followed.
    tries : how often is asked before giving up.
    wait : the longest wait between two tries; a publisher that asks for more is asked again another day.
    """

    seconds: float = 3600.0
    stall: float = 60.0
    connect: float = 20.0
    hops: int = 5
    tries: int = 5
    wait: float = 120.0


def unavailable(request: Request, what: str, step: str = "") -> SourceUnavailable:
    """Return the error of a file that did not come: what, where, what next, and what is held meanwhile."""
    return SourceUnavailable(what, where=request.place, next="; ".join(filter(None, (step, request.fallback))))


def no_data(request: Request, how: str) -> CoverageError:
    """Return the error of a publisher that answered, and had nothing to give."""
    return CoverageError(
        f"the publisher answered with no data ({how})",
        where=request.place,
        next=f"the request did not fail, there is nothing for it; check the address; {request.fallback}",
    )


def status_fault(status: int, request: Request) -> DataError:
    """Return the error that a status other than 200 and 206 means."""
    if status in (204, 205):
        return no_data(request, str(status))
    if status in (404, 410):
        step = "look for its new address on the source's page"
        return unavailable(request, f"the file is not there any more ({status})", step)
    if status == 401:
        return unavailable(request, "the publisher asks for an account (401)", request.by_hand)
    if status in (403, 451):
        return unavailable(request, f"the publisher refuses programs or this place ({status})", request.by_hand)
    if status == 429:
        return unavailable(request, "the publisher asks to slow down (429)", "pull again later")
    if 500 <= status <= 599:
        return unavailable(request, f"the publisher's server fails ({status})", "pull again later")
    return unavailable(request, f"the publisher answered {status}, which is no file", "check the address")


def login_fault(request: Request, url: str) -> SourceUnavailable:
    """Return the error of a download that ends at a login page."""
    return unavailable(request, f"the download leads to a login page ({shown(url)})", request.by_hand)


def half(request: Request, size: int, total: int | None) -> SourceUnavailable:
    """Return the error of a body that ended before its end."""
    how = f" ({size:,} of {total:,} bytes)" if total is not None else ""
    return unavailable(request, f"half a file came{how}", "what came is kept: pull again to go on")


def too_large(request: Request, size: int | None) -> SourceUnavailable:
    """Return the error of a file over its cap; `size` is None if it is over it only once unpacked."""
    how = "once unpacked" if size is None else f"at least {size:,} bytes"
    what = f"the file is larger than {request.megabytes} MB ({how})"
    return unavailable(request, what, "raise the source's cap if it grew")


def too_slow(request: Request, seconds: float) -> SourceUnavailable:
    """Return the error of a download that took too long."""
    step = "what came is kept: pull again to go on"
    return unavailable(request, f"the download took longer than {seconds:.0f} seconds", step)


def insecure(request: Request, host: str, error: Exception) -> SourceUnavailable:
    """Return the error of a host that did not prove its name."""
    why = getattr(error, "verify_message", "") or getattr(error, "reason", "") or type(error).__name__
    what = f"the secure connection to {host} failed ({shown(str(why), 80)})"
    return unavailable(request, what, "check this machine's clock and its certificates")


def is_login(url: str) -> bool:
    """Whether an address looks like a login page."""
    return LOGIN.search(url.lower().partition("#")[0]) is not None


def body_fault(head: bytes, request: Request, content_type: str, *, login: str = "") -> DataError | None:
    """Judge a body by its first bytes.

    Parameters
    ----------
    head : the first bytes, at least a thousand if the file has them.
    request : what was wanted.
    content_type : what the server calls it.
    login : address of a login page that the download went through; "" if none.
    """
    plain = head.removeprefix(b"\xef\xbb\xbf")
    kinds = BINARY.get(request.format)
    if kinds and plain.startswith(kinds):
        return None
    if PAGE.match(plain) or ("html" in content_type.lower() and plain.lstrip()[:1] == b"<"):
        if login:
            return login_fault(request, login)
        title = TITLE.search(head)
        said = f" titled {shown(_text(title[1]), 60)!r}" if title else ""
        what = f"a web page{said} came where a {request.format or 'data'} file was expected"
        return unavailable(request, what, f"open the address in a browser, or {request.by_hand}")
    if kinds:
        what = f"the bytes are not those of a {request.format} file (they begin {shown(_text(plain[:24]), 24)!r})"
        return unavailable(request, what, "check what the address gives")
    if request.format in ("csv", "tsv", "json") and plain.lstrip()[:1] == b"<":
        what = f"an XML message came where a {request.format} file was expected"
        return unavailable(request, what, "check what the address gives")
    return None


def check_digest(found: str, request: Request) -> None:
    """Hold the digest of what came against the pinned one.

    Raises
    ------
    DigestMismatch : they differ.
    """
    if request.sha256 and found != request.sha256.lower():
        raise DigestMismatch(
            f"the file has SHA-256 {found[:12]}… where {request.sha256[:12].lower()}… is pinned",
            where=request.place,
            next=f"it was not kept; ask the publisher whether it was replaced; {request.fallback}",
        )


def check_columns(found: Iterable[str], request: Request) -> None:
    """Hold the columns of what came against those that its reading relies on.

    Raises
    ------
    ColumnsMoved : one is missing; the nearest names are offered.
    """
    have = list(found)
    missing = [name for name in request.columns if name not in have]
    if missing:
        near = sorted({match for name in missing for match in difflib.get_close_matches(name, have, 1, 0.6)})
        hint = f" (there is {', '.join(near)})" if near else ""
        raise ColumnsMoved(
            f"the publisher's layout has changed: no column {', '.join(missing)}{hint}",
            where=request.place,
            next=f"the refresh stops here; {request.fallback}",
        )


def wait_asked(headers: Mapping[str, str], wall: float) -> float | None:
    """Return the seconds that Retry-After asks for; None if it asks for none that can be read.

    A date is read against the server's own clock where the reply tells it, so that a wrong clock here does no harm.

    Parameters
    ----------
    headers : the reply's headers.
    wall : seconds since 1970 here, used if the reply carries no date.
    """
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", asked):
        return float(asked)
    until, there = _moment(asked), _moment(headers.get("Date", ""))
    if until is None:
        return None
    return max(0.0, until - (wall if there is None else there))


def _moment(text: str) -> float | None:
    try:
        when = email.utils.parsedate_to_datetime(text)
        # A date without a zone is Greenwich's in HTTP, not this machine's.
        return (when if when.tzinfo else when.replace(tzinfo=datetime.UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _text(raw: bytes) -> str:
    return " ".join(raw.decode("utf-8", errors="replace").split())
