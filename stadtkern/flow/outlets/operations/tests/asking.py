# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests as a server hands them over, for tests of the layers before Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}
STRANGER = {"REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "stadt.example"}


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


def asked(application: WSGIApplication, path: str, *, method: str = "GET", **more: str) -> Answered:
    """The answer of the application."""
    environ: WSGIEnvironment = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": "", **more}
    got: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> object:
        got.append((status, headers))
        return None

    body = b"".join(application(environ, start))  # type: ignore[arg-type]  # writes are not used
    status, headers = got[-1]
    return Answered(status=int(status[:3]), headers=dict(headers), body=body.decode())


def hello(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An application that says hello."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
