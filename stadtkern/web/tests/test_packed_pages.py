# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of people who signed in go packed, each of another length; answers of interfaces go as they are."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_goes_packed_and_its_length_tells_nothing(client: Client) -> None:
    plain = client.get("/ueber/").content
    lengths = set()
    for _turn in range(8):
        packed = client.get("/ueber/", headers={"accept-encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed["Vary"]
        assert gzip.decompress(packed.content) == plain
        lengths.add(int(packed["Content-Length"]))
    assert len(lengths) > 1
    assert max(lengths) < 0.5 * len(plain)


def test_answers_of_interfaces_go_as_they_are(client: Client) -> None:
    answer = client.get("/api/3/action/package_list", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer
