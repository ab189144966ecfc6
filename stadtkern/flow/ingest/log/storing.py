# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of the log go into the lake in one commit; one that cannot be stored costs the others nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import structlog

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest import rejections, service
from stadtkern.flow.ingest.checking import judging
from stadtkern.flow.ingest.models import DecoderKind
from stadtkern.flow.ingest.service import Stored
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.times import moment
from stadtkern.flow.lake.words import Receipt
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected
from stadtkern.kernel.observation import Rejected

from .envelope import Content, decode
from .taking import Taken
from .words import NewerFormat, Part

log = structlog.get_logger(__name__)

SOURCE = "ingest-log"
"""Under this source a message is kept of which nobody knows whose it was."""
ATTEMPTS = 3
"""A message that the lake could not store so often, while it stored others, is kept for people to look at."""
_MOST_LINES = 20_000
_Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of a message."""

    taken: Taken
    receipt: Receipt | None = None
    refused: str = ""
    """Why it was kept instead; empty: it was stored, or it waits."""
    later: bool = False
    """A newer writer has to read it."""


def store(some: Sequence[Taken]) -> list[Fate]:
    """Store the messages, count and tell what they brought; what became of each, in their order.

    Raises:
        LakeUnavailable: nothing was stored, or not everything; all may be stored again.
        DatabaseError: what cannot be stored could not be kept either.
    """
    fates: dict[int, Fate] = {}
    opened: list[tuple[Taken, Content]] = []
    for one in some:
        try:
            opened.append((one, decode(one.content)))
        except NewerFormat:
            fates[id(one)] = Fate(taken=one, later=True)
        except PayloadRejected as error:
            _keep_bytes(one, str(error))
            fates[id(one)] = Fate(taken=one, refused=str(error))
    fates.update({id(fate.taken): fate for fate in _stored(opened)})
    return [fates[id(one)] for one in some]


def singly(some: Sequence[Taken]) -> list[Fate]:
    """Store each on its own, after they could not be stored together; those that still wait are missing.

    Raises:
        DatabaseError: what cannot be stored could not be kept.
    """
    fates: list[Fate] = []
    failed: list[tuple[Taken, str]] = []
    for one in some:
        try:
            fates += store([one])
        except LakeUnavailable as error:
            failed.append((one, str(error)))
    if not any(fate.receipt for fate in fates):
        # Nothing at all can be stored: the lake is away, and no message is to blame.
        return fates
    for one, reason in failed:
        one.attempts += 1
        if one.attempts >= ATTEMPTS:
            _keep(one, decode(one.content), reason)
            fates.append(Fate(taken=one, refused=reason))
    return fates


def _stored(opened: Sequence[tuple[Taken, Content]]) -> list[Fate]:
    if not opened:
        return []
    table = pa.concat_tables([content.table for _, content in opened])
    wanted = any(one.answer for one, _ in opened)
    try:
        parts = [part for _, content in opened for part in content.parts]
        rows = [part.rows for part in parts]
        receipts = lake().append_parts(judging.judged(table), rows, places=wanted)
    except PayloadRejected as error:
        if len(opened) > 1:
            return [fate for one in opened for fate in _stored([one])]
        _keep(*opened[0], str(error))
        return [Fate(taken=opened[0][0], refused=str(error))]
    _tell(table, parts, receipts)
    given = iter(receipts)
    return [Fate(taken=one, receipt=_joined([next(given) for _ in content.parts])) for one, content in opened]


def _joined(receipts: Sequence[Receipt]) -> Receipt:
    """One receipt for the parts of a message."""
    return Receipt(
        stored=sum(one.stored for one in receipts),
        duplicates=sum(one.duplicates for one in receipts),
        superseded=sum(one.superseded for one in receipts),
        snapshot=max(one.snapshot for one in receipts),
        places=tuple(place for one in receipts for place in one.places),
    )


def _tell(table: pa.Table, parts: Sequence[Part], receipts: Sequence[Receipt]) -> None:
    """Count for each source, and tell the event, as whoever writes to the lake directly does."""
    starts = np.cumsum([0, *(part.rows for part in parts)])[:-1]
    times: _Int64s = table.column("phenomenon_time").cast(pa.int64()).to_numpy()
    newest = np.maximum.reduceat(times, starts).tolist()
    totals: dict[str, tuple[Stored, int, int]] = {}
    for part, receipt, last in zip(parts, receipts, newest, strict=True):
        before, latest, arrived = totals.get(part.source, (Stored(), last, part.at_us))
        more = Stored(stored=receipt.stored, duplicates=receipt.duplicates, superseded=receipt.superseded)
        totals[part.source] = (before + more, max(latest, last), max(arrived, part.at_us))
    for source, (total, latest, arrived) in totals.items():
        service.told(total, source_key=source, newest=moment(latest), now=moment(arrived))


def _keep_bytes(one: Taken, reason: str) -> None:
    """Keep a message that cannot even be opened."""
    rejected = Rejected(reason=reason, raw=one.content, where=f"Teil {one.partition}")
    _kept(SOURCE, [rejected], datetime.now(UTC))


def _keep(one: Taken, content: Content, reason: str) -> None:
    """Keep what a message holds as general tables, by source, so that people can replay it."""
    codes = dict(
        Datastream.objects.filter(pk__in=set(content.table.column("datastream_id").to_pylist())).values_list(
            "pk", "code"
        )
    )
    start = 0
    for part in content.parts:
        lines = _lines(content.table.slice(start, min(part.rows, _MOST_LINES)), codes)
        raw = "\n".join(["datastream,time,value", *lines, ""]).encode()
        rejected = Rejected(reason=reason[:300], raw=raw, where=f"Teil {one.partition}")
        _kept(part.source, [rejected], moment(part.at_us))
        service.told(Stored(rejected=part.rows), source_key=part.source, newest=None, now=moment(part.at_us))
        start += part.rows


def _kept(source: str, rejected: Sequence[Rejected], at: datetime) -> None:
    origin = rejections.Origin(source_key=source, payload_name="Eingangsprotokoll", kind=DecoderKind.TABLE)
    rejections.keep(rejected, origin, now=at)
    log.warning("ingest_log_message_kept", source=source, reason=rejected[0].reason)


def _lines(table: pa.Table, codes: Mapping[int, str]) -> list[str]:
    rows = table.select(["datastream_id", "phenomenon_time", "result"]).to_pylist()
    return [
        f"{codes.get(row['datastream_id'], row['datastream_id'])},{row['phenomenon_time'].isoformat()},"
        f"{'' if row['result'] is None else repr(row['result'])}"
        for row in rows
    ]
