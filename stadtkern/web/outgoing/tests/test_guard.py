# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Connectors reach public addresses only."""

from __future__ import annotations

import ipaddress

import pytest

from stadtkern.kernel.errors import AddressRefused
from stadtkern.web.outgoing.guard import checked, is_public

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "198.18.0.1",
    "192.0.2.1",
    "fe80::1%eth0",
    "::127.0.0.1",
    "fec0::1",
    "2001:db8::1",
    "2001:0:7f00:1::80ff:fffe",
    "100::1",
    "240.0.0.1",
    "64:ff9b:1::a00:1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["193.99.144.80", "2a02:2e0:3fe:1001:302::", "64:ff9b::c163:9050"])
def test_a_public_address_may_be_reached(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
        "http://127.1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "ftp://example.org/",
        "gopher://127.0.0.1/", "http:///x", "http://017700000001/", "http://[::ffff:7f00:1]/",
        "http://0/", "HTTP://127.0.0.1/", "http://127.0.0.1\\@example.org/", "dict://127.0.0.1:11211/",
        "//127.0.0.1/", "http://①②⑦.⓪.⓪.①/", "jar:http://127.0.0.1!/", "http://[::]:80/",
        "http://user:secret@127.0.0.1/", "http://127.0.0.1:99999/",
    ],
)  # fmt: skip
def test_every_spelling_of_a_private_place_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked(url, allow_private=False)


def test_the_checked_address_and_the_name_are_kept_apart() -> None:
    target = checked("http://localhost:8080/a/b?c=d", allow_private=True)
    assert (target.host_header, target.path, target.port) == ("localhost:8080", "/a/b?c=d", 8080)
    assert ipaddress.ip_address(target.address).is_loopback
