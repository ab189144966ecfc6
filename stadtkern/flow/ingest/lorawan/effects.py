# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What joins, status answers, notes and downlink events change about devices; told twice is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from stadtkern.flow.ingest import health
from stadtkern.flow.ingest.connections.models import Connection

from . import counting, frames, progress
from .models import Device, DeviceStage
from .words import DeviceEvent, DownlinkEvent, JoinEvent, LogEvent, StatusEvent

_FAULTS = frozenset({"WARNING", "ERROR"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event, who told it and when it arrived."""

    connection: Connection
    event: DeviceEvent
    at: datetime


def apply(told: Sequence[Told]) -> None:
    """Change what these events say, in one transaction; those of unknown devices change nothing."""
    with transaction.atomic():
        devices = _devices(told)
        changed: dict[int, Device] = {}
        for one in told:
            device = _device(devices, one)
            if device is not None and _change(device, one):
                changed[device.pk] = device
        for device in changed.values():
            device.save()
    progress.tell_tasks([one.event for one in told if isinstance(one.event, DownlinkEvent)])


def _change(device: Device, told: Told) -> bool:
    event = told.event
    if isinstance(event, JoinEvent):
        return _join(device, event)
    if isinstance(event, StatusEvent):
        return _status(device, event, told.at)
    if isinstance(event, LogEvent) and event.level in _FAULTS:
        return _fault(device, event)
    if isinstance(event, DownlinkEvent):
        progress.hear(device, event, told.at)
    return False


def _join(device: Device, event: JoinEvent) -> bool:
    if device.joined_at is not None and event.at <= device.joined_at:
        return False
    frames.take_over(
        device, counting.joined(frames.of_device(device), event.session or event.dev_addr, event.at)
    )
    device.joined_at = event.at
    device.join_eui = device.join_eui or event.join_eui
    if device.stage == DeviceStage.NEW:
        device.stage = DeviceStage.JOINED
    return True


def _status(device: Device, event: StatusEvent, at: datetime) -> bool:
    if device.status_at is not None and event.at <= device.status_at:
        return False
    device.status_at = event.at
    device.external_power = event.external_power
    device.margin_db = event.margin_db
    if event.battery_percent is not None:
        device.battery_percent = event.battery_percent
        health.note(frames.thing_code(device), at=at, battery_percent=event.battery_percent)
    return True


def _fault(device: Device, event: LogEvent) -> bool:
    if device.fault_at is not None and event.at <= device.fault_at:
        return False
    device.fault, device.fault_at = f"{event.code}: {event.text}"[:300], event.at
    return True


def _devices(told: Sequence[Told]) -> dict[tuple[int, str], Device]:
    """Those that are meant, by connection and by DevEUI or the server's own identifier."""
    connections = {one.connection.pk for one in told}
    named = {one.event.dev_eui for one in told if one.event.dev_eui}
    called = {one.event.server_id for one in told if not one.event.dev_eui}
    meant = Q(dev_eui__in=named) | Q(server_id__in=called) if called else Q(dev_eui__in=named)
    every = Device.objects.of_connections(connections).filter(meant).select_related("connection")
    found: dict[tuple[int, str], Device] = {}
    for device in every.select_for_update(of=("self",)).order_by("pk"):
        found[device.connection_id, device.dev_eui] = device
        if device.server_id:
            found[device.connection_id, f"id:{device.server_id}"] = device
    return found


def _device(devices: dict[tuple[int, str], Device], told: Told) -> Device | None:
    event = told.event
    key = event.dev_eui or f"id:{event.server_id}"
    return devices.get((told.connection.pk, key))
