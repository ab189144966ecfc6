# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The interface for tables below ``/api/tables/v1/``: which there are, their rows, their columns, and SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.lake.open_tables.words import QueryRefused, SandboxBusy
from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer, Header
from stadtkern.flow.outlets.answering.views import sent
from stadtkern.flow.outlets.ogc.cql.errors import ConditionRefused
from stadtkern.flow.outlets.open_data import usage
from stadtkern.flow.outlets.open_data.tables import files, querying, service, statistics
from stadtkern.flow.outlets.open_data.tables.querying import CursorTooOld, RowsQuestion
from stadtkern.flow.outlets.open_data.tables.service import Ready
from stadtkern.flow.outlets.open_data.tables.words import BeingPrepared, NoTable
from stadtkern.kernel.errors import CityError, LakeUnavailable, LimitExceeded, NotFound

P = ParamSpec("P")

MOST_LISTED = 200
_MOST_TEXT = 20_000
_CSV = "text/csv; charset=utf-8"
_OWN = "private, no-store"
"""What somebody sees who is signed in is nobody else's."""
_PROBLEM = "application/problem+json"
_STATUS: tuple[tuple[type[CityError], int], ...] = (
    (Withdrawn, 410),
    (NotFound, 404),
    (NoTable, 404),
    (CursorTooOld, 409),
    (BeingPrepared, 503),
    (SandboxBusy, 503),
    (LimitExceeded, 413),
    (LakeUnavailable, 503),
    (QueryRefused, 400),
    (ConditionRefused, 400),
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
            return sent(request, sending.preflight("GET, HEAD, POST, OPTIONS"))
        try:
            response = sent(request, view(request, *args, **kwargs))
        except CityError as error:
            response = sent(request, _problem(error))
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = _OWN
        return response

    return answer


@answering
def tables(request: HttpRequest) -> Answer:
    """Datasets with a table, by key."""
    limit = _number(request, "limit", 100, MOST_LISTED)
    entries = catalogue.entries(request.user, after=request.GET.get("after") or None, limit=limit)
    root = request.build_absolute_uri("/api/tables/v1/")
    listed = [
        {
            "key": entry.key,
            "title": entry.title,
            "table": querying.table_name(entry.key),
            "licence": entry.licence.url,
            "modified": _moment(entry.modified),
            "rows": f"{root}{entry.key}",
            "columns": f"{root}{entry.key}/columns",
        }
        for entry in entries
        if service.has_table(entry)
    ]
    more = f"{root}?limit={limit}&after={entries[-1].key}" if len(entries) == limit else None
    return _json({"tables": listed, "sql": f"{root}sql", "next": more})


@answering
def rows(request: HttpRequest, key: str) -> Answer:
    """Rows: ``columns``, ``filter`` (CQL2), ``sortby``, ``limit``, ``after``, ``count``, ``f``."""
    now = timezone.now()
    ready = _ready(request, key, now)
    given = request.GET
    question = RowsQuestion(
        columns=tuple(one.strip() for one in given.get("columns", "").split(",") if one.strip()),
        filter=given.get("filter", ""),
        order=given.get("sortby", "").removeprefix("+"),
        after=given.get("after", ""),
        limit=_number(request, "limit", 100, querying.MOST_ROWS),
    )
    found = querying.rows(ready, question)
    usage.note(key, "api", now)
    following = _following(request, found.after)
    if given.get("f") == "csv":
        names = [column.key for column in found.columns]
        body = files.written_csv(names, (list(row.values()) for row in found.rows)).encode()
        return Answer(body=body, media_type=_CSV, headers=_links(following))
    content: dict[str, object] = {
        "table": key,
        "as_of": _moment(found.snapshot.made_at),
        "columns": [
            {"key": one.key, "title": one.title, "kind": one.kind, "unit": one.unit} for one in found.columns
        ],
        "rows": found.rows,
        "next": following or None,
    }
    if given.get("count") == "true":
        content["count"] = querying.count(ready, question)
    return _json(content, headers=_links(following))


@answering
def columns(request: HttpRequest, key: str) -> Answer:
    """What the columns are called and what stands in them."""
    ready = _ready(request, key, timezone.now())
    figures = {one.key: one for one in statistics.figures(ready)}
    listed = [
        {
            "key": one.key,
            "title": one.title,
            "kind": one.kind,
            "unit": one.unit,
            "description": one.description,
            "figures": msgspec.to_builtins(figures[one.key]) if one.key in figures else None,
        }
        for one in ready.table.columns
    ]
    return _json(
        {
            "table": key,
            "rows": ready.snapshot.rows,
            "as_of": _moment(ready.snapshot.made_at),
            "columns": listed,
        }
    )


@answering
def sql(request: HttpRequest) -> Answer:
    """The answer of one select statement: ``sql`` in the address or in the body, ``f=csv`` for CSV."""
    now = timezone.now()
    text = request.GET.get("sql") or request.POST.get("sql") or _body_text(request)
    answer = querying.run(text, request.user, now)
    for key in answer.used:
        usage.note(key, "query", now)
    if (request.GET.get("f") or request.POST.get("f")) == "csv":
        return Answer(body=files.written_csv(answer.names, answer.rows).encode(), media_type=_CSV)
    return _json(
        {
            "columns": [
                {"name": name, "type": kind} for name, kind in zip(answer.names, answer.kinds, strict=True)
            ],
            "rows": answer.rows,
            "cut": answer.cut,
            "seconds": round(answer.seconds, 3),
            "as_of": {key: _moment(made) for key, made in answer.used.items()},
        }
    )


def _ready(request: HttpRequest, key: str, now: datetime) -> Ready:
    entry = catalogue.entry(key, request.user)
    return service.ready(service.table(entry, request.user), now)


def _body_text(request: HttpRequest) -> str:
    """The body when it is plain SQL or JSON with a member ``sql``."""
    if request.method != "POST" or request.content_type == "application/x-www-form-urlencoded":
        return ""
    body = request.body[: 4 * _MOST_TEXT]
    if request.content_type == "application/json":
        try:
            return str(msgspec.json.decode(body, type=dict[str, object]).get("sql", ""))
        except msgspec.MsgspecError as error:
            raise QueryRefused(str(error)) from error
    return body.decode(errors="replace")


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    given = request.GET.get(name, "")
    return min(max(int(given), 1), most) if given.isdecimal() and len(given) < 7 else default


def _following(request: HttpRequest, after: str) -> str:
    """Address of the next page; empty: there is none."""
    if not after:
        return ""
    query = request.GET.copy()
    query["after"] = after
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _links(following: str) -> tuple[Header, ...]:
    return (("Link", f'<{following}>; rel="next"'),) if following else ()


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def _json(content: Mapping[str, object], *, headers: tuple[Header, ...] = ()) -> Answer:
    return Answer(body=msgspec.json.encode(content), headers=headers)


def _problem(error: CityError) -> Answer:
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    content: dict[str, object] = {"status": status, "title": type(error).__name__, "detail": str(error)}
    if isinstance(error, QueryRefused) and error.line is not None:
        content |= {"line": error.line, "column": error.column}
    headers = (("Retry-After", "30"),) if status == 503 else ()
    return Answer(status=status, body=msgspec.json.encode(content), media_type=_PROBLEM, headers=headers)
