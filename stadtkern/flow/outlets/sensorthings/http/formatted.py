# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages and aggregations in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.answering.answers import Answer, Header
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import Expand, Query, Selected
from stadtkern.flow.outlets.sensorthings.reading.observations_words import ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.words import Bucketed, Page

from .encoding import geojson, tables
from .encoding.arrays import ArrayEncoder
from .encoding.records import Encoder
from .encoding.rows import Row, rows
from .encoding.separated import rows_csv
from .encoding.texts import as_json
from .formats import MEDIA_TYPES, Format
from .inquiries import Inquiry
from .links import next_url
from .streams import multi_in

_GEOMETRY = ("location", "feature", "observedArea")


def needed(query: Query, kind: Format) -> Query:
    """The query with what a format needs beside what was asked for: GeoJSON its geometries."""
    if kind is not Format.GEOJSON:
        return query
    entity = query.entity
    geometries = [entity.property(name) for name in _GEOMETRY]
    more = tuple(Selected(property=one) for one in geometries if one is not None) if query.select else ()
    link = entity.link(geojson.PLACES.get(entity.name, ""))
    if link is None or any(item.link is link for item in query.expand):
        return replace(query, select=(*query.select, *more))
    place = Expand(link=link, query=Query(entity=BY_NAME[link.target]))
    return replace(query, select=(*query.select, *more), expand=(*query.expand, place))


def page(found: Page, asked: Inquiry) -> Answer:
    """A page of any entity set."""
    link = next_url(asked.request, found.next_token) if found.next_token is not None else ""
    body = _PAGES[asked.format](found, asked, link)
    return _answer(body, asked.format, link)


def observations(asked: Inquiry) -> Answer:
    """Observations as columns."""
    table = asked.reader.table(asked.address, asked.query)
    token = (table.schema.metadata or {}).get(b"next")
    link = next_url(asked.request, token.decode()) if token else ""
    plain = table.replace_schema_metadata(None)
    body = tables.parquet(plain) if asked.format is Format.PARQUET else tables.arrow(plain)
    return _answer(body, asked.format, link)


def buckets(found: Bucketed, asked: Inquiry) -> Answer:
    """An aggregation."""
    link = next_url(asked.request, found.next_token) if found.next_token is not None else ""
    if asked.format is Format.CSV:
        body = tables.csv_of_buckets(found)
    elif asked.format is Format.ARROW:
        body = tables.arrow(tables.table_of_buckets(found))
    elif asked.format is Format.PARQUET:
        body = tables.parquet(tables.table_of_buckets(found))
    elif asked.format is Format.GEOJSON:
        raise QueryRefused(
            "an aggregation has no geometry",
            option="$resultFormat",
            expectation="json, CSV, Arrow or Parquet",
        )
    else:
        body = msgspec.json.encode(_records(found, link))
    return _answer(body, asked.format, link)


def _records(found: Bucketed, link: str) -> dict[str, Json]:
    names = found.columns
    value: list[Json] = [
        dict(zip(names, (as_json(value) for value in row), strict=True)) for row in found.rows
    ]
    return {"@iot.nextLink": link, "value": value} if link else {"value": value}


def _answer(body: bytes, kind: Format, link: str) -> Answer:
    headers: tuple[Header, ...] = (("Link", f'<{link}>; rel="next"'),) if link else ()
    return Answer(body=body, media_type=MEDIA_TYPES[kind], headers=headers, tag=tag_of(body))


def _json(found: Page, asked: Inquiry, link: str) -> bytes:
    encoder = Encoder(asked.request.base, multi=multi_in(found, asked.address))
    return msgspec.json.encode(encoder.page(found, link))


def _array(found: Page, asked: Inquiry, link: str) -> bytes:
    encoder = ArrayEncoder(asked.request.base, multi=multi_in(found, asked.address))
    return msgspec.json.encode(encoder.page(found, link))


def _csv(found: Page, asked: Inquiry, _link: str) -> bytes:
    return rows_csv(_rows(found, asked.query))


def _geojson(found: Page, asked: Inquiry, link: str) -> bytes:
    return msgspec.json.encode(geojson.page_geojson(found, asked.query, link))


def _arrow(found: Page, asked: Inquiry, _link: str) -> bytes:
    return tables.arrow(tables.table_of_rows(_rows(found, asked.query)))


def _parquet(found: Page, asked: Inquiry, _link: str) -> bytes:
    return tables.parquet(tables.table_of_rows(_rows(found, asked.query)))


def _rows(found: Page, query: Query) -> list[Row]:
    """Flat rows; those of observations name their datastream unless columns were selected."""
    flat = rows(found.records, query)
    if not isinstance(found, ObservedPage) or query.select:
        return flat
    return [
        {"id": row.pop("id"), "Datastream.id": str(kin.stream), **row}
        for row, kin in zip(flat, found.kin, strict=True)
    ]


_PAGES: dict[Format, Callable[[Page, Inquiry, str], bytes]] = {
    Format.JSON: _json,
    Format.DATA_ARRAY: _array,
    Format.CSV: _csv,
    Format.GEOJSON: _geojson,
    Format.ARROW: _arrow,
    Format.PARQUET: _parquet,
}
