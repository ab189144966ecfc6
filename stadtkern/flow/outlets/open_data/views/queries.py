# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page where people ask tables in SQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stadtkern.flow.catalogue.words import Entry
from stadtkern.flow.lake.open_tables.words import Limits, QueryRefused, QueryTooDear, SandboxBusy
from stadtkern.flow.outlets.open_data import pages, usage
from stadtkern.flow.outlets.open_data.tables import files, querying, service
from stadtkern.flow.outlets.open_data.tables.querying import Queried
from stadtkern.flow.outlets.open_data.tables.words import BeingPrepared, NoTable

from .dataset import described
from .edge import page

_LIMITS = replace(Limits(), rows=500)
_FILE_LIMITS = Limits()
_EXAMPLES = Path(__file__).parent.parent / "examples"
MOST_TEXT = 6000
"""An address holds no longer text [characters]."""


@page
def query(request: HttpRequest, key: str) -> HttpResponseBase:
    """A text of SQL, its answer, and what can be asked."""
    now = timezone.now()
    entry = pages.entry(key, request.user)
    if not service.has_table(entry):
        raise NoTable
    table = service.table(entry, request.user)
    sql = request.GET.get("sql", "")[:MOST_TEXT]
    wants_file = request.GET.get("als") == "csv"
    answer: Queried | None = None
    problem = ""
    if sql.strip():
        try:
            limits = _FILE_LIMITS if wants_file else _LIMITS
            answer = querying.run(sql, request.user, now, limits=limits)
            usage.note(key, "query", now)
        except (QueryRefused, QueryTooDear, SandboxBusy, BeingPrepared) as error:
            problem = str(error)
    if answer is not None and wants_file:
        return _file(key, answer)
    context = {
        **described(entry),
        "columns": table.columns,
        "table_name": querying.table_name(key),
        "sql": sql or _example(entry),
        "asked": bool(sql.strip()),
        "answer": answer,
        "cells": [[pages.cell(value) for value in row] for row in answer.rows] if answer else [],
        "problem": problem,
        "most_text": MOST_TEXT,
    }
    return render(request, "open_data/query.html", context, status=400 if problem else 200)


def _example(entry: Entry) -> str:
    """A query that shows how it is done; its text goes into the form."""
    name = querying.table_name(entry.key)
    file = "measured" if entry.source and not entry.collection else "rows"
    lines = (_EXAMPLES / f"{file}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).replace("{table}", name)


def _file(key: str, answer: Queried) -> HttpResponse:
    response = HttpResponse(
        files.written_csv(answer.names, answer.rows), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{key}_abfrage.csv"'
    return response
