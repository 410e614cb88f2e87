"""What addresses a download may reach: rules on text and numbers; nothing here opens a connection."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from tightrope.core.errors import SourceUnavailable

LONGEST = 8192
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
LOCAL_ENDS = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion", "invalid", "test")
# IANA's special-purpose registries, and addresses at which clouds serve their secrets. Written out, because what
# `ipaddress` calls global changed between patch versions of Python.
CLOSED_V4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a carrier's customers",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local, where clouds keep secrets",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "168.63.129.16/32": "a cloud's own service",
}
# Outside of 2000::/3 no address is public: that holds ::1, ::, wrapped IPv4 (::ffff:0:0/96, 64:ff9b::/96), private
# (fc00::/7), link-local (fe80::/10) and multicast (ff00::/8).
CLOSED_V6 = {
    "2001::/23": "reserved, or IPv4 wrapped by Teredo",
    "2001:db8::/32": "documentation",
    "2002::/16": "IPv4 wrapped by 6to4",
    "3fff::/20": "documentation",
}
NAMED_V6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::/96": "IPv4 wrapped",
    "::ffff:0:0/96": "IPv4 wrapped",
    "64:ff9b::/96": "IPv4 wrapped by NAT64",
    "64:ff9b:1::/48": "IPv4 wrapped by NAT64",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
}
V4 = tuple((ipaddress.IPv4Network(net), why) for net, why in CLOSED_V4.items())
V6 = tuple((ipaddress.IPv6Network(net), why) for net, why in {**NAMED_V6, **CLOSED_V6}.items())
OPEN_V6 = ipaddress.IPv6Network("2000::/3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be reached. As it stands it is the only policy in use; a test passes its own, in code.

    Parameters
    ----------
    loopback : whether 127.0.0.0/8 and ::1 may be reached; never set by a file, an option or the environment.
    ports : ports that an address may name.
    """

    loopback: bool = False
    ports: tuple[int, ...] = (443,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """An address that passed every rule that needs no name server.

    Parameters
    ----------
    url : the address, without a fragment.
    host : the name, in lower case.
    port : the port.
    target : path and query as they are sent.
    """

    url: str
    host: str
    port: int
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """The proxy that a user named; it resolves names and carries bytes that only the host can read.

    Parameters
    ----------
    host, port : where it listens; it may stand on this machine or its network.
    authorization : value of the header that it asks for; never printed.
    """

    host: str
    port: int
    authorization: str = ""


def destination(url: str, *, hosts: Iterable[str], policy: Policy, where: str, stored: str = "") -> Destination:
    """Take an address apart and refuse it unless it is HTTPS, by name, on the list and on an open port.

    Parameters
    ----------
    url : the address.
    hosts : names that may be reached; each stands for itself only.
    policy : what may be reached.
    where : what is being fetched, for the message.
    stored : what to do next, for the message.

    Raises
    ------
    SourceUnavailable : the address is refused; the message says which rule.
    """

    def refuse(why: str) -> SourceUnavailable:
        return SourceUnavailable(f"the address {shown(url)} is refused: {why}", where=where, next=stored)

    if len(url) > LONGEST or any(ord(c) <= 32 or ord(c) == 127 or c == "\\" for c in url):
        raise refuse("it is too long, or has blanks, control characters or backslashes")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refuse("it cannot be read") from None
    if parts.scheme.lower() != "https":
        raise refuse("only https: is fetched")
    if "@" in parts.netloc:
        raise refuse("it carries a user name")
    host = (parts.hostname or "").lower().removesuffix(".")
    if fault := _unnamed(host):
        raise refuse(fault)
    if host not in {name.lower().removesuffix(".") for name in hosts}:
        raise refuse(f"{host} is not among the hosts of this source")
    if (port or 443) not in policy.ports:
        raise refuse(f"port {port or 443} is closed")
    # What is written in other scripts is sent in percent signs; what is so written already stays.
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    target = f"{path}?{query}" if query else path
    shown_port = "" if (port or 443) == 443 else f":{port}"
    return Destination(url=f"https://{host}{shown_port}{target}", host=host, port=port or 443, target=target)


def closed(address: str, policy: Policy) -> str:
    """Return why a numeric address may not be reached; "" if it may.

    Parameters
    ----------
    address : an IPv4 or IPv6 address as text.
    policy : what may be reached.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "not an address"
    if policy.loopback and (ip in ipaddress.IPv4Network("127.0.0.0/8") or str(ip) == "::1"):
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return next((why for net, why in V4 if ip in net), "")
    if ip.scope_id:
        return "link-local"
    return next((why for net, why in V6 if ip in net), "" if ip in OPEN_V6 else "reserved")


def check_answers(host: str, addresses: tuple[str, ...], *, policy: Policy, where: str, stored: str = "") -> None:
    """Refuse a name if any of its addresses is not public: one bad answer spoils them all.

    Raises
    ------
    SourceUnavailable : an address is not public.
    """
    for address in addresses:
        if why := closed(address, policy):
            raise SourceUnavailable(
                f"the name {host} points to {shown(address)} ({why}), which is refused", where=where, next=stored
            )


def proxy_for(host: str, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy for a host by HTTPS_PROXY (or ALL_PROXY) and NO_PROXY, capital or not; None if there is none.

    Raises
    ------
    SourceUnavailable : the proxy's address is not of the form http://[user:password@]host:port.
    """

    def said(name: str) -> str:
        return (environ.get(name.lower()) or environ.get(name) or "").strip()

    address = said("HTTPS_PROXY") or said("ALL_PROXY")
    spared = [entry.strip().lower().removeprefix("*").lstrip(".") for entry in said("NO_PROXY").split(",")]
    spared_all = said("NO_PROXY") == "*"
    if not address or spared_all or any(entry and (host == entry or host.endswith(f".{entry}")) for entry in spared):
        return None
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        name, port = parts.hostname, parts.port or 80
    except ValueError:
        name, port, parts = None, 0, urlsplit("")
    if not name or parts.scheme.lower() != "http":
        raise SourceUnavailable(
            "the proxy is not of the form http://host:port",
            where="HTTPS_PROXY",
            next="name a proxy of that form, or unset the variable",
        )
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    secret = f"Basic {base64.b64encode(user.encode()).decode()}" if parts.username else ""
    return Proxy(host=name, port=port, authorization=secret)


def shown(text: str, longest: int = 120) -> str:
    """Return text of a stranger as it may be printed: no control characters, no query, not long."""
    plain = "".join(c if c.isprintable() else " " for c in text.partition("?")[0])
    if "@" in plain:  # a name and password before the host are nobody's business
        head, _, rest = plain.partition("//")
        plain = f"{head}//…@{rest.rpartition('@')[2]}" if rest else plain
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _unnamed(host: str) -> str:
    labels = host.split(".")
    if ":" in host or NUMERIC.fullmatch(labels[-1]):
        return "a host in numbers is never reached, only a name"
    if not all(LABEL.fullmatch(label) for label in labels) or len(host) > 253:
        return "the host is not a name"
    if len(labels) < 2 or labels[-1] in LOCAL_ENDS:
        return "the host is a name of this machine or its network"
    return ""
