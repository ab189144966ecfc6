# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replay: rejected records are decoded again, after a decoder was mended or a datastream was registered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from stadtkern.kernel import audit
from stadtkern.kernel.errors import CityError, LakeUnavailable
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Decoded, Payload

from . import counters, decoding, rejections, streams
from .geodata import placing
from .keys import scope_of
from .models import DecoderKind, RejectedRecord, RejectedState
from .service import Delivery, Stored, store_all


@dataclass(frozen=True, kw_only=True)
class Replay:
    """How a replay went."""

    replayed: int
    still_rejected: int
    total: Stored


def replay(ids: Collection[int], actor: Person, *, now: datetime) -> Replay:
    """Read these open records again and store what they hold; what is still wrong stays open.

    Raises:
        NotPermitted: one of them belongs to a source that the actor does not answer for.
        LakeUnavailable: the lake cannot be written; records replayed so far are marked.
    """
    total, done, left = Stored(), [], 0
    for record in rejections.open_ones(ids, actor):
        decoded, reason = _read_again(record)
        if not reason:
            try:
                delivery = Delivery(decoded=decoded, name=record.payload_name)
                total += store_all([delivery], source_key=record.source, now=now, directly=True)
            except LakeUnavailable:
                raise
            except CityError as error:
                reason = str(error)
        if reason:
            left += 1
            RejectedRecord.objects.filter(pk=record.pk).update(reason=reason[:500])
        else:
            done.append(record.pk)
            _mark(record.pk, now)
    counters.flush()
    if done:
        with transaction.atomic():
            change = {"count": len(done), "stored": total.stored, "features": total.features}
            audit.record(actor, "rejection.replay", f"rejections {rejections.named(done)}", change, now)
    return Replay(replayed=len(done), still_rejected=left, total=total)


def _read_again(record: RejectedRecord) -> tuple[Decoded, str]:
    """What is in the record now; or why it is still rejected."""
    if record.is_cut:
        return Decoded(), "Der Rohdatensatz ist gekürzt; bitte die Datei selbst noch einmal einlesen."
    kind = DecoderKind(record.decoder)
    payload = Payload(name=record.payload_name, content=bytes(record.raw), received_at=record.received_at)
    try:
        decoded, gave_up = decoding.decoded(decoding.decoder(kind, record.source), payload)
    except CityError as error:
        return Decoded(), str(error)
    if gave_up:
        return decoded, gave_up
    if decoded.rejected:
        return decoded, decoded.rejected[0].reason
    if kind == DecoderKind.FEATURE:
        return decoded, placing.why_not(decoded, record.source)
    return decoded, "" if kind == DecoderKind.SOURCE else _out_of_reach(decoded, record.source)


def _out_of_reach(decoded: Decoded, source_key: str) -> str:
    """Why the observations may not be stored for this source; empty when they may."""
    codes = {str(code) for code in decoded.observations.column("datastream").cast(pa.string()).to_pylist()}
    known = streams.streams(codes)
    missing = sorted(codes - known.keys())
    if missing:
        return f"Datenstrom unbekannt: {', '.join(missing[:5])}"
    scope = scope_of(source_key)
    foreign = sorted(code for code, stream in known.items() if scope and not scope.covers(stream))
    return f"Der Datenstrom {foreign[0]} gehört zu einer anderen Datenquelle." if foreign else ""


def _mark(key: int, now: datetime) -> None:
    RejectedRecord.objects.open().filter(pk=key).update(state=RejectedState.REPLAYED, settled_at=now)
