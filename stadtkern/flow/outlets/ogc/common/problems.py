# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One table from city error to HTTP status; errors are problem details (RFC 9457) in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from django.db import DatabaseError, DataError, IntegrityError

from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.outlets.answering.answers import Answer, Header
from stadtkern.flow.outlets.answering.tags import Outdated
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused
from stadtkern.kernel.errors import (
    CityError,
    Contradiction,
    KeyMissing,
    KeyRefused,
    KeyUnchecked,
    LakeUnavailable,
    LimitExceeded,
    NotFound,
    NotPermitted,
    PayloadRejected,
    PayloadTooLarge,
)
from stadtkern.web.bodies import BodyDamaged, BodyTooLarge, EncodingRefused

from .errors import BodyRefused, MediaTypeUnknown, MethodRefused, Overloaded, ParameterRefused

PROBLEM = "application/problem+json"


@dataclass(frozen=True, kw_only=True)
class Status:
    """How an error is answered."""

    code: int
    detail: str = ""
    """Instead of the text of the error, which is German or names folders of the server."""
    headers: tuple[Header, ...] = ()


_CHALLENGE = 'Bearer realm="OGC API", Basic realm="OGC API"'
_LATER = Status(
    code=503,
    detail="The store is not available at the moment; please repeat the request later.",
    headers=(("Retry-After", "5"),),
)
_TABLE: tuple[tuple[type[Exception], Status], ...] = (
    (ParameterRefused, Status(code=400)),
    (ConditionRefused, Status(code=400)),
    (MethodRefused, Status(code=405)),
    (MediaTypeUnknown, Status(code=415)),
    (
        EncodingRefused,
        Status(
            code=415,
            detail="Content-Encoding is not known; gzip, zstd and identity are.",
            headers=(("Accept-Encoding", "gzip, zstd, identity"),),
        ),
    ),
    (
        KeyMissing,
        Status(
            code=401,
            detail="This needs an access key: send the header Authorization: Bearer sk_… "
            "(or Basic with the key as password).",
            headers=(("WWW-Authenticate", _CHALLENGE),),
        ),
    ),
    (
        KeyRefused,
        Status(
            code=401,
            detail="The access key is unknown, revoked or expired.",
            headers=(("WWW-Authenticate", 'Bearer realm="OGC API", error="invalid_token"'),),
        ),
    ),
    (
        KeyUnchecked,
        Status(
            code=503,
            detail="The identity provider does not answer, so the token cannot be checked.",
            headers=(("Retry-After", "30"),),
        ),
    ),
    (Overloaded, Status(code=503, headers=(("Retry-After", "60"),))),
    (Outdated, Status(code=412)),
    (PayloadTooLarge, Status(code=413)),
    (
        BodyDamaged,
        Status(code=400, detail="The body is not what its Content-Encoding or Content-Length says."),
    ),
    (BodyRefused, Status(code=422)),
    (PayloadRejected, Status(code=400)),
    # The same question would be too much again, so it is no 503: the sentence says what to ask instead.
    (LimitExceeded, Status(code=400)),
    (NotPermitted, Status(code=403, detail="This key or person may not do that.")),
    (Withdrawn, Status(code=410)),
    (NotFound, Status(code=404)),
    (Contradiction, Status(code=409)),
    (LakeUnavailable, _LATER),
    (
        IntegrityError,
        Status(
            code=409,
            detail="Somebody else changed the same at this moment; please send the request again.",
        ),
    ),
    (
        DataError,
        Status(code=400, detail="A value is larger than the register can store; please send a smaller one."),
    ),
    (DatabaseError, _LATER),
)
_FAULT = Status(code=500, detail="The server failed; the error is in its log. Please report it.")


def status_of(error: Exception) -> Status:
    """How this error is answered."""
    return next((status for kind, status in _TABLE if isinstance(error, kind)), _FAULT)


def problem(error: Exception) -> Answer:
    """The answer to an error."""
    status = status_of(error)
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status.code).phrase,
        "status": status.code,
        "detail": status.detail or str(error),
        **_details(error),
    }
    return Answer(
        status=status.code,
        body=msgspec.json.encode(content),
        media_type=PROBLEM,
        headers=(*status.headers, *_headers(error)),
    )


def _details(error: Exception) -> Mapping[str, object]:
    """Members of the problem that a program can use."""
    if isinstance(error, ParameterRefused):
        return _present({"parameter": error.parameter, "expected": error.expectation})
    if isinstance(error, ConditionRefused):
        found = {"parameter": "filter", "position": error.position, "path": error.path}
        return _present({**found, "expected": error.expectation})
    if isinstance(error, BodyRefused):
        return {"errors": [{"pointer": one.pointer, "detail": one.detail} for one in error.problems]}
    if isinstance(error, BodyTooLarge):
        text = f"The body may have at most {error.most} bytes after decompression; please send it in parts."
        return {"detail": text, "limit": error.most}
    return {}


def _present(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value not in (None, "")}


def _headers(error: CityError | Exception) -> tuple[Header, ...]:
    return (("Allow", ", ".join(error.allowed)),) if isinstance(error, MethodRefused) else ()
