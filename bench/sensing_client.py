# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One client for both sides of the SensorThings bench: kept connections, pages followed to the end."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

_ID = re.compile(r"\((?:'([^']*)'|([^)]*))\)$")


@dataclass(frozen=True, kw_only=True)
class Service:
    """A SensorThings service on this machine."""

    name: str
    port: int
    root: str
    """Path of the service, e.g. ``/v1.1``."""
    key: str = ""
    numbers: bool = True
    """Whether ids are numbers."""
    _local: threading.local = field(default_factory=threading.local)

    def get(self, path: str) -> Any:
        """The decoded answer to a GET of a path below the root (or of an absolute link).

        Raises:
            RuntimeError: the answer is not 200.
        """
        where = urlsplit(path)
        below = f"{self.root}/{quote(path, safe=_SAFE)}"
        target = f"{where.path}?{where.query}" if where.scheme else below
        status, _, body = self._ask("GET", target, None)
        if status != 200:
            raise RuntimeError(f"{self.name}: {path} answered {status} {body[:300]!r}")
        return json.loads(body)

    def pages(self, path: str) -> Iterator[Any]:
        """All pages of a set."""
        link: str | None = path
        while link:
            page = self.get(link)
            yield page
            link = page.get("@iot.nextLink")

    def create(self, path: str, content: dict[str, object]) -> int | str:
        """Make an entity; its id.

        Raises:
            RuntimeError: it was refused.
        """
        status, headers, body = self._ask("POST", f"{self.root}/{path}", json.dumps(content).encode())
        found = _ID.search(headers.get("Location") or "")
        if status != 201 or found is None:
            raise RuntimeError(f"{self.name}: {path} answered {status} {body[:300]!r}")
        text = found.group(1) or found.group(2)
        return int(text) if self.numbers else text

    def id(self, key: int | str) -> str:
        """An id as it is written in a path."""
        return str(key) if self.numbers else f"'{key}'"

    def _ask(
        self, method: str, target: str, body: bytes | None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
            self._local.connection = connection
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # kept for too long
            connection.close()
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


_SAFE = "/()',;:=$?&@*!+"
