# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What network servers tell about devices, in the same words whoever tells it; nothing of Django.

EUIs and addresses are lower-case hexadecimal without separators; times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Step = Literal["queued", "sent", "acked", "nacked", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reception:
    """How one gateway heard a frame."""

    gateway: str
    """Identifier at the network server."""
    rssi_dbm: float | None = None
    snr_db: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceEvent:
    """Something that concerns one device."""

    dev_eui: str
    """Empty when the server names only its own identifier."""
    server_id: str
    """How the network server calls the device; empty when it goes by the DevEUI."""
    at: datetime
    """When the network server had it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UplinkEvent(DeviceEvent):
    """A frame with data of a device."""

    f_cnt: int
    f_port: int
    payload: bytes
    """FRMPayload, decrypted."""
    join_eui: str = ""
    dev_addr: str = ""
    session: str = ""
    """Identifier of the session keys; empty when the server tells none."""
    confirmed: bool = False
    receptions: tuple[Reception, ...] = ()
    spreading_factor: int | None = None
    frequency_hz: int | None = None
    airtime_s: float | None = None
    simulated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinEvent(DeviceEvent):
    """A device has joined: a new session begins, its frame counters start from 0."""

    join_eui: str = ""
    dev_addr: str = ""
    session: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DownlinkEvent(DeviceEvent):
    """How far a downlink is."""

    step: Step
    correlations: tuple[str, ...] = ()
    """Correlation identifiers, among them that of the city."""
    queue_item: str = ""
    """Identifier in the queue of the network server."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusEvent(DeviceEvent):
    """The device's answer to DevStatusReq (TS001-1.0.4 section 5.5)."""

    battery_percent: float | None = None
    external_power: bool = False
    margin_db: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEvent(DeviceEvent):
    """What the network server notes about the device, mostly a fault."""

    level: str
    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherEvent(DeviceEvent):
    """Something that the city takes note of and does nothing with."""

    kind: str


def best(receptions: Sequence[Reception]) -> Reception | None:
    """The gateway that heard the frame best: by signal-to-noise ratio, then by signal strength."""
    return max(receptions, key=_strength, default=None)


def _strength(reception: Reception) -> tuple[float, float]:
    snr, rssi = reception.snr_db, reception.rssi_dbm
    return (-999.0 if snr is None else snr, -999.0 if rssi is None else rssi)
