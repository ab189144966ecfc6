# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Style sheets and scripts go packed to browsers that take it, and as they are to the others."""

from __future__ import annotations

import gzip

import pytest
from django.templatetags.static import static
from django.test import Client


@pytest.mark.parametrize("name", ["web/tokens.css", "web/city-map.js", "vendor/maplibre/maplibre-gl.mjs"])
def test_the_packed_file_is_the_file(client: Client, name: str) -> None:
    plain = client.get(static(name))
    for _turn in range(2):
        packed = client.get(static(name), headers={"Accept-Encoding": "gzip, br"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
        body = packed.getvalue()
        assert int(packed.headers["Content-Length"]) == len(body)
        assert gzip.decompress(body) == plain.getvalue()
        assert len(body) < 0.5 * len(gzip.decompress(body))
        plain = client.get(static(name))
    assert "Content-Encoding" not in plain.headers


def test_letters_are_not_packed_twice_and_parts_go_as_they_are(client: Client) -> None:
    letters = client.get(
        static("vendor/fonts/fira-sans-latin-400-normal.woff2"), headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in letters.headers
    letters.close()
    part = client.get(static("web/tokens.css"), headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (part.status_code, len(part.getvalue())) == (206, 10)
    part.close()


def test_what_is_not_there_stays_not_there(client: Client) -> None:
    missing = client.get(static("web/nothing.css"), headers={"Accept-Encoding": "gzip"})
    assert missing.status_code == 404
