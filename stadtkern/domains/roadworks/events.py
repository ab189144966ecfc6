# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roadworks as events that explain numbers close to them: those whose beginning is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stadtkern.flow.collections import reading, service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.places import Spot
from stadtkern.flow.outlets.annotations.words import Noted
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import LakeUnavailable, NotFound

from .collections import CLOSURES, ROADWORKS

_BERLIN = ZoneInfo("Europe/Berlin")
_MOST = 2_000
_CLOSURES_EN = {"full": "closed", "partial": "partly closed", "unknown": "closure not known"}
_KNOWN: dict[tuple[int, int], tuple[Noted, ...]] = {}
"""Of the newest state of the collection: id and revision."""


def noted(start: datetime, end: datetime) -> Iterator[Noted]:
    """Public roadworks of ``[start, end)``; none while the lake is away."""
    try:
        every = _every(service.by_key(ROADWORKS.key))
    except (NotFound, LakeUnavailable):
        return
    for one in every:
        if one.start < end and (one.end is None or one.end > start):
            yield one


def _every(collection: FeatureCollection) -> tuple[Noted, ...]:
    state = (collection.pk, collection.revision)
    if state not in _KNOWN:
        asked = replace(reading.question(collection), limit=_MOST)
        features = reading.features_of(reading.page(asked), service.public_fields(collection))
        found = tuple(one for feature in features if (one := _noted(feature)) is not None)
        _KNOWN.clear()
        _KNOWN[state] = found
    return _KNOWN.get(state, ())


def _noted(feature: Feature) -> Noted | None:
    begins, ends = feature.properties.get("begins"), feature.properties.get("ends")
    if not isinstance(begins, date) or feature.geometry is None or feature.geometry.is_empty:
        return None
    closure = str(feature.properties.get("closure") or "unknown")
    name = str(feature.properties.get("name") or "")
    point = feature.geometry.representative_point()
    return Noted(
        title=f"Baustelle {name}".strip(),
        title_en=f"Roadworks {name}".strip(),
        kind="roadworks",
        start=_midnight(begins),
        end=_midnight(ends + timedelta(days=1)) if isinstance(ends, date) and ends >= begins else None,
        where=name,
        text=CLOSURES.get(closure, ""),
        text_en=_CLOSURES_EN.get(closure, ""),
        near=Spot(point.x, point.y),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)
