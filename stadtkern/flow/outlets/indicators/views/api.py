# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The interface for indicators below ``/api/indicators/v1/``: which there are, what they are, their values.

It answers for the public, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from hashlib import blake2s
from typing import Concatenate, ParamSpec

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer
from stadtkern.flow.outlets.answering.views import sent
from stadtkern.flow.outlets.indicators import computing, current, describing, service
from stadtkern.flow.outlets.indicators.computing import INTERVALS, Span
from stadtkern.flow.outlets.indicators.files import CSV, separated
from stadtkern.flow.outlets.indicators.service import Known
from stadtkern.flow.outlets.series.refusals import ExpressionRefused
from stadtkern.kernel.errors import CityError, Contradiction, LakeUnavailable, LimitExceeded, NotFound

P = ParamSpec("P")
ROOT = "/api/indicators/v1/"
MOST_LISTED = 200
MOST_VALUED = 50
"""So many are listed at once with their current values."""
VALUED_S = 2.0
"""So long the list waits for them; what is not there by then is pending."""
_PROBLEM = "application/problem+json"
_STATUS: tuple[tuple[type[CityError], int], ...] = (
    (NotFound, 404),
    (LimitExceeded, 413),
    (LakeUnavailable, 503),
    (ExpressionRefused, 409),
    (Contradiction, 400),
)
"""HTTP status by error; the first that fits."""


def answering(
    view: Callable[Concatenate[HttpRequest, P], Answer],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Send what a view answers; city errors become problem documents (RFC 9457)."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return sent(request, sending.preflight("GET, HEAD, OPTIONS"))
        if request.method not in {"GET", "HEAD"}:
            return sent(
                request, _told(405, "Hier wird nur gelesen.", headers=(("Allow", "GET, HEAD, OPTIONS"),))
            )
        try:
            return sent(request, view(request, *args, **kwargs))
        except CityError as error:
            return sent(request, _problem(error))

    return answer


@answering
def indicators(request: HttpRequest) -> Answer:
    """Public indicators by key: ``after``, ``limit``, ``domain``, ``q``; ``current=1``: with their values."""
    given = request.GET
    words = given.get("q", "").casefold().split()[:5]
    after, domain = given.get("after", ""), given.get("domain", "")
    valued = given.get("current", "") == "1"
    limit = min(_limit(given.get("limit", "")), MOST_VALUED if valued else MOST_LISTED)
    every = sorted(service.indicators(), key=lambda one: one.indicator.key)
    found = [
        one
        for one in every
        if one.indicator.key > after
        and (not domain or (one.domain is not None and one.domain.name == domain))
        and all(word in describing.searched(one) for word in words)
    ]
    root = request.build_absolute_uri(ROOT)
    following = request.GET.copy()
    following["after"] = found[limit - 1].indicator.key if len(found) > limit else ""
    more = f"{root}?{following.urlencode()}" if len(found) > limit else None
    listed: list[dict[str, object]] = [
        {**describing.described(one), "href": f"{root}{one.indicator.key}"} for one in found[:limit]
    ]
    if valued:
        values = current.currents(
            found[:limit], language="de", lake=lake(), now=timezone.now(), within_s=VALUED_S
        )
        for one in listed:
            there = values.get(str(one["key"]))
            one["current"] = {"state": "pending"} if there is None else describing.told(there)
    return _json({"indicators": listed, "next": more})


@answering
def indicator(request: HttpRequest, key: str) -> Answer:
    """Everything that is said about one."""
    known = service.find(key)
    root = request.build_absolute_uri(f"{ROOT}{key}")
    content = {**describing.described(known), "href": root, "values": f"{root}/values"}
    return _json(content | describing.explained(known))


@answering
def values(request: HttpRequest, key: str) -> Answer:
    """Values of ``[from, to]`` (local days): ``interval``, ``f=csv``; by default what its page shows."""
    known = service.find(key)
    given, now = request.GET, timezone.now()
    interval = given.get("interval", "") or known.indicator.interval
    if interval not in INTERVALS:
        raise Contradiction(f"interval ist einer von: {', '.join(INTERVALS)}.")
    there = computing.extent(known.indicator, reader=None, lake=lake())
    span = None if there is None else _span(known, there, given.get("from", ""), given.get("to", ""))
    found = (
        None
        if span is None
        else computing.line(known.indicator, span, reader=None, lake=lake(), now=now, interval=interval)
    )
    rows = [] if found is None else computing.values(found)
    if given.get("f") == "csv":
        return _tagged(Answer(body=separated(known.indicator, rows), media_type=CSV))
    content: dict[str, object] = {
        "key": key,
        "unit": known.indicator.ucum,
        "interval": interval,
        "values": [
            {
                "start": _moment(one.start),
                "end": _moment(one.end),
                "value": one.value,
                "coverage": None if one.coverage is None else round(one.coverage, 4),
                "withheld": one.withheld,
            }
            for one in rows
        ],
    }
    if found is not None:
        content["facts"] = describing.facts(found)
    return _json(content)


def _span(known: Known, there: Span, first: str, last: str) -> Span:
    usual = computing.usual_span(known.indicator, there)
    span = Span(first=_day(first) or usual.first, end=_next(_day(last)) or usual.end)
    if span.first >= span.end:
        raise Contradiction("from liegt nach to.")
    return span


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise Contradiction("from und to sind Tage wie 2026-05-31.") from error
    if not 1900 <= found.year <= 2199:
        raise Contradiction("from und to liegen zwischen 1900 und 2199.")
    return found


def _next(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


def _limit(text: str) -> int:
    return min(max(int(text), 1), MOST_LISTED) if text.isdecimal() and len(text) < 7 else 100


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _json(content: object) -> Answer:
    return _tagged(Answer(body=msgspec.json.encode(content)))


def _tagged(answer: Answer) -> Answer:
    return Answer(
        body=answer.body,
        media_type=answer.media_type,
        tag=blake2s(answer.body, digest_size=12).hexdigest(),
        headers=(("Cache-Control", "public, max-age=0, must-revalidate"),),
    )


def _problem(error: CityError) -> Answer:
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
    return _told(status, str(error))


def _told(status: int, detail: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    body = msgspec.json.encode({"type": "about:blank", "status": status, "detail": detail})
    return Answer(status=status, body=body, media_type=_PROBLEM, headers=headers)
