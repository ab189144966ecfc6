# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stored values follow the calibrations: the corrected value supersedes, the one before is kept.

Idempotent: what is as the calibrations say is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
from django.db.models import Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.models import Calibration
from stadtkern.flow.devices.quality.rules import corrections, micros, rules_of
from stadtkern.flow.devices.quality.words import Correction, StreamRule
from stadtkern.flow.lake import rows as lake_rows
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.words import StoredObservation
from stadtkern.kernel.jobs import current_job, job, progress
from stadtkern.kernel.observation import Quality

from .correcting import MEASURED, with_measured

_PAGE = 5_000
_SETTLED = timedelta(minutes=1)
"""After so long every process knows of a changed calibration."""
_OURS = int(Quality.CALIBRATED | Quality.OUT_OF_RANGE)


@job(gettext_lazy("Kalibrierung auf gespeicherte Werte anwenden"))
def restate(datastream_id: int) -> str:
    """Restate the stored values of a datastream from the first of its calibrations on; how many changed.

    Raises:
        LakeUnavailable: the lake cannot be written; what was restated so far stays.
    """
    changed = restated(datastream_id)
    words = ngettext("%(n)s Messwert berichtigt.", "%(n)s Messwerte berichtigt.", changed)
    return words % {"n": changed}


def restate_soon(datastream_id: int) -> None:
    """As a job, at once."""
    restate.enqueue(datastream_id)


def restate_pending(now: datetime) -> str | None:
    """Restate once more when every process knows of a change: values may have come in between."""
    rows = Calibration.objects.filter(Q(restated_at__isnull=True), changed_at__lt=now - _SETTLED)
    streams = sorted(set(rows.values_list("datastream_id", flat=True)))
    changed = 0
    for stream in streams:
        changed += restated(stream)
        rows.filter(datastream=stream).update(restated_at=now)
    return _("%(n)s Messwerte berichtigt.") % {"n": changed} if changed else None


def restated(datastream_id: int) -> int:
    """How many stored values were changed to what the calibrations say."""
    calibrations = list(Calibration.objects.filter(datastream=datastream_id))
    since = Calibration.objects.filter(datastream=datastream_id).aggregate(first=Min("valid_from"))["first"]
    if since is None:
        return 0
    corrected = corrections(calibrations)
    rule = rules_of([datastream_id]).get(datastream_id, StreamRule())
    changed = 0
    for page in _pages(datastream_id, since):
        rows = [row for one in page if (row := _row(one, corrected, rule)) is not None]
        if rows:
            changed += lake().append(lake_rows.table(rows)).stored
        progress(current_job(), changed, None)
    return changed


def _pages(datastream_id: int, since: datetime) -> Iterator[Sequence[StoredObservation]]:
    after: tuple[datetime, int] | None = None
    while True:
        page = lake().observations(datastream_id, start=since, limit=_PAGE, after=after)
        if not page:
            return
        yield page
        after = (page[-1].phenomenon_time, page[-1].seq)


def _row(one: StoredObservation, corrected: Sequence[Correction], rule: StreamRule) -> Row | None:
    """The observation as it should be; null when it is."""
    quality = one.quality or 0
    if quality & Quality.SUPERSEDED:
        return None
    told = _decoded(one.parameters)
    measured = told.get(MEASURED) if quality & Quality.CALIBRATED else one.result
    if isinstance(measured, bool) or not isinstance(measured, int | float):
        return None
    at = micros(one.phenomenon_time)
    mine = next((c for c in corrected if c.start_us <= at < c.end_us), None)
    result = measured * mine.factor + mine.offset if mine else float(measured)
    if result == one.result:
        return None
    flags = quality & ~_OURS
    flags |= int(Quality.CALIBRATED) if mine else 0
    flags |= 0 if rule.low <= result <= rule.high else int(Quality.OUT_OF_RANGE)
    return Row(
        datastream_id=one.datastream_id,
        phenomenon_time=at,
        result=result,
        result_json=one.result_json,
        phenomenon_end=_micros(one.phenomenon_end),
        result_time=_micros(one.result_time),
        valid_start=_micros(one.valid_start),
        valid_end=_micros(one.valid_end),
        quality=flags or None,
        result_quality=one.result_quality,
        parameters=with_measured(one.parameters, measured) if mine else _without_measured(told),
        feature_id=one.feature_id,
    )


def _decoded(parameters: str | None) -> dict[str, object]:
    try:
        known = msgspec.json.decode(parameters) if parameters else {}
    except msgspec.DecodeError:
        return {}
    return known if isinstance(known, dict) else {}


def _without_measured(told: dict[str, object]) -> str | None:
    left = {key: value for key, value in told.items() if key != MEASURED}
    return msgspec.json.encode(left).decode() if left else None


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)
