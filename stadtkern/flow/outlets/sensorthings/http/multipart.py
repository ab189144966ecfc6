# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The multipart form of batches (OGC 18-088 clause 11, OData 4.0 part 1 clause 11.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.kernel.errors import PayloadRejected

from .batch_json import filled
from .batch_words import Part, Parts, Responses

_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,70})"?')
_REQUEST = re.compile(rb"([A-Za-z]+) (\S+)(?: HTTP/1\.[01])?")
_DIVIDER = "stadtkern-batch"
_METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE"})


def is_multipart(content_type: str) -> bool:
    """Whether the body has this form."""
    return content_type.lower().startswith("multipart/mixed")


def read(body: bytes, content_type: str) -> Parts:
    """The requests of a batch.

    Raises:
        PayloadRejected: the body is not what its boundary says, or holds no HTTP request.
    """
    parts: list[Part] = []
    for place, (headers, content) in enumerate(_sections(body, content_type)):
        kind = headers.get("content-type", "")
        if is_multipart(kind):
            inner = _sections(content, kind)
            parts += [_part(h, c, group=f"set{place}") for h, c in inner]
        else:
            parts.append(_part(headers, content, group=""))
    return parts


def written(answers: Responses, parts: Parts) -> Answer:
    """The answers in the same form, those of a change set within a part of their own."""
    sections: list[bytes] = []
    pairs = zip(parts, answers, strict=True)
    for group, members in groupby(pairs, key=lambda pair: pair[0].group):
        inner = [_response(answer, part.id) for part, answer in members]
        if group:
            body = _joined(inner, f"{_DIVIDER}-{group}")
            head = f"Content-Type: multipart/mixed; boundary={_DIVIDER}-{group}\r\n\r\n"
            sections.append(head.encode() + body)
        else:
            sections += inner
    media_type = f"multipart/mixed; boundary={_DIVIDER}"
    return Answer(body=_joined(sections, _DIVIDER), media_type=media_type)


def _sections(body: bytes, content_type: str) -> list[tuple[dict[str, str], bytes]]:
    """The parts between the boundaries: headers by lower-case name, content."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise PayloadRejected("multipart/mixed needs a boundary in the Content-Type")
    divider = b"--" + found[1].encode()
    pieces = (b"\n" + body).split(b"\n" + divider)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise PayloadRejected(f"the body does not end with the boundary {found[1]}")
    return [_headed(piece.split(b"\n", 1)[-1]) for piece in pieces[1:-1]]


def _headed(piece: bytes) -> tuple[dict[str, str], bytes]:
    lines = piece.replace(b"\r\n", b"\n")
    head, _, content = lines.partition(b"\n\n") if not lines.startswith(b"\n") else (b"", b"", lines[1:])
    headers: dict[str, str] = {}
    for line in head.split(b"\n"):
        name, _, value = line.decode("latin-1").partition(":")
        if name.strip():
            headers[name.strip().lower()] = value.strip()
    return headers, content


def _part(headers: Mapping[str, str], content: bytes, *, group: str) -> Part:
    """An embedded HTTP request.

    Raises:
        PayloadRejected: there is none.
    """
    line, _, rest = content.lstrip(b"\n").partition(b"\n")
    found = _REQUEST.fullmatch(line.strip())
    if found is None or found[1].decode().upper() not in _METHODS:
        raise PayloadRejected("a part of the batch does not begin with a request line: POST Things HTTP/1.1")
    own, body = _headed(rest)
    return Part(
        id=headers.get("content-id", own.get("content-id", "")).strip("<>"),
        group=group,
        method=found[1].decode(),
        url=found[2].decode("latin-1"),
        headers={"content-type": "application/json", **own},
        content=lambda made: filled(body.strip(), made),
    )


def _response(answer: Answer, key: str) -> bytes:
    head = ["Content-Type: application/http", *([f"Content-ID: {key}"] if key else []), ""]
    inner = [f"HTTP/1.1 {answer.line}"]
    if answer.media_type and answer.body:
        inner.append(f"Content-Type: {answer.media_type}")
    inner += [f"{name}: {value}" for name, value in answer.headers if name in {"Location", "Retry-After"}]
    return "\r\n".join([*head, *inner, "", ""]).encode() + answer.body


def _joined(sections: list[bytes], divider: str) -> bytes:
    mark = f"--{divider}".encode()
    return b"".join(mark + b"\r\n" + one + b"\r\n" for one in sections) + mark + b"--\r\n"
