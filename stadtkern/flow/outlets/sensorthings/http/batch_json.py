# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The JSON form of batches: ``{"requests": [{"id", "atomicityGroup", "method", "url", "body"}, …]}``."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.answers import written as json_answer
from stadtkern.kernel.errors import PayloadRejected

from .batch_words import Part, Parts, Responses, key_in


class _Request(msgspec.Struct, frozen=True):
    id: str | int
    method: str
    url: str
    atomicityGroup: str | int | None = None  # noqa: N815 - the name in the JSON
    headers: dict[str, str] = {}
    body: msgspec.Raw = msgspec.Raw()


class _Batch(msgspec.Struct, frozen=True):
    requests: list[_Request]


_DECODER = msgspec.json.Decoder(_Batch)
_METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE"})


def read(body: bytes, _content_type: str) -> Parts:
    """The requests of a batch.

    Raises:
        PayloadRejected: no such JSON, an id twice, or a method that a batch cannot hold.
    """
    try:
        found = _DECODER.decode(body).requests
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PayloadRejected(f"the body is no batch: {error}") from error
    except RecursionError as error:
        raise PayloadRejected("the body is nested too deeply") from error
    seen: set[str] = set()
    for place, one in enumerate(found):
        if str(one.id) in seen:
            raise PayloadRejected(f"requests[{place}].id: {one.id!r} is there twice")
        if one.method.upper() not in _METHODS:
            raise PayloadRejected(f"requests[{place}].method: expected one of {', '.join(sorted(_METHODS))}")
        seen.add(str(one.id))
    return [_part(one) for one in found]


def written(answers: Responses, parts: Parts) -> Answer:
    """The answers as JSON, in the order of the requests."""
    responses = [_response(answer, part.id) for answer, part in zip(answers, parts, strict=True)]
    return json_answer({"responses": responses})


def _part(one: _Request) -> Part:
    raw = bytes(one.body)
    return Part(
        id=str(one.id),
        group="" if one.atomicityGroup is None else f"g{one.atomicityGroup}",
        method=one.method,
        url=one.url,
        headers={"content-type": "application/json", **{k.lower(): v for k, v in one.headers.items()}},
        content=lambda made: filled(raw, made),
    )


def filled(raw: bytes, made: Mapping[str, str]) -> bytes:
    """A JSON body in which texts ``$<id>`` are the ids of what those made; what is no JSON stays."""
    if b'"$' not in raw:
        return raw
    keys = {f"${name}": key_in(path) for name, path in made.items()}
    try:
        content: Json = msgspec.json.decode(raw)
        return msgspec.json.encode(_filled(content, keys))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw


def _filled(content: Json, keys: Mapping[str, str]) -> Json:
    if isinstance(content, str):
        return keys.get(content, content)
    if isinstance(content, Mapping):
        return {name: _filled(value, keys) for name, value in content.items()}
    if isinstance(content, list):
        return [_filled(value, keys) for value in content]
    return content


def _response(answer: Answer, key: str) -> dict[str, object]:
    found: dict[str, object] = {"id": key, "status": answer.status}
    location = answer.header("location")
    if location:
        found["location"] = location
        found["headers"] = {"location": location}
    if answer.body:
        is_json = answer.media_type.startswith(("application/json", "application/geo+json"))
        found["body"] = msgspec.Raw(answer.body) if is_json else answer.body.decode("utf-8", "replace")
    return found
