"""The origin behind proxies: believed as far as trusted proxies have written it, no further."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraamzorg_app.ui.forwarded import origin_of

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("2001:db8:1::/48")]
PROXIES = st.sampled_from(["10.0.0.1", "10.255.0.9", "2001:db8:1::7", "::ffff:10.0.0.2"])
OTHERS = st.sampled_from(["192.0.2.1", "2001:db8:2::1", "127.0.0.1"])
WRITTEN = st.text(max_size=60) | st.lists(PROXIES | OTHERS, max_size=4).map(", ".join)


@pytest.mark.parametrize(
    ("peer", "forwarded", "origin"),
    [
        ("10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.9, 192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "198.51.100.9,192.0.2.1 , 10.0.0.2", "192.0.2.1"),
        ("::ffff:10.0.0.1", "::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1::1", "2001:DB8:0:0::5", "2001:db8::5"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.1, fe80::1%anything", "10.0.0.1"),
        ("10.0.0.1", "192.0.2.1:443", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("a socket", "198.51.100.9", "a socket"),
    ],
)
def test_the_last_address_that_is_no_proxy(peer: str, forwarded: str, origin: str) -> None:
    assert origin_of(peer, forwarded, TRUSTED) == origin


@given(peer=OTHERS, written=WRITTEN)
def test_who_is_no_proxy_is_never_believed(peer: str, written: str) -> None:
    assert origin_of(peer, written, TRUSTED) == peer


@given(peer=PROXIES, written=WRITTEN, sender=OTHERS, between=st.lists(PROXIES, max_size=3))
def test_what_a_sender_writes_before_the_proxies_changes_nothing(
    peer: str, written: str, sender: str, between: list[str]
) -> None:
    assert origin_of(peer, ", ".join([written, sender, *between]), TRUSTED) == sender
