# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Style sheets and scripts go packed to browsers that take it, and as they are to the others."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

import pytest
from django.templatetags.static import static
from django.test import Client

pytestmark = pytest.mark.django_db  # the end of a request looks after the connections of its process


def read(client: Client, name: str, **headers: str) -> tuple[Mapping[str, str], bytes, int]:
    """Headers, body and status."""
    answer = client.get(static(name), headers={key.replace("_", "-"): one for key, one in headers.items()})
    body = answer.getvalue()
    answer.close()
    return answer.headers, body, answer.status_code


@pytest.mark.parametrize("name", ["web/tokens.css", "web/city-map.js", "vendor/maplibre/maplibre-gl.mjs"])
def test_the_packed_file_is_the_file(client: Client, name: str) -> None:
    plain, content, _status = read(client, name)
    assert "Content-Encoding" not in plain
    for _turn in range(2):
        packed, body, _status = read(client, name, accept_encoding="gzip, br")
        assert packed["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed["Vary"]
        assert packed["Cache-Control"] == plain["Cache-Control"]
        assert int(packed["Content-Length"]) == len(body) < 0.5 * len(content)
        assert gzip.decompress(body) == content


def test_letters_are_not_packed_twice_and_parts_go_as_they_are(client: Client) -> None:
    letters = "vendor/fonts/fira-sans-latin-400-normal.woff2"
    assert "Content-Encoding" not in read(client, letters, accept_encoding="gzip")[0]
    _headers, body, status = read(client, "web/tokens.css", accept_encoding="gzip", range="bytes=0-9")
    assert (status, len(body)) == (206, 10)


def test_what_is_not_there_stays_not_there(client: Client) -> None:
    assert read(client, "web/nothing.css", accept_encoding="gzip")[2] == 404
