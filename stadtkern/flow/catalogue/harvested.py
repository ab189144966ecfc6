# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries of other catalogues: taken in, compared, withdrawn; their run is reported by whoever harvests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Literal

import msgspec
from django.db import transaction

from stadtkern.kernel.errors import Contradiction

from . import changes
from .keys import harvested_key
from .models import Dataset, ReleaseStep, Step
from .models.datasets import Origin, State
from .words import Entry

Outcome = Literal["new", "changed", "unchanged"]
_VOLATILE = ("alive", "checked_at")
"""What link checks say of a distribution; a record that is harvested again does not know it."""


def record_harvested(source: str, entry: Entry, *, identifier: str, now: datetime) -> tuple[str, Outcome]:
    """Store what another catalogue says of one dataset; its key here and what was done.

    ``source`` is the lasting key of that catalogue, ``identifier`` names the record there. The key of the
    entry is replaced by one that stays the same when the record is harvested again. Found again, it is public
    again when it was withdrawn because it was missing.

    Raises:
        Contradiction: another dataset has that key.
    """
    with transaction.atomic():
        row = Dataset.objects.filter(harvested_hash=_hash(source, identifier)).first()
        key = row.key if row else harvested_key(source, identifier, entry.title)
        record = _record(replace(entry, key=key, origin="harvested", state="released"))
        if row is None:
            _insert(source, identifier, key, entry, record, now)
            changes.moved(key, now)
            return key, "new"
        kept = _with_checks(record, row.record or {})
        same = row.record == kept and row.state != State.WITHDRAWN
        if not same:
            row.record, row.title = kept, entry.title[:300]
            row.state, row.withdrawn_at, row.withdrawal_reason = State.RELEASED, None, ""
            row.data_changed_at, row.changed_at = entry.modified, now
        row.seen_at = now
        row.save()
        if not same:
            changes.moved(key, now)
        return key, "unchanged" if same else "changed"


def withdraw_harvested(source: str, *, seen_before: datetime, reason: str, now: datetime) -> int:
    """Leave tombstones for the records of a catalogue that were last seen before a time; how many."""
    with transaction.atomic():
        gone = list(
            Dataset.objects.filter(harvested_source=source, seen_at__lt=seen_before).exclude(
                state=State.WITHDRAWN
            )
        )
        steps = [
            ReleaseStep(dataset=row, step=Step.WITHDRAWN, actor=source[:150], note=reason[:1000], at=now)
            for row in gone
        ]
        Dataset.objects.filter(pk__in=[row.pk for row in gone]).update(
            state=State.WITHDRAWN, withdrawn_at=now, withdrawal_reason=reason[:1000], changed_at=now
        )
        ReleaseStep.objects.bulk_create(steps)
        if gone:
            changes.moved(source, now)
    return len(gone)


def forget_harvested(source: str, *, now: datetime) -> int:
    """Remove everything that came from a catalogue, tombstones too; how many."""
    with transaction.atomic():
        count, _each = Dataset.objects.filter(harvested_source=source).delete()
        if count:
            changes.moved(source, now)
    return count


def harvested_keys(source: str) -> set[str]:
    """Keys of the entries of a catalogue that are not withdrawn."""
    rows = Dataset.objects.filter(harvested_source=source).exclude(state=State.WITHDRAWN)
    return set(rows.values_list("key", flat=True))


def note_links(key: str, alive: Mapping[str, bool], *, now: datetime) -> None:
    """Keep whether the addresses of distributions (by their keys) answered, of own and harvested datasets."""
    with transaction.atomic():
        row = Dataset.objects.select_for_update().filter(key=key).first()
        if row is None:
            return
        for name, answered in alive.items():
            row.distribution_rows.filter(key=name).update(alive=answered, checked_at=now)
        if row.record:
            for one in row.record.get("distributions", []):
                if one["key"] in alive:
                    one |= {"alive": alive[one["key"]], "checked_at": now.isoformat()}
            row.save(update_fields=["record"])


def _insert(
    source: str, identifier: str, key: str, entry: Entry, record: dict[str, object], now: datetime
) -> None:
    if Dataset.objects.filter(key=key).exists():
        raise Contradiction(f"another dataset has the key {key!r}")
    Dataset.objects.create(
        key=key,
        origin=Origin.HARVESTED,
        state=State.RELEASED,
        title=entry.title[:300],
        record=record,
        harvested_source=source,
        harvested_identifier=identifier[:1000],
        harvested_hash=_hash(source, identifier),
        released_at=now,
        data_changed_at=entry.modified,
        seen_at=now,
        created_at=now,
        changed_at=now,
    )


def _hash(source: str, identifier: str) -> str:
    return blake2b(f"{source} {identifier}".encode(), digest_size=16).hexdigest()


def _record(entry: Entry) -> dict[str, object]:
    """The entry as the JSON column gives it back, so that two of them can be compared."""
    return msgspec.json.decode(msgspec.json.encode(entry), type=dict[str, object])


def _with_checks(record: dict[str, object], before: Mapping[str, object]) -> dict[str, object]:
    """The new record with what link checks said of the same addresses."""
    known = {_address(one): one for one in _distributions(before)}
    for one in _distributions(record):
        old = known.get(_address(one), {})
        one.update({name: old[name] for name in _VOLATILE if name in old})
    return record


def _distributions(record: Mapping[str, object]) -> Collection[dict[str, object]]:
    given = record.get("distributions")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list | tuple) else []


def _address(distribution: Mapping[str, object]) -> tuple[object, object]:
    return distribution.get("access_url"), distribution.get("download_url")
