# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One table from city error to HTTP status; errors are JSON with code, type and an English message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError, DataError, IntegrityError

from stadtkern.flow.outlets.answering.answers import Answer, Header, written
from stadtkern.flow.outlets.answering.tags import Outdated
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.writing.words import (
    BodyRefused,
    MediaTypeUnknown,
    MethodUnsuited,
    PatchTestFailed,
)
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

from .batch_words import BatchFull


class MethodRefused(CityError):
    """This address does not know this method."""

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{method[:20]} is not possible here; possible are {', '.join(allowed)}.")
        self.allowed = allowed


@dataclass(frozen=True, kw_only=True)
class _Status:
    code: int
    message: str = ""
    """Instead of the text of the error, which is German or names folders of the server."""
    headers: tuple[Header, ...] = ()


_CHALLENGE = 'Bearer realm="SensorThings", Basic realm="SensorThings"'
_LATER = _Status(
    code=503,
    message="The store is not available at the moment; please repeat the request later.",
    headers=(("Retry-After", "5"),),
)
_TABLE: tuple[tuple[type[Exception], _Status], ...] = (
    (QueryRefused, _Status(code=400)),
    (MethodRefused, _Status(code=405)),
    (MethodUnsuited, _Status(code=400)),
    (MediaTypeUnknown, _Status(code=415)),
    (PatchTestFailed, _Status(code=409)),
    (
        EncodingRefused,
        _Status(
            code=415,
            message="Content-Encoding is not known; gzip, zstd and identity are.",
            headers=(("Accept-Encoding", "gzip, zstd, identity"),),
        ),
    ),
    (
        KeyMissing,
        _Status(
            code=401,
            message="This needs an access key: send the header Authorization: Bearer sk_… "
            "(or Basic with the key as password).",
            headers=(("WWW-Authenticate", _CHALLENGE),),
        ),
    ),
    (
        KeyRefused,
        _Status(
            code=401,
            message="The access key is unknown, revoked or expired.",
            headers=(("WWW-Authenticate", 'Bearer realm="SensorThings", error="invalid_token"'),),
        ),
    ),
    (
        KeyUnchecked,
        _Status(
            code=503,
            message="The identity provider does not answer, so the token cannot be checked.",
            headers=(("Retry-After", "30"),),
        ),
    ),
    (Outdated, _Status(code=412)),
    (PayloadTooLarge, _Status(code=413)),
    (
        BodyDamaged,
        _Status(code=400, message="The body is not what its Content-Encoding or Content-Length says."),
    ),
    (PayloadRejected, _Status(code=400)),
    (BatchFull, _Status(code=503, headers=(("Retry-After", "1"),))),
    # The same question would be too much again, so it is no 503: the sentence says what to ask instead.
    (LimitExceeded, _Status(code=400)),
    (NotPermitted, _Status(code=403)),
    (NotFound, _Status(code=404)),
    (Contradiction, _Status(code=409)),
    (LakeUnavailable, _LATER),
    (
        IntegrityError,
        _Status(
            code=409,
            message="Somebody else changed the same entities at this moment; please send the request again.",
        ),
    ),
    (
        DataError,
        _Status(
            code=400, message="A value is larger than the register can store; please send a smaller one."
        ),
    ),
    (DatabaseError, _LATER),
)
_FAULT = _Status(code=500, message="The server failed; the error is in its log. Please report it.")


def problem(error: Exception) -> Answer:
    """The answer to an error."""
    status = next((s for kind, s in _TABLE if isinstance(error, kind)), _FAULT)
    content: dict[str, object] = {
        "code": status.code,
        "type": "error",
        "message": status.message or str(error),
        **_details(error),
    }
    return written(content, status=status.code, headers=(*status.headers, *_headers(error)))


def _details(error: Exception) -> Mapping[str, object]:
    """Fields of the error that a program can use."""
    if isinstance(error, QueryRefused):
        found = {
            "option": error.option,
            "position": error.position,
            "expected": error.expectation or None,
        }
        return {name: value for name, value in found.items() if value is not None}
    if isinstance(error, BodyRefused):
        return {"path": error.path, "expected": error.expectation}
    if isinstance(error, BodyTooLarge):
        return {"message": _too_large(error.most), "limit": error.most}
    return {}


def _headers(error: Exception) -> tuple[Header, ...]:
    return (("Allow", ", ".join(error.allowed)),) if isinstance(error, MethodRefused) else ()


def _too_large(most: int) -> str:
    return f"The body may have at most {most} bytes after decompression; please send it in parts."
