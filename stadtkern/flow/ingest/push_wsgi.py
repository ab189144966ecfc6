# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The push interface below ``/api/ingest/``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from stadtkern.web.bodies import Readable, read_body

from . import counters, keys, push, registration
from .feeds import community_endpoint
from .fronts import Front
from .keys import Bearer
from .limits import limits
from .problems import (
    AllRejected,
    Answer,
    MediaTypeRefused,
    MethodRefused,
    PathUnknown,
    problem,
    success,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PREFIX = "/api/ingest/"
NAMED_IN_ANSWER = 1000
"""So many rejected records are named in an answer; all are counted and kept."""

Endpoint = Callable[[bytes, Bearer, datetime], Answer]


def _served(environ: WSGIEnvironment, now: datetime) -> Answer:
    if community_endpoint.takes(str(environ.get("PATH_INFO", ""))):
        return community_endpoint.answered(environ, now)
    endpoint = _ENDPOINTS.get(str(environ.get("PATH_INFO", "")).rstrip("/"))
    if endpoint is None:
        raise PathUnknown
    if environ.get("REQUEST_METHOD") != "POST":
        raise MethodRefused
    bearer = keys.bearer(str(environ.get("HTTP_AUTHORIZATION") or ""), now=now)
    counters.note_key_used(bearer.id, now)
    _check_media_type(str(environ.get("CONTENT_TYPE") or ""))
    stream: Readable = environ["wsgi.input"]
    return endpoint(read_body(environ, stream, most=limits().push_bytes), bearer, now)


def _check_media_type(header: str) -> None:
    kind = header.partition(";")[0].strip().lower()
    if (
        kind
        and kind != "application/json"
        and not (kind.startswith("application/") and kind.endswith("+json"))
    ):
        raise MediaTypeRefused(
            f"Content-Type „{kind}“ wird nicht gelesen; erwartet wird „Content-Type: application/json“."
        )


def _observations(body: bytes, bearer: Bearer, now: datetime) -> Answer:
    receipt = push.push(body, bearer, name=f"{bearer.name} {now:%Y-%m-%dT%H:%M:%SZ}", now=now)
    content: dict[str, object] = {
        "stored": receipt.stored.stored,
        "duplicates": receipt.stored.duplicates,
        "superseded": receipt.stored.superseded,
        "rejected": [{"index": r.index, "reason": r.reason} for r in receipt.rejected[:NAMED_IN_ANSWER]],
        "rejected_count": len(receipt.rejected),
    }
    taken = receipt.stored
    if receipt.rejected and not (taken.stored or taken.duplicates or taken.accepted):
        return problem(AllRejected(), more=content)
    if taken.accepted:
        return success("202 Accepted", {**content, "accepted": taken.accepted})
    return success("201 Created" if taken.stored else "200 OK", content)


def _datastreams(body: bytes, bearer: Bearer, _now: datetime) -> Answer:
    made = registration.register(body, bearer)
    content = [{"code": code, "id": key} for code, key in sorted(made.items())]
    return success("200 OK", {"datastreams": content})


_ENDPOINTS: dict[str, Endpoint] = {
    f"{PREFIX}v1/observations": _observations,
    f"{PREFIX}v1/datastreams": _datastreams,
}

FRONT = Front(prefix=PREFIX, served=_served)
