# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One question to a feed: address with times, headers with credentials; secrets never leave their server."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.kernel.observation import Payload
from stadtkern.web.outgoing import exchange
from stadtkern.web.outgoing.exchange import Question
from stadtkern.web.outgoing.limits import MIB, limits

from .words import Access, FeedSettings

_MEDIA_TYPES = {
    "json": "application/json",
    "geojson": "application/geo+json, application/json",
    "ndjson": "application/x-ndjson, application/json",
    "xml": "application/xml, text/xml",
    "csv": "text/csv, text/plain",
}
OVERLAP = timedelta(hours=1)
"""So far back before the newest observation a feed is asked again, for values that come late."""
LONGEST_S = 300
"""All pages of one fetch together may take so long, so that a slow feed does not hold up the others [s]."""
_HIDDEN = "•••"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Asks in the name of a connection."""

    settings: FeedSettings
    secret: str = ""
    since_s: float = field(default_factory=time.monotonic)
    """When it began, on the clock of the process."""

    def __repr__(self) -> str:
        return f"Asker({self.settings.url!r})"

    def page(self, url: str, visit: Visit, *, media_type: str = "") -> Page | None:
        """One answer; none when it has not changed. Its name never holds a secret.

        Raises:
            SourceUnavailable: no answer, or not with data; the reason never holds a secret.
        """
        if time.monotonic() - self.since_s > LONGEST_S:
            raise SourceUnavailable(f"Der Abruf dauert länger als {LONGEST_S // 60} Minuten; der Rest folgt.")
        question = self._question(url, visit, media_type)
        bounds = replace(limits(), answer_bytes=min(limits().answer_bytes, self.settings.most_mb * MIB))
        try:
            answer = exchange.get(question, bounds, now_s=visit.now.timestamp())
        except SourceUnavailable as error:
            error.args = (self._without_secret(str(error)),)
            raise
        if answer is None:
            return None
        payload = Payload(
            name=self._without_secret(self._shown(answer.url)), content=answer.content, received_at=visit.now
        )
        return Page(payload=payload, etag=answer.etag, last_modified=answer.last_modified)

    def first_url(self, visit: Visit) -> str:
        """The address with its times filled in."""
        return self._timed(self.settings.url, visit, quoted=True)

    def _question(self, url: str, visit: Visit, media_type: str) -> Question:
        settings = self.settings
        body = self._timed(settings.body, visit, quoted=False).encode() if settings.body else None
        more = list(settings.headers.items())
        if body is not None and not any(name.lower() == "content-type" for name, _ in more):
            form = "application/json" if body.lstrip()[:1] in b"{[" else "application/x-www-form-urlencoded"
            more.append(("Content-Type", form))
        if same_origin(url, settings.url):
            more += credentials(settings.access, self.secret)
            url = with_key(url, settings.access, self.secret)
        return Question(
            url=url,
            media_type=media_type or _MEDIA_TYPES[settings.form.kind],
            etag=visit.etag,
            last_modified=visit.last_modified,
            body=body,
            more=tuple(more),
        )

    def _timed(self, text: str, visit: Visit, *, quoted: bool) -> str:
        first = visit.now - timedelta(days=self.settings.first_days)
        since = min(visit.newest or first, visit.now) - OVERLAP
        times = {
            "{since}": _iso(since),
            "{until}": _iso(visit.now),
            "{since_unix}": str(int(since.timestamp())),
            "{until_unix}": str(int(visit.now.timestamp())),
        }
        for place, moment in times.items():
            text = text.replace(place, quote(moment, safe="") if quoted else moment)
        return text

    def _shown(self, url: str) -> str:
        """The address without the parameter that holds the key."""
        parts = urlsplit(url)
        if self.settings.access.kind != "query" or not parts.query:
            return url
        kept = [(n, v) for n, v in parse_qsl(parts.query, keep_blank_values=True)]
        left = [(name, value) for name, value in kept if name != self.settings.access.name]
        return urlunsplit(parts._replace(query=urlencode(left)))

    def _without_secret(self, text: str) -> str:
        for secret in (self.secret, quote(self.secret, safe="")):
            text = text.replace(secret, _HIDDEN) if secret else text
        return text


def credentials(access: Access, secret: str) -> list[tuple[str, str]]:
    """Headers that show the right to ask."""
    if access.kind == "basic":
        both = base64.b64encode(f"{access.name}:{secret}".encode()).decode()
        return [("Authorization", f"Basic {both}")]
    if access.kind == "bearer":
        return [("Authorization", f"Bearer {secret}")]
    return [(access.name, secret)] if access.kind == "header" else []


def with_key(url: str, access: Access, secret: str) -> str:
    """The address with the key as a parameter, when that is the way."""
    if access.kind != "query":
        return url
    parts = urlsplit(url)
    given = f"{quote(access.name, safe='')}={quote(secret, safe='')}"
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, given)))))


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses belong to the same server (RFC 6454)."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc.lower()) == (second.scheme, second.netloc.lower())


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
