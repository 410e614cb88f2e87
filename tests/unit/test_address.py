"""Which addresses may be reached: every way of writing a closed one is refused, and what is open is global."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.core.errors import SourceUnavailable
from tightrope.data.address import Policy, check_answers, closed, destination, proxy_for, shown

HOSTS = ("data.example.org", "Example.ORG.")
NET4 = [ipaddress.IPv4Network(n) for n in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "224.0.0.0/4", "240.0.0.0/4",
)]  # fmt: skip


def go(url: str, hosts: tuple[str, ...] = HOSTS, policy: Policy | None = None):
    return destination(url, hosts=hosts, policy=policy or Policy(), where="toy/t.csv", stored="nothing is stored")


@pytest.mark.parametrize(
    ("url", "host", "target"),
    [
        ("https://data.example.org/a/b.csv?x=1&y=%20#part", "data.example.org", "/a/b.csv?x=1&y=%20"),
        ("HTTPS://DATA.example.org.", "data.example.org", "/"),
        ("https://example.org:443/پاکستان", "example.org", "/%D9%BE%D8%A7%DA%A9%D8%B3%D8%AA%D8%A7%D9%86"),
        ("https://data.example.org/api/a;b:c?q=a|b", "data.example.org", "/api/a;b:c?q=a%7Cb"),
    ],
)
def test_an_address_on_the_list_passes(url: str, host: str, target: str):
    found = go(url)
    assert (found.host, found.port, found.target) == (host, 443, target)
    assert found.url == f"https://{host}{target}"


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://data.example.org/", "only https"),
        ("file:///etc/passwd", "only https"),
        ("ftp://data.example.org/", "only https"),
        ("data:text/csv,a", "only https"),
        ("gopher://data.example.org/", "only https"),
        ("//data.example.org/", "only https"),
        ("", "only https"),
        ("https://", "the host is not a name"),
        ("https:///etc/passwd", "the host is not a name"),
        ("https://127.0.0.1/", "in numbers"),
        ("https://93.184.215.14/", "in numbers"),
        ("https://169.254.169.254/latest/meta-data/", "in numbers"),
        ("https://2130706433/", "in numbers"),
        ("https://0x7f000001/", "in numbers"),
        ("https://0x7f.0.0.1/", "in numbers"),
        ("https://127.0.0.0x1/", "in numbers"),
        ("https://017700000001/", "in numbers"),
        ("https://127.1/", "in numbers"),
        ("https://127.0.0.1./", "in numbers"),
        ("https://[::1]/", "in numbers"),
        ("https://[::ffff:127.0.0.1]/", "in numbers"),
        ("https://[fe80::1%25eth0]/", "in numbers"),
        ("https://localhost/", "this machine or its network"),
        ("https://data/", "this machine or its network"),
        ("https://db.internal/", "this machine or its network"),
        ("https://a.localhost/", "this machine or its network"),
        ("https://printer.local/", "this machine or its network"),
        ("https://data.example.org@evil.com/", "user name"),
        ("https://user:pw@data.example.org/", "user name"),
        ("https://evil.com\\@data.example.org/", "backslashes"),
        ("https://data.example.org/\r\nX: y", "control characters"),
        ("https://data.example.org/a b", "blanks"),
        ("https://data.example.org:8443/", "port 8443 is closed"),
        ("https://data.example.org:99999/", "cannot be read"),
        ("https://data.example.org:x/", "cannot be read"),
        ("https://evil.com/", "not among the hosts"),
        ("https://data.example.org.evil.com/", "not among the hosts"),
        ("https://xdata.example.org/", "not among the hosts"),
        ("https://a.data.example.org/", "not among the hosts"),
        ("https://１２７.０.０.１/", "not a name"),
        ("https://dаta.example.org/", "not a name"),
        ("https://data..example.org/", "not a name"),
        ("https://data.example.org/" + "a" * 9000, "too long"),
    ],
)
def test_an_address_is_refused_by_a_rule_that_is_named(url: str, rule: str):
    with pytest.raises(SourceUnavailable) as caught:
        go(url, hosts=(*HOSTS, "127.0.0.1", "93.184.215.14", "localhost", "[::1]", "2130706433"))
    text = str(caught.value)
    assert rule in text
    assert "pw" not in text
    assert text.isprintable()
    assert len(text) < 300


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.31.255.255",
        "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::ffff:8.8.8.8", "::8.8.8.8",
        "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:808:808::1", "3fff::1", "5f00::1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1", "2600::1%1",
        "not an address", "", "0x7f.1", "127.1",
    ],
)  # fmt: skip
def test_a_closed_address(address: str):
    assert closed(address, Policy())


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111"])
def test_an_open_address(address: str):
    assert closed(address, Policy()) == ""


@given(st.ip_addresses())
def test_what_is_open_is_global(ip: ipaddress.IPv4Address | ipaddress.IPv6Address):
    if not closed(str(ip), Policy()):
        assert ip.is_global
        assert not ip.is_multicast
        assert not any(ip in net for net in NET4 if ip.version == 4)


@given(st.sampled_from(NET4), st.integers(0, 2**32 - 1))
def test_a_closed_address_stays_closed_in_every_wrapping(net: ipaddress.IPv4Network, n: int):
    ip = net[n % net.num_addresses]
    wrapped = (f"::ffff:{ip}", f"::{ip}", f"64:ff9b::{ip}", str(ipaddress.IPv6Address(0x2002 << 112 | int(ip) << 80)))
    assert closed(str(ip), Policy())
    assert all(closed(text, Policy()) for text in wrapped)
    for url in (f"https://{ip}/", f"https://{int(ip)}/", f"https://{int(ip):#x}/", f"https://0{int(ip):o}/"):
        with pytest.raises(SourceUnavailable):
            go(url, hosts=(*HOSTS, str(ip), str(int(ip))))


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_in_one_line(text: str):
    for url in (text, f"https://{text}", f"https://data.example.org/{text}", f"https://{text}@data.example.org/"):
        try:
            found = go(url)
        except SourceUnavailable as error:
            said = str(error)
        else:
            said = found.target
            assert found.host in ("data.example.org", "example.org")
            assert said.isascii()
            assert said.startswith("/")
            assert " " not in said
        assert said.isprintable()


def test_loopback_opens_this_machine_and_nothing_else():
    policy = Policy(loopback=True)
    assert not closed("127.0.0.1", policy)
    assert not closed("::1", policy)
    assert closed("::ffff:127.0.0.1", policy)
    assert all(closed(a, policy) for a in ("10.0.0.1", "169.254.169.254", "192.168.1.1", "fe80::1", "0.0.0.0"))
    assert closed("127.0.0.1", Policy())


def test_one_bad_answer_spoils_them_all():
    check_answers("data.example.org", ("8.8.8.8", "2606:4700::1111"), policy=Policy(), where="toy")
    with pytest.raises(SourceUnavailable, match=r"points to 10\.0\.0\.1 \(private\)"):
        check_answers("data.example.org", ("8.8.8.8", "10.0.0.1"), policy=Policy(), where="toy")


def test_the_proxy_is_the_one_that_was_named():
    assert proxy_for("data.example.org", {}) is None
    found = proxy_for("data.example.org", {"HTTPS_PROXY": "proxy.corp:3128", "HTTP_PROXY": "http://other:1"})
    assert (found.host, found.port, found.authorization) == ("proxy.corp", 3128, "")
    both = {"https_proxy": "http://a%20b:p%40w@[::1]:8080", "HTTPS_PROXY": "http://other:1"}
    found = proxy_for("data.example.org", both)
    assert (found.host, found.port, found.authorization) == ("::1", 8080, "Basic YSBiOnBAdw==")
    for spared in ("*", "example.org", ".example.org", "x, *.example.org", "data.example.org"):
        assert proxy_for("data.example.org", {**both, "NO_PROXY": spared}) is None
    assert proxy_for("data.example.org", {**both, "NO_PROXY": "ample.org,,org.example"}) is not None
    with pytest.raises(SourceUnavailable, match="not of the form") as caught:
        proxy_for("data.example.org", {"HTTPS_PROXY": "socks5://u:secret@h:1"})
    assert "secret" not in str(caught.value)


def test_a_strangers_text_is_printed_plainly():
    assert shown("https://a/\x1b[2J\u202etxt?key=secret") == "https://a/ [2J txt"
    assert shown("https://u:pw@a/") == "https://…@a/"
    assert len(shown("x" * 500)) == 120
