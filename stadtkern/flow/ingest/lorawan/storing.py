# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Raw uplinks become observations, then they are marked: first durable in the lake, then in the register.

Both may be repeated: the lake knows what it has, and an uplink counts once in the statistics of its device.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from stadtkern.flow.ingest import counters, health, service
from stadtkern.flow.ingest.connections.models import Stage
from stadtkern.flow.ingest.mapping.harvest import Harvest
from stadtkern.flow.ingest.service import Stored
from stadtkern.flow.ingest.subscriptions.registering import Register, Registered
from stadtkern.kernel.errors import CityError, LakeUnavailable

from . import frames, reading
from .models import Device, Uplink, UplinkState
from .reading import Read

_TURN = threading.Lock()
_REGISTER = Register()
"""What this process has told the register about devices; under the lock."""
_MARKED = ("state", "codec", "decoded", "reason", "values", "counted")


def readable(uplinks: Sequence[Uplink]) -> list[Uplink]:
    """Those of known devices whose connection is in use; the others wait."""
    return [one for one in uplinks if one.device is not None and one.device.connection.stage == Stage.ACTIVE]


def store(uplinks: Sequence[Uplink], *, now: datetime) -> dict[int, str]:
    """Read these uplinks, store what they say, mark them; why some must wait, by their ids.

    ``uplinks`` have their devices at hand (``select_related``: connection, type, codec).
    """
    by_connection: dict[str, list[Read]] = defaultdict(list)
    for read in reading.read_all(uplinks):
        by_connection[read.device.connection.key].append(read)
    settled: list[Read] = []
    for key, reads in by_connection.items():
        settled += _bring(key, reads, now)
    done = [read for read in settled if not read.later]
    if done:
        _mark(done, now)
    return {read.uplink.pk: read.reason for read in settled if read.later}


def _bring(key: str, reads: Sequence[Read], now: datetime) -> list[Read]:
    """Store what the readings of one connection hold; with what became of each."""
    useful = [read for read in reads if read.found]
    settled = [read for read in reads if not read.found]
    rejected = sum(1 for read in settled if read.rejected)
    if rejected:
        counters.note(key, rejected=rejected)
    if not useful:
        return settled
    if service.domain_and_source(key) is None:
        reason = _("Die Anbindung wird gerade erst in Betrieb genommen.")
        return settled + [replace(read, reason=reason, later=True) for read in useful]
    return settled + _stored(key, useful, now)


def _stored(key: str, reads: Sequence[Read], now: datetime) -> list[Read]:
    harvest = Harvest()
    reading.put_all(reads, harvest)
    try:
        with _TURN:
            registered = _REGISTER.ensured(key, harvest)
        table, _missing = service.with_ids(harvest.decoded().observations, registered.ids)
        receipt, newest = service.append(table, source_key=key, now=now)
    except LakeUnavailable as error:
        return [replace(read, reason=str(error), later=True) for read in reads]
    except CityError as error:
        if len(reads) > 1:
            return [one for read in reads for one in _stored(key, [read], now)]
        counters.note(key, rejected=1)
        return [replace(reads[0], found=(), reason=str(error), rejected=True)]
    refused = [frames.thing_code(read.device) in registered.refused for read in reads]
    stored = service.stored_of(receipt) + Stored(rejected=sum(refused))
    service.told(stored, source_key=key, newest=newest, now=now)
    return [_refused(read, registered) if no else read for read, no in zip(reads, refused, strict=True)]


def _refused(read: Read, registered: Registered) -> Read:
    reason = registered.refused[frames.thing_code(read.device)]
    return replace(read, found=(), reason=reason, rejected=True)


def _mark(reads: Sequence[Read], now: datetime) -> None:
    """Write what became of each uplink, and what it says about its device; one transaction."""
    told: list[tuple[Device, Uplink, int]] = []
    with transaction.atomic():
        fresh = set(
            Uplink.objects.filter(pk__in=[read.uplink.pk for read in reads], counted=False).values_list(
                "pk", flat=True
            )
        )
        locked = Device.objects.select_for_update(of=("self",)).order_by("pk")
        devices = {
            device.pk: device
            for device in locked.filter(pk__in={read.device.pk for read in reads}).select_related(
                "connection"
            )
        }
        for read in sorted(reads, key=lambda one: one.uplink.heard_at):
            device = devices.get(read.device.pk)
            if device is not None:
                told += _hear(device, read, read.uplink.pk in fresh)
            _settle(read)
        _write(Device.objects.all(), list(devices.values()), _DEVICE_FIELDS)
        _write(Uplink.objects.all(), [read.uplink for read in reads], _MARKED)
    for device, uplink, lost in told:
        frames.note_health(device, uplink, lost)
    _note_batteries(reads)


def _write(
    rows: QuerySet[Device] | QuerySet[Uplink], changed: Sequence[Device | Uplink], fields: Sequence[str]
) -> None:
    """Update rows that exist: as an upsert, which costs a tenth of Django's ``bulk_update``."""
    rows.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=fields)  # type: ignore[arg-type]  # both are lists of the model of the query set


def _hear(device: Device, read: Read, fresh: bool) -> list[tuple[Device, Uplink, int]]:
    uplink = read.uplink
    percent, volts = read.battery
    if (percent, volts) != (None, None) and (device.status_at is None or uplink.heard_at >= device.status_at):
        device.status_at = uplink.heard_at
        device.battery_percent = device.battery_percent if percent is None else percent
        device.battery_v = device.battery_v if volts is None else volts
    if not fresh:
        return []
    return [(device, uplink, frames.hear(device, uplink))]


def _settle(read: Read) -> None:
    uplink = read.uplink
    uplink.state = UplinkState.REJECTED if read.rejected else UplinkState.DECODED
    uplink.codec_id = read.version
    uplink.decoded = None if read.data is None else dict(read.data)
    uplink.reason = read.reason[:300]
    uplink.values = len(read.found)
    uplink.counted = True


def _note_batteries(reads: Sequence[Read]) -> None:
    for read in reads:
        percent, volts = read.battery
        if (percent, volts) != (None, None):
            code = frames.thing_code(read.device)
            health.note(code, at=read.uplink.arrived_at, battery_percent=percent, battery_v=volts)


_DEVICE_FIELDS = (
    "stage",
    "server_id",
    "join_eui",
    "last_seen_at",
    "rssi_dbm",
    "snr_db",
    "spreading_factor",
    "gateway",
    "battery_percent",
    "battery_v",
    "status_at",
    "session",
    "f_cnt_first",
    "f_cnt_last",
    "f_cnt_at",
    "received",
    "lost",
    "resets",
)
