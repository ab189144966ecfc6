# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests to identity providers: through the guard of all requests, small, quick, without redirects.

An issuer that the operator names may lie in a private network, as municipal ones do; other hosts that its
answers point to may not.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from stadtkern.kernel.errors import PayloadRejected, SourceUnavailable
from stadtkern.web.bodies import unpack_gzip
from stadtkern.web.outgoing import limits as outgoing
from stadtkern.web.outgoing.exchange import Question, exchange
from stadtkern.web.outgoing.guard import checked

from .providers import configured

MOST_BYTES: Final = 1 << 20
SECONDS: Final = 10.0


class GuardedTransport(BaseAdapter):
    """Carries requests of the library ``requests``."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The answer.

        Raises:
            ConnectionError: of ``requests``; the address may not be reached, or nothing came in time.
        """
        body = request.body.encode() if isinstance(request.body, str) else request.body
        sent = body if isinstance(body, bytes) else b""
        question = Question(
            url=request.url or "",
            media_type="application/json",
            body=sent if request.method == "POST" else None,
            more=_headers(request),
        )
        try:
            return _answer(request, question)
        except SourceUnavailable as error:
            raise requests.ConnectionError(str(error)) from error

    def close(self) -> None:
        """Nothing stays open."""


def session() -> requests.Session:
    """A session whose every request is guarded."""
    made = requests.Session()
    made.trust_env = False
    made.max_redirects = 0
    for scheme in ("https://", "http://"):
        made.mount(scheme, GuardedTransport())
    return made


def _answer(request: requests.PreparedRequest, question: Question) -> requests.Response:
    known = {urlsplit(one.issuer).hostname for one in configured()}
    named = urlsplit(question.url).hostname in known
    limits = outgoing.limits()
    mine = replace(
        limits, total_s=SECONDS, answer_bytes=MOST_BYTES, allow_private=limits.allow_private or named
    )
    target = checked(question.url, allow_private=mine.allow_private)
    with exchange(target, question, mine, time.monotonic() + SECONDS) as answer:
        content = _content(answer.read(MOST_BYTES + 1), answer.headers.get("Content-Encoding"))
        if len(content) > MOST_BYTES or 300 <= answer.status < 400:
            raise SourceUnavailable(f"{target.host} antwortete nicht so, wie es ein Identitätsanbieter tut.")
        made = requests.Response()
        made.status_code, made.reason = answer.status, answer.reason
        made.headers = CaseInsensitiveDict(answer.headers.items())
        made.raw, made.url, made.request = io.BytesIO(content), question.url, request
        made.encoding = "utf-8"
        return made


def _content(body: bytes, encoding: str | None) -> bytes:
    if (encoding or "identity").strip().lower() not in {"gzip", "x-gzip"}:
        return body
    try:
        return unpack_gzip(body, most=MOST_BYTES)
    except PayloadRejected as error:
        raise SourceUnavailable(str(error)) from error


def _headers(request: requests.PreparedRequest) -> tuple[tuple[str, str], ...]:
    wanted = ("Authorization", "Content-Type")
    found = ((name, request.headers.get(name)) for name in wanted)
    return tuple(
        (name, value if isinstance(value, str) else value.decode()) for name, value in found if value
    )
