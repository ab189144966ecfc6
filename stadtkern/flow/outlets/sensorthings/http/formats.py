# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which format a set is answered: ``$resultFormat``, or else the Accept header."""

from __future__ import annotations

from enum import StrEnum

from stadtkern.flow.outlets.answering.packing import weighted
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused

from .encoding.tables import ARROW, PARQUET


class Format(StrEnum):
    """As named in ``$resultFormat``; upper and lower case are the same."""

    JSON = "json"
    DATA_ARRAY = "dataArray"
    CSV = "CSV"
    GEOJSON = "GeoJSON"
    ARROW = "Arrow"
    PARQUET = "Parquet"


MEDIA_TYPES: dict[Format, str] = {
    Format.JSON: "application/json",
    Format.DATA_ARRAY: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.GEOJSON: "application/geo+json",
    Format.ARROW: ARROW,
    Format.PARQUET: PARQUET,
}
_BY_NAME = {one.value.lower(): one for one in Format}
_ACCEPTED: dict[str, Format] = {
    "*/*": Format.JSON,
    "application/*": Format.JSON,
    "application/json": Format.JSON,
    "text/csv": Format.CSV,
    "application/geo+json": Format.GEOJSON,
    ARROW: Format.ARROW,
    PARQUET: Format.PARQUET,
}


def choose(wanted: str | None, accept: str) -> Format:
    """The format of an answer; an Accept header that names nothing known means JSON.

    Raises:
        QueryRefused: ``$resultFormat`` names an unknown format.
    """
    if wanted is not None:
        found = _BY_NAME.get(wanted.lower())
        if found is None:
            raise QueryRefused(
                f"there is no format “{wanted[:40]}”",
                option="$resultFormat",
                position=1,
                expectation=f"one of {', '.join(Format)}",
            )
        return found
    weights = weighted(accept)
    known = [name for name in weights if name in _ACCEPTED and weights[name] > 0]
    best = max(known, key=lambda name: weights[name], default="*/*")
    return _ACCEPTED[best]
