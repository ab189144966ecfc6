# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one table from errors to what CKAN says: status, kind, sentences."""

from __future__ import annotations

from collections.abc import Mapping

from stadtkern.flow.lake.open_tables.words import QueryRefused, SandboxBusy
from stadtkern.flow.outlets.open_data.tables.words import BeingPrepared
from stadtkern.kernel.errors import CityError, LakeUnavailable, LimitExceeded, NotFound

from .errors import Invalid, ReadOnly, SearchRefused

_TABLE: tuple[tuple[type[CityError], int, str], ...] = (
    (NotFound, 404, "Not Found Error"),
    (ReadOnly, 403, "Authorization Error"),
    (Invalid, 409, "Validation Error"),
    (SearchRefused, 409, "Search Query Error"),
    (QueryRefused, 409, "Validation Error"),
    (SandboxBusy, 503, "Service Unavailable"),
    (BeingPrepared, 503, "Service Unavailable"),
    (LakeUnavailable, 503, "Service Unavailable"),
    (LimitExceeded, 409, "Validation Error"),
)
_OTHER = (409, "Validation Error")
RETRY_S = 5


def problem(error: CityError) -> tuple[int, Mapping[str, object]]:
    """Status and the ``error`` of the answer."""
    status, kind = next(
        ((status, kind) for known, status, kind in _TABLE if isinstance(error, known)), _OTHER
    )
    return status, {"__type": kind, **_said(error)}


def _said(error: CityError) -> Mapping[str, object]:
    if isinstance(error, Invalid):
        return error.faults
    if isinstance(error, QueryRefused):
        return {"query": [str(error)], "line": error.line, "column": error.column}
    if isinstance(error, SearchRefused):
        return {"message": f"Search Query is invalid: {error}"}
    return {"message": str(error)}
