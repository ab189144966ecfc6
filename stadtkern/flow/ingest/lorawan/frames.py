# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The frame statistics and the radio of a device, as its row keeps them."""

from __future__ import annotations

from stadtkern.flow.ingest import health

from . import counting
from .counting import Frames
from .models import Device, DeviceStage, Uplink


def thing_code(device: Device) -> str:
    """Code of the thing in the register."""
    return f"{device.connection.key}/{device.code}"


def of_device(device: Device) -> Frames:
    """What is known about the frames of a device."""
    return Frames(
        session=device.session,
        first=device.f_cnt_first,
        last=device.f_cnt_last,
        last_at=device.f_cnt_at,
        received=device.received,
        lost=device.lost,
        resets=device.resets,
    )


def take_over(device: Device, frames: Frames) -> None:
    """Set what is known now."""
    device.session = frames.session[:100]
    device.f_cnt_first, device.f_cnt_last, device.f_cnt_at = frames.first, frames.last, frames.last_at
    device.received, device.lost, device.resets = frames.received, frames.lost, frames.resets


def hear(device: Device, uplink: Uplink) -> int:
    """Count an uplink that was not counted before; by how many the number of lost frames changes."""
    before = device.lost
    take_over(device, counting.counted(of_device(device), uplink.session, uplink.f_cnt, uplink.heard_at))
    if device.last_seen_at is None or uplink.heard_at >= device.last_seen_at:
        device.last_seen_at = uplink.heard_at
        device.rssi_dbm, device.snr_db = uplink.rssi_dbm, uplink.snr_db
        device.spreading_factor = uplink.spreading_factor
        device.gateway = str(uplink.gateways[0]["gateway"])[:100] if uplink.gateways else ""
    device.server_id = device.server_id or uplink.server_id
    device.join_eui = device.join_eui or uplink.join_eui
    if device.stage in {DeviceStage.NEW, DeviceStage.JOINED}:
        device.stage = DeviceStage.ACTIVE
    return device.lost - before


def note_health(device: Device, uplink: Uplink, lost: int) -> None:
    """Tell the maintenance list what an uplink says about its device."""
    health.note(
        thing_code(device),
        at=uplink.arrived_at,
        rssi_dbm=uplink.rssi_dbm,
        snr_db=uplink.snr_db,
        received=1,
        lost=lost,
    )
