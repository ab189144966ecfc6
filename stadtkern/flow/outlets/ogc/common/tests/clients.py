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
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from stadtkern.flow.outlets.ogc.common.front import front

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = "/api/ogc"
BASE = f"http://localhost{ROOT}"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a client sees."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def keys(self) -> list[str]:
        """Ids of the features."""
        return [one["id"] for one in self.json["features"]]

    def link(self, rel: str) -> str:
        """Address of the first link with this relation; empty when there is none."""
        return next((one["href"] for one in self.json["links"] if one["rel"] == rel), "")


@dataclass(frozen=True, kw_only=True)
class Client:
    """Sends requests, with the key when there is one."""

    secret: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: Mapping[str, str] | None = None, **parameters: Any) -> Answered:
        """GET below the root, or of an absolute link; parameters with _ for -."""
        pairs = "&".join(f"{n.replace('_', '-')}={quote(str(v))}" for n, v in parameters.items())
        sign = "&" if "?" in path else "?"
        return self.send("GET", f"{path}{sign}{pairs}" if pairs else path, headers=headers)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        kind: str = "application/geo+json",
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """Any request; bytes go as they are, anything else as JSON."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        parts = urlsplit(path if path.startswith(("/", "http")) else f"{ROOT}/{path}")
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query.replace(" ", "%20"),
            "CONTENT_LENGTH": str(len(raw)) if raw else "",
            "CONTENT_TYPE": kind if raw else "",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(raw),
        }
        if self.secret:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.secret}"
        for name, value in {**self.headers, **(headers or {})}.items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return _sent(environ)


def client(name: str = "Probe", *, domain: str = "playgrounds", may_register: bool = True) -> Client:
    """A client with a new key, made by the part of the city that knows keys; outlets do not."""
    keys = import_module("stadtkern.flow.ingest.keys")
    facts = keys.NewKey(name=name, domain=domain, may_register=may_register)
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
