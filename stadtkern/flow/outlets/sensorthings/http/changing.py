# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""POST, PATCH, PUT and DELETE: the writer is asked, what it made is answered (OGC 18-088 clause 10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Literal

from django.db import transaction

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.answering.answers import Answer, Header, nothing, written
from stadtkern.flow.outlets.answering.tags import require_match
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.query.options import parse_query
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query, Step
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.reading.tables import TABLES
from stadtkern.flow.outlets.sensorthings.writing.words import Created, MediaTypeUnknown, Refused
from stadtkern.flow.outlets.sensorthings.writing.writer import Writer
from stadtkern.kernel.errors import PayloadRejected

from . import reading
from .inquiries import reader_of
from .links import entity_url
from .requests import Request
from .served import Served

_JSON = re.compile(r"application/[\w.-]+\+json")
_MINIMAL, _WHOLE = "return=minimal", "return=representation"


def create(request: Request, address: Address, served: Served) -> Answer:
    """POST to an entity set: 201, or 200 for an observation that was stored before.

    Raises:
        PayloadRejected, NotPermitted, Contradiction, NotFound, LakeUnavailable: nothing was stored.
    """
    query = parse_query(address.entity, request.options(), limits=served.limits)
    body = _json_body(request, served.entity_bytes)
    reader = reader_of(request, served)
    made = _writer(request, reader, served).create(address, body)
    return _created(made, query, request, reader)


def create_observations(request: Request, served: Served) -> Answer:
    """POST of data arrays: a selfLink, or “error” and why, per observation (clause 14.2).

    Raises:
        PayloadRejected: nothing could be stored; says why of the first.
    """
    body = _json_body(request, served.array_bytes)
    found = _writer(request, reader_of(request, served), served).data_array(body)
    stored = [one for one in found if isinstance(one, Created)]
    refused = [one.reason for one in found if isinstance(one, Refused)]
    if refused and not stored:
        raise PayloadRejected(
            f"none of the {len(refused)} observations can be stored; the first: {refused[0]}"
        )
    status = 200 if stored and all(one.known for one in stored) else 201
    return written(_rows(found, request), status=status, headers=_applied(request))


def change(request: Request, address: Address, served: Served) -> Answer:
    """PATCH or PUT of one entity: 200 with what it is now.

    Raises:
        Outdated: If-Match does not fit.
        PayloadRejected, NotPermitted, Contradiction, NotFound, LakeUnavailable: nothing was changed.
    """
    method: Literal["PATCH", "PUT"] = "PUT" if request.method == "PUT" else "PATCH"
    query = parse_query(address.entity, request.options(), limits=served.limits)
    body = request.content(served.entity_bytes)
    reader = reader_of(request, served)
    with _undisturbed(request):
        _require_current(request, address, reader)
        changed = _writer(request, reader, served).update(
            address, body, method=method, media_type=request.header("content-type")
        )
    if _prefers(request, _MINIMAL):
        return nothing(headers=_applied(request))
    return _shown(changed.entity, changed.id, query, request, reader)


def delete(request: Request, address: Address, served: Served) -> Answer:
    """DELETE of one entity, or of what a filter finds in a set.

    Raises:
        Outdated: If-Match does not fit.
        NotPermitted, Contradiction, NotFound, LimitExceeded, LakeUnavailable: nothing was deleted.
    """
    query = parse_query(address.entity, request.options(), limits=served.limits)
    reader = reader_of(request, served)
    writer = _writer(request, reader, served)
    if address.many:
        return written({"deleted": writer.delete_found(address, query)})
    with _undisturbed(request):
        _require_current(request, address, reader)
        writer.delete(address)
    return nothing(200)


def link(request: Request, address: Address, served: Served) -> Answer:
    """POST or PUT of a reference.

    Raises:
        PayloadRejected, NotPermitted, NotFound: nothing was linked.
    """
    body = _json_body(request, served.entity_bytes)
    _writer(request, reader_of(request, served), served).link(address, body)
    return nothing()


def unlink(request: Request, address: Address, served: Served) -> Answer:
    """DELETE of a reference.

    Raises:
        NotPermitted, NotFound: nothing was changed.
    """
    _writer(request, reader_of(request, served), served).unlink(address)
    return nothing()


def _writer(request: Request, reader: Reader, served: Served) -> Writer:
    return Writer(
        caller=request.caller,
        lake=current.lake(),
        sight=reader,
        limits=served.limits,
        now=request.now,
        way_in=request.intake,
    )


def _json_body(request: Request, most: int) -> bytes:
    """The body of a request that must be JSON.

    Raises:
        MediaTypeUnknown: the Content-Type says otherwise.
    """
    kind = request.header("content-type").partition(";")[0].strip().lower()
    if kind not in {"", "application/json"} and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise MediaTypeUnknown
    return request.content(most)


def _undisturbed(request: Request) -> AbstractContextManager[None]:
    """A transaction around comparing and changing, when there is something to compare."""
    return transaction.atomic() if request.header("if-match") else nullcontext()


def _require_current(request: Request, address: Address, reader: Reader) -> None:
    """Compare If-Match with what is stored; until the end of the transaction nobody else changes that row.

    Raises:
        Outdated: it was changed since the client read it.
    """
    sent = request.header("if-match")
    if not sent:
        return
    query = Query(entity=address.entity)
    record = reader.one(address, query)
    if address.entity is not OBSERVATION:
        rows = TABLES[address.entity.name].model._default_manager.order_by("pk").select_for_update()
        rows.filter(pk=record.id).values_list("pk").first()
        record = reader.one(address, query)
    require_match(sent, reading.entity_answer(record, query, request.base).tag)


def _created(made: Created, query: Query, request: Request, reader: Reader) -> Answer:
    """What was made; an observation is read back only when the client wants to see it.

    A key that may not read what is internal gets the address of what it made, and nothing of what that says.
    """
    status = 200 if made.known else 201
    url = entity_url(request.base, made.entity, made.id)
    headers: tuple[Header, ...] = (("Location", url), *_applied(request))
    if _prefers(request, _MINIMAL):
        return nothing(status, headers=headers)
    unread = made.entity is OBSERVATION and not _prefers(request, _WHOLE)
    if unread or not request.caller.sees_internal:
        return written({"@iot.selfLink": url, "@iot.id": made.id}, status=status, headers=headers)
    answer = _shown(made.entity, made.id, query, request, reader)
    return replace(answer, status=status, headers=headers)


def _shown(entity: Entity, key: str, query: Query, request: Request, reader: Reader) -> Answer:
    """The entity as it is now; its tag is that of the whole entity, so that it can be changed again."""
    address = Address(steps=(Step(entity=entity, link=None, id=key),))
    answer = reading.entity_answer(reader.one(address, query), query, request.base)
    partly = bool(query.select or query.expand)
    return replace(answer, headers=_applied(request), tag="" if partly else answer.tag)


def _rows(found: Sequence[Created | Refused], request: Request) -> list[object]:
    """The rows of data arrays as they are answered."""
    base = request.base
    if _prefers(request, _WHOLE):
        return [
            {"error": one.reason}
            if isinstance(one, Refused)
            else {"@iot.selfLink": entity_url(base, one.entity, one.id)}
            for one in found
        ]
    return [
        f"error: {one.reason}" if isinstance(one, Refused) else entity_url(base, one.entity, one.id)
        for one in found
    ]


def _prefers(request: Request, what: str) -> bool:
    """Whether the client asked for this (RFC 7240 section 4.2)."""
    return what in request.header("prefer").replace(" ", "").lower().replace(";", ",").split(",")


def _applied(request: Request) -> tuple[Header, ...]:
    return tuple(("Preference-Applied", one) for one in (_MINIMAL, _WHOLE) if _prefers(request, one))
