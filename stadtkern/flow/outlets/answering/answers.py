# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An answer before it is sent, and the usual ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import msgspec

Header = tuple[str, str]

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Status, body and headers; length, packing and the usual headers are added when it is sent."""

    status: int = 200
    body: bytes = b""
    media_type: str = JSON
    headers: tuple[Header, ...] = ()
    tag: str = ""
    """Entity tag without quotes and prefix; empty: none."""
    strong: bool = False
    """The tag stands for exactly these bytes (RFC 9110 section 8.8.1)."""
    parts: Iterator[bytes] | None = None
    """Instead of a body: made while it is sent, for what should not lie in memory as a whole."""

    @property
    def line(self) -> str:
        """Status line, e.g. ``200 OK``."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    @property
    def sent(self) -> Iterable[bytes]:
        """The body as WSGI wants it."""
        return [self.body] if self.parts is None else self.parts

    def header(self, name: str) -> str:
        """The value of a header; empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def written(content: object, *, status: int = 200, headers: tuple[Header, ...] = ()) -> Answer:
    """The content as JSON."""
    return Answer(status=status, body=msgspec.json.encode(content), headers=headers)


def nothing(status: int = 204, *, headers: tuple[Header, ...] = ()) -> Answer:
    """An answer without a body."""
    return Answer(status=status, media_type="", headers=headers)
