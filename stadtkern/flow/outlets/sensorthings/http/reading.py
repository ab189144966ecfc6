# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GET: an address and its options are read, the reader is asked, its answer is written in a format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.answering.answers import TEXT, Answer, nothing, written
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query, Selected
from stadtkern.flow.outlets.sensorthings.reading.words import Page, Record
from stadtkern.kernel.errors import NotFound

from . import formatted, streams
from .encoding.records import Encoder
from .encoding.texts import as_json
from .formats import Format
from .inquiries import Inquiry, inquiry
from .links import entity_url, next_url
from .requests import Request
from .served import Served


def answer(request: Request, address: Address, served: Served) -> Answer:
    """The answer to a GET below the service root.

    Raises:
        QueryRefused, NotFound, LimitExceeded, LakeUnavailable: as parser and reader say.
    """
    asked = inquiry(request, address, served)
    if asked.address.form == "$count":
        return _count(asked)
    if asked.address.attribute is not None:
        return _attribute(asked)
    if asked.query.bucketing is not None:
        return formatted.buckets(asked.reader.bucketed(asked.address, asked.query), asked)
    return _set(asked) if asked.address.many else _one(asked)


def entity_answer(record: Record, query: Query, base: str, *, status: int = 200) -> Answer:
    """One entity as JSON with its strong tag."""
    encoder = Encoder(base, multi=streams.multi_in(record))
    body = msgspec.json.encode(encoder.record(record, query, without=streams.missing_link(record)))
    return Answer(status=status, body=body, tag=tag_of(body), strong=True)


def _count(asked: Inquiry) -> Answer:
    page = asked.reader.page(asked.address, replace(asked.query, count=True, top=0, skip=0, expand=()))
    return Answer(body=str(page.count or 0).encode(), media_type=TEXT)


def _set(asked: Inquiry) -> Answer:
    if asked.address.form == "$ref":
        page = asked.reader.page(asked.address, replace(asked.query, select=(), expand=()))
        return _references(page, asked)
    if asked.address.entity is OBSERVATION and asked.format in {Format.ARROW, Format.PARQUET}:
        return formatted.observations(asked)
    page = asked.reader.page(asked.address, formatted.needed(asked.query, asked.format))
    return formatted.page(page, asked)


def _one(asked: Inquiry) -> Answer:
    record = asked.reader.one(asked.address, formatted.needed(asked.query, asked.format))
    if asked.address.form == "$ref":
        return written({"@iot.selfLink": entity_url(asked.request.base, record.entity, record.id)})
    if asked.format in {Format.JSON, Format.DATA_ARRAY}:
        return entity_answer(record, asked.query, asked.request.base)
    return formatted.page(Page(query=asked.query, records=[record]), asked)


def _references(page: Page, asked: Inquiry) -> Answer:
    base = asked.request.base
    content: dict[str, Json] = {}
    if page.count is not None:
        content["@iot.count"] = page.count
    if page.next_token is not None:
        content["@iot.nextLink"] = next_url(asked.request, page.next_token)
    content["value"] = [{"@iot.selfLink": entity_url(base, one.entity, one.id)} for one in page.records]
    return written(content)


def _attribute(asked: Inquiry) -> Answer:
    """A property, or what lies in its JSON: as an object with its name, or its bare value."""
    attribute = asked.address.attribute
    if attribute is None:
        raise NotFound
    query = Query(entity=asked.address.entity, select=(Selected(property=attribute),))
    record = asked.reader.one(replace(asked.address, attribute=None, attribute_steps=(), form=""), query)
    value: Json = record.id if attribute.name == "id" else as_json(record.values.get(attribute.name))
    name = attribute.name
    for step in asked.address.attribute_steps:
        value, name = _inside(value, step), str(step)
    if value is None:
        return nothing()
    if asked.address.form == "$value":
        return _bare(value)
    return written({"@iot.id" if name == "id" and not asked.address.attribute_steps else name: value})


def _inside(value: Json, step: str | int) -> Json:
    """One step into JSON.

    Raises:
        NotFound: there is nothing.
    """
    if isinstance(value, Mapping) and str(step) in value:
        return value[str(step)]
    if isinstance(value, list | tuple) and isinstance(step, int) and -1 < step < len(value):
        inner: Json = value[step]
        return inner
    raise NotFound(f"There is nothing at “{step}”.")


def _bare(value: Json) -> Answer:
    if isinstance(value, str):
        return Answer(body=value.encode(), media_type=TEXT)
    media_type = "application/json" if isinstance(value, Mapping | Sequence) else TEXT
    return Answer(body=msgspec.json.encode(value), media_type=media_type)
