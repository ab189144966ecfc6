# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rejected records are kept once, with reason and raw form, until somebody replays or dismisses them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Rejected
from stadtkern.kernel.roles import Action

from .geodata.records import file_source
from .limits import limits
from .models import ApiKey, DecoderKind, RejectedRecord, RejectedRecordQuerySet, RejectedState

_CHUNK = 400
_TURN = threading.Lock()
"""Taking turns is faster than letting many threads compete for the register's write lock."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where rejected records came from."""

    source_key: str
    payload_name: str = ""
    kind: DecoderKind = DecoderKind.SOURCE


@dataclass(frozen=True, kw_only=True)
class Came:
    """A rejected record, where it came from, and when [UTC]."""

    rejected: Rejected
    origin: Origin
    at: datetime


def fingerprint(origin: Origin, raw: bytes) -> str:
    """SHA-256 that is the same whenever the same raw record of the same source is rejected."""
    head = f"{origin.source_key}\x00{origin.kind}\x00".encode()
    return hashlib.sha256(head + raw).hexdigest()


def keep(rejected: Sequence[Rejected], origin: Origin, *, now: datetime) -> int:
    """Keep rejected records; known ones are only counted again. The number of records that are new.

    A replayed record that is rejected again is open again; a dismissed one stays dismissed.
    """
    return keep_all([Came(rejected=one, origin=origin, at=now) for one in rejected])


def keep_all(came: Sequence[Came]) -> int:
    """The same for records of one source that came in different payloads."""
    records = {fingerprint(one.origin, one.rejected.raw): one for one in came}
    fresh = 0
    prints = list(records)
    for start in range(0, len(prints), _CHUNK):
        chunk = prints[start : start + _CHUNK]
        with _TURN, transaction.atomic():
            fresh += _keep_chunk({p: records[p] for p in chunk})
    return fresh


def visible_to(person: Person) -> RejectedRecordQuerySet:
    """Records that the person may see and settle: those of the departments' sources; administrators: all."""
    return RejectedRecord.objects.of_sources(sources_of(person))


def sources_of(person: Person) -> set[str] | None:
    """Keys of the sources that the person answers for; none: all of them."""
    if rights.may(person, Action.CONNECT):
        return None
    names = set(rights.domains_of(person, Action.CONNECT))
    domains = [domain for domain in registry.domains() if domain.name in names]
    declared = {source.key for domain in domains for source in domain.sources}
    pushed = ApiKey.objects.filter(domain__in=[domain.name for domain in domains])
    brought = {file_source(one.key) for one in FeatureCollection.objects.editable_by(person).only("key")}
    return declared | brought | set(pushed.values_list("source", flat=True))


def open_ones(ids: Collection[int], actor: Person) -> list[RejectedRecord]:
    """The open ones among these records, oldest first.

    Raises:
        NotPermitted: one of them belongs to a source that the actor does not answer for.
    """
    seen = visible_to(actor).filter(pk__in=ids)
    rights.require(seen.count() == len(set(ids)), "settle rejected records")
    return list(seen.open().order_by("pk"))


def dismiss(ids: Collection[int], actor: Person, *, now: datetime) -> int:
    """Mark open records as not wanted; how many were open.

    Raises:
        NotPermitted: one of them belongs to a source that the actor does not answer for.
    """
    found = [record.pk for record in open_ones(ids, actor)]
    with transaction.atomic():
        open_now = RejectedRecord.objects.open().filter(pk__in=found)
        changed = open_now.update(state=RejectedState.DISMISSED, settled_at=now)
        if changed:
            audit.record(actor, "rejection.dismiss", f"rejections {named(found)}", {"count": changed}, now)
    return changed


def _keep_chunk(records: dict[str, Came]) -> int:
    latest = max(records.values(), key=lambda one: one.at)
    seen = RejectedRecord.objects.filter(fingerprint__in=list(records))
    known = set(seen.values_list("fingerprint", flat=True))
    if known:
        seen.update(times_seen=F("times_seen") + 1, last_seen_at=latest.at)
        seen.filter(state=RejectedState.REPLAYED).update(state=RejectedState.OPEN, settled_at=None)
    fresh = [_row(p, one) for p, one in records.items() if p not in known]
    room = limits().open_rejections
    if fresh:
        room -= RejectedRecord.objects.open().filter(source=latest.origin.source_key).count()
    kept = fresh[: max(0, room)]
    RejectedRecord.objects.bulk_create(kept, ignore_conflicts=True)
    return len(kept)


def _row(printed: str, came: Came) -> RejectedRecord:
    one, origin = came.rejected, came.origin
    return RejectedRecord(
        source=origin.source_key,
        decoder=origin.kind,
        payload_name=origin.payload_name[-500:],
        reason=one.reason[:500],
        where=one.where[:200],
        raw=one.raw[: limits().raw_bytes],
        raw_bytes=len(one.raw),
        fingerprint=printed,
        received_at=came.at,
        last_seen_at=came.at,
    )


def named(ids: Collection[int]) -> str:
    """The first of these ids, for the audit log."""
    return ", ".join(str(one) for one in sorted(ids)[:20]) + ("…" if len(ids) > 20 else "")
