# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests read: paths, options, addresses of the host, tags, packing, formats."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pytest

from stadtkern.flow.outlets.answering import packing, tags
from stadtkern.flow.outlets.sensorthings.http.formats import Format, choose
from stadtkern.flow.outlets.sensorthings.http.requests import base_of, path_of, read_options
from stadtkern.flow.outlets.sensorthings.http.served import Served
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused

CITY = Served(address="https://stadt.example", hosts=("stadt.example", ".region.example", "[::1]"))


def test_plus_and_percent_twenty_are_spaces_and_nothing_is_decoded_twice() -> None:
    found = read_options("$filter=name+eq%20'a%2Bb%2520'&$top=1&$count")
    assert found == (("$filter", "name eq 'a+b%20'"), ("$top", "1"), ("$count", ""))


@pytest.mark.parametrize("broken", ["$filter=%FF", "&".join(f"a{n}=1" for n in range(60))])
def test_a_query_string_that_cannot_be_read_is_refused(broken: str) -> None:
    with pytest.raises(QueryRefused):
        read_options(broken)


def test_the_path_keeps_what_was_percent_encoded() -> None:
    assert path_of({"PATH_INFO": "/Things('ü 1')".encode().decode("latin-1")}) == ("/Things('%C3%BC%201')")


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("stadt.example", "http://stadt.example"),
        ("Stadt.Example:8080", "http://Stadt.Example:8080"),
        ("sta.region.example", "http://sta.region.example"),
        ("[::1]:80", "http://[::1]:80"),
        ("evil.example", "https://stadt.example"),
        ("stadt.example/evil", "https://stadt.example"),
        ("evil@stadt.example", "https://stadt.example"),
        ("stadt.example:http", "https://stadt.example"),
        ("", "https://stadt.example"),
    ],
)
def test_links_name_the_host_that_was_asked_only_when_the_city_knows_it(host: str, base: str) -> None:
    assert base_of({"host": host}, "http", CITY) == f"{base}/api/sta/v1.1"


def test_behind_a_proxy_its_headers_say_the_address() -> None:
    served = Served(address="https://stadt.example", hosts=("stadt.example",), https=True)
    headers = {"host": "inside:8000", "x-forwarded-host": "stadt.example", "x-forwarded-proto": "https"}
    assert base_of(headers, "http", served) == "https://stadt.example/api/sta/v1.1"
    assert base_of({"x-forwarded-host": "evil.example"}, "http", served).startswith("https://stadt.example/")


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc-gzip"', True),
        ("*", True),
        ('"ab"', False),
        ("", False),
    ],
)
def test_a_known_tag_is_found_whatever_its_coding(known: str, found: bool) -> None:
    assert tags.is_known(known, "abc") is found


@pytest.mark.parametrize(
    ("sent", "fits"), [('"abc"', True), ('"abc-zstd"', True), ('W/"abc"', False), ("x", False)]
)
def test_a_change_needs_the_strong_tag(sent: str, fits: bool) -> None:
    if fits:
        tags.require_match(sent, "abc")
    else:
        with pytest.raises(tags.Outdated):
            tags.require_match(sent, "abc")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("br", ""),
        ("gzip;q=0", ""),
        ("", ""),
        ("gzip;q=high", ""),
    ],
)
def test_the_coding_is_what_the_client_likes_best(accepted: str, coding: str) -> None:
    assert packing.coding(accepted, bytes(5000), "application/json") == coding
    assert packing.coding(accepted, bytes(500), "application/json") == ""


def test_packed_answers_can_be_unpacked() -> None:
    body = b"Messwert " * 1000
    assert gzip.decompress(packing.packed(body, "gzip")) == body
    with pa.CompressedInputStream(pa.BufferReader(packing.packed(body, "zstd")), "zstd") as stream:
        assert stream.read() == body


@pytest.mark.parametrize(
    ("wanted", "accept", "found"),
    [
        (None, "", Format.JSON),
        ("DATAARRAY", "text/csv", Format.DATA_ARRAY),
        (None, "text/csv;q=0.9, application/json;q=0.1", Format.CSV),
        (None, "text/html,application/xhtml+xml,*/*;q=0.8", Format.JSON),
        (None, "application/geo+json", Format.GEOJSON),
        (None, "image/png", Format.JSON),
    ],
)
def test_the_format_is_the_option_or_else_the_header(wanted: str | None, accept: str, found: Format) -> None:
    assert choose(wanted, accept) is found


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(QueryRefused, match="json, dataArray, CSV, GeoJSON, Arrow, Parquet"):
        choose("xml", "")
