# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A client of the interface in this process, over its real WSGI callable."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from stadtkern.flow.outlets.sensorthings.http.front import front

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = "/api/sta/v1.1"
BASE = f"http://localhost{ROOT}"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a client sees."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        """The body as a JSON object."""
        found: dict[str, object] = json.loads(self.body)
        return found

    @property
    def value(self) -> list[dict[str, object]]:
        """The members of a set."""
        found: list[dict[str, object]] = json.loads(self.body)["value"]
        return found

    @property
    def made(self) -> str:
        """The path of what was created, e.g. ``Things('1')``."""
        assert self.status == 201, self.body
        return self.headers["Location"].removeprefix(f"{BASE}/")


@dataclass(frozen=True, kw_only=True)
class Client:
    """Sends requests, with the key when there is one."""

    secret: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answered:
        """GET below the service root, of an absolute link, or of a path from the root of the host."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object, **headers: str) -> Answered:
        """POST of JSON."""
        return self.send("POST", path, body, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answered:
        """Any request; bytes go as they are, anything else as JSON; names of headers with _ for -."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        parts = urlsplit(path if path.startswith(("/", "http")) else f"{ROOT}/{path}")
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query.replace(" ", "%20"),
            "CONTENT_LENGTH": str(len(raw)) if raw else "",
            "CONTENT_TYPE": "application/json" if raw else "",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(raw),
        }
        if self.secret:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.secret}"
        for name, value in {**self.headers, **headers}.items():
            name = name.upper()
            environ[name if name.startswith("CONTENT_") and "ENC" not in name else f"HTTP_{name}"] = value
        return _sent(environ)


def client(name: str = "Probe", *, may_register: bool = True, domain: str = "sensors") -> Client:
    """A client with a new key, made by the part of the city that knows keys; outlets do not."""
    keys = import_module("stadtkern.flow.ingest.keys")
    facts = keys.NewKey(name=name, domain=domain, may_register=may_register, may_command=True)
    return Client(secret=keys.create("test", facts, now=datetime.now(UTC))[1])


def _sent(environ: WSGIEnvironment) -> Answered:
    seen: list[tuple[str, dict[str, str]]] = []

    def start_response(status: str, given: list[tuple[str, str]], exc_info: object = None, /) -> object:
        seen.append((status, dict(given)))
        return None

    parts: Iterable[bytes] = front(_behind)(environ, start_response)  # type: ignore[arg-type]
    return Answered(status=int(seen[0][0][:3]), headers=seen[0][1], body=b"".join(parts))


def _behind(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("299 Django", [])
    return [b"{}"]
