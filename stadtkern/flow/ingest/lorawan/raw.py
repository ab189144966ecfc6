# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Uplinks are kept as they came before anything is read out of them; the same one is kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.kernel.errors import Contradiction

from . import servers
from .models import Device, Uplink, UplinkState
from .words import UplinkEvent, best

USUAL_DAYS = 30
MOST_UNKNOWN = 10_000
"""Uplinks of unknown devices that are kept per connection; then the oldest go first."""
_CHUNK = 400

Heard = tuple[Connection, UplinkEvent]


def fingerprint(connection: Connection, event: UplinkEvent) -> str:
    """SHA-256 [hex] that is the same whenever, and by whichever wire, the same uplink is delivered."""
    facts = (
        connection.pk,
        event.dev_eui,
        event.session or event.dev_addr,
        event.f_cnt,
        hashlib.sha256(event.payload).hexdigest(),
        event.at.isoformat(),
    )
    return hashlib.sha256("\x00".join(map(str, facts)).encode()).hexdigest()


def keep(heard: Iterable[Heard], now: datetime) -> dict[str, Uplink]:
    """Keep uplinks; the rows by their fingerprints, those that were known too. Durable when it returns."""
    events = {fingerprint(connection, event): (connection, event) for connection, event in heard}
    rows: dict[str, Uplink] = {}
    prints = list(events)
    for start in range(0, len(prints), _CHUNK):
        rows.update(_keep({one: events[one] for one in prints[start : start + _CHUNK]}, now))
    return rows


def devices_of(heard: Iterable[Heard]) -> dict[tuple[int, str], Device]:
    """The devices that these events are about, by connection and DevEUI; one query."""
    wanted = {(connection.pk, event.dev_eui) for connection, event in heard}
    found = Device.objects.filter(
        connection__in={key for key, _eui in wanted}, dev_eui__in={eui for _key, eui in wanted}
    )
    rows = found.select_related("connection", "device_type", "codec")
    return {(row.connection_id, row.dev_eui): row for row in rows}


def forget(now: datetime) -> int:
    """Delete raw uplinks that are older than their connection keeps them; how many."""
    gone = 0
    for connection in Connection.objects.filter(wire=Wire.LORAWAN):
        limit = now - timedelta(days=kept_days(connection))
        old = Uplink.objects.arrived_before(limit).filter(connection=connection)
        while some := list(old.values_list("pk", flat=True)[:5_000]):
            Uplink.objects.filter(pk__in=some).delete()
            gone += len(some)
    return gone


def kept_days(connection: Connection) -> int:
    """So long the raw uplinks of a connection are kept [days]."""
    try:
        return servers.server_of(connection).keep_days
    except Contradiction:
        return USUAL_DAYS


def forget_unknown() -> int:
    """Delete the oldest uplinks of unknown devices where a connection has too many; how many."""
    gone = 0
    for key in Uplink.objects.of_unknown().order_by().values_list("connection", flat=True).distinct():
        unknown = Uplink.objects.of_unknown().filter(connection=key).order_by("-pk")
        over = list(unknown.values_list("pk", flat=True)[MOST_UNKNOWN : MOST_UNKNOWN + 5_000])
        Uplink.objects.filter(pk__in=over).delete()
        gone += len(over)
    return gone


def _keep(events: dict[str, Heard], now: datetime) -> dict[str, Uplink]:
    devices = devices_of(events.values())
    stored = Uplink.objects.filter(fingerprint__in=list(events))
    known = set(stored.values_list("fingerprint", flat=True))
    fresh = [
        _row(one, connection, event, devices.get((connection.pk, event.dev_eui)), now)
        for one, (connection, event) in events.items()
        if one not in known
    ]
    with transaction.atomic():
        if fresh:
            Uplink.objects.bulk_create(fresh, ignore_conflicts=True)
        if known:
            Uplink.objects.filter(fingerprint__in=known).update(times_seen=F("times_seen") + 1)
    return {row.fingerprint: row for row in _with_devices(stored.all(), devices)}


def _with_devices(rows: Iterable[Uplink], devices: dict[tuple[int, str], Device]) -> Sequence[Uplink]:
    """The rows with the devices that were read already."""
    by_id = {device.pk: device for device in devices.values()}
    found = list(rows)
    for row in found:
        if row.device_id in by_id:
            row.device = by_id[row.device_id]
    return found


def _row(
    printed: str, connection: Connection, event: UplinkEvent, device: Device | None, now: datetime
) -> Uplink:
    heard = best(event.receptions)
    return Uplink(
        connection=connection,
        device=device,
        fingerprint=printed,
        dev_eui=event.dev_eui,
        join_eui=event.join_eui,
        server_id=event.server_id[:100],
        session=(event.session or event.dev_addr)[:100],
        f_cnt=event.f_cnt,
        f_port=event.f_port,
        payload=event.payload,
        confirmed=event.confirmed,
        simulated=event.simulated,
        sent_at=event.at,
        arrived_at=now,
        rssi_dbm=heard.rssi_dbm if heard else None,
        snr_db=heard.snr_db if heard else None,
        spreading_factor=event.spreading_factor,
        frequency_hz=event.frequency_hz,
        airtime_s=event.airtime_s,
        gateways=[
            {"gateway": one.gateway[:100], "rssi_dbm": one.rssi_dbm, "snr_db": one.snr_db}
            for one in sorted(
                event.receptions,
                key=lambda one: (one.snr_db or -999.0, one.rssi_dbm or -999.0),
                reverse=True,
            )[:20]
        ],
        state=UplinkState.UNKNOWN if device is None else UplinkState.WAITING,
    )
