# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes of datastreams and their ids, remembered while the register's revision stays the same."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

from .models import Datastream, revision

T = TypeVar("T")
CHUNK = 5_000
"""Codes per query: below the parameter limits of SQLite (32,766) and PostgreSQL (65,535)."""
_MOST = 500_000
_LARGEST_ID = 2**63 - 1
_LOCK = threading.Lock()
_KNOWN: dict[str, int] = {}
_AT: list[str] = [""]


def datastream_ids(codes: Collection[str]) -> dict[str, int]:
    """Ids of the datastreams with these codes; codes without datastream are missing.

    One small query when all are remembered. Every process forgets a deleted datastream at its next call.
    """
    now = revision()
    with _LOCK:
        if _AT[0] != now or len(_KNOWN) > _MOST:
            _KNOWN.clear()
            _AT[0] = now
        found = {code: _KNOWN[code] for code in codes if code in _KNOWN}
    fresh = dict(_looked_up([code for code in codes if code not in found]))
    if fresh and now:
        with _LOCK:
            if _AT[0] == now:
                _KNOWN.update(fresh)
    return found | fresh


def possible(ids: Collection[int]) -> list[int]:
    """Those among what a client calls ids that a database can look for at all."""
    return [pk for pk in ids if 0 < pk <= _LARGEST_ID]


def chunks(values: Collection[T]) -> Iterator[list[T]]:
    """The values in lists that fit into one query."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _looked_up(codes: Collection[str]) -> Iterator[tuple[str, int]]:
    for chunk in chunks(codes):
        yield from Datastream.objects.filter(code__in=chunk).values_list("code", "pk")
