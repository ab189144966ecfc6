# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events of ChirpStack v4 in JSON (protobuf JSON mapping), by HTTP integration or MQTT.

What an event is stands beside it: ``?event=up``, or the last level of the topic
``application/<id>/device/<DevEUI>/event/up``. Empty fields (counter 0, port 0, false) are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from stadtkern.kernel.errors import PayloadRejected

from .words import (
    DeviceEvent,
    DownlinkEvent,
    JoinEvent,
    LogEvent,
    OtherEvent,
    Reception,
    StatusEvent,
    UplinkEvent,
)


class _Info(msgspec.Struct, rename="camel", frozen=True):
    dev_eui: str
    application_id: str = ""


class _Heard(msgspec.Struct, rename="camel", frozen=True):
    gateway_id: str = ""
    rssi: float | None = None
    snr: float | None = None


class _Lora(msgspec.Struct, rename="camel", frozen=True):
    spreading_factor: int | None = None


class _Modulation(msgspec.Struct, frozen=True):
    lora: _Lora | None = None


class _Sent(msgspec.Struct, frozen=True):
    frequency: int | None = None
    modulation: _Modulation = _Modulation()


class _Event(msgspec.Struct, rename="camel", frozen=True):
    device_info: _Info
    time: datetime | None = None
    dev_addr: str = ""
    f_cnt: int = 0
    f_port: int = 0
    confirmed: bool = False
    data: bytes = b""
    rx_info: list[_Heard] = []
    tx_info: _Sent = _Sent()
    margin: float | None = None
    battery_level: float | None = None
    battery_level_unavailable: bool = False
    external_power_source: bool = False
    queue_item_id: str = ""
    acknowledged: bool = False
    level: str = ""
    code: str = ""
    description: str = ""
    context: dict[str, str] = {}


_EVENT = msgspec.json.Decoder(_Event, strict=False)
_LOST_DOWNLINKS = frozenset({"DOWNLINK_PAYLOAD_SIZE", "DOWNLINK_GATEWAY", "F_CNT_DOWN", "EXPIRED"})
"""Log codes that say that a downlink will never be sent."""


def events(body: bytes, kind: str, received_at: datetime) -> tuple[tuple[DeviceEvent, ...], str]:
    """What an event tells, and its application; ``received_at`` stands for a time that it does not tell.

    Raises:
        PayloadRejected: it is no event of ChirpStack v4, or of an unknown kind.
    """
    make = _KINDS.get(kind)
    if make is None and kind not in _OTHER:
        known = ", ".join(sorted({*_KINDS, *_OTHER}))
        raise PayloadRejected(f"Unbekannte Art von Ereignis „{kind[:40]}“; ChirpStack v4 kennt {known}.")
    try:
        event = _EVENT.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadRejected(f"Kein Ereignis von ChirpStack v4 (JSON): {error}.") from error
    given = event.time
    at = received_at if given is None or given.tzinfo is None else given.astimezone(UTC)
    dev_eui = event.device_info.dev_eui.lower()
    application = event.device_info.application_id
    if make is None:
        return (OtherEvent(dev_eui=dev_eui, server_id="", at=at, kind=kind),), application
    return make(event, dev_eui, at), application


def kind_of(topic: str) -> str:
    """The kind of event of a topic ``application/<id>/device/<DevEUI>/event/<kind>``; empty: none."""
    levels = topic.split("/")
    return levels[-1] if len(levels) >= 2 and levels[-2] == "event" else ""


def _uplink(event: _Event, dev_eui: str, at: datetime) -> tuple[DeviceEvent, ...]:
    lora = event.tx_info.modulation.lora
    return (
        UplinkEvent(
            dev_eui=dev_eui,
            server_id="",
            at=at,
            f_cnt=event.f_cnt,
            f_port=event.f_port,
            payload=event.data,
            dev_addr=event.dev_addr.lower(),
            confirmed=event.confirmed,
            receptions=tuple(
                Reception(gateway=one.gateway_id, rssi_dbm=one.rssi, snr_db=one.snr) for one in event.rx_info
            ),
            spreading_factor=lora.spreading_factor if lora else None,
            frequency_hz=event.tx_info.frequency,
        ),
    )


def _join(event: _Event, dev_eui: str, at: datetime) -> tuple[DeviceEvent, ...]:
    return (JoinEvent(dev_eui=dev_eui, server_id="", at=at, dev_addr=event.dev_addr.lower()),)


def _ack(event: _Event, dev_eui: str, at: datetime) -> tuple[DeviceEvent, ...]:
    return (
        DownlinkEvent(
            dev_eui=dev_eui,
            server_id="",
            at=at,
            step="acked" if event.acknowledged else "nacked",
            queue_item=event.queue_item_id,
        ),
    )


def _sent(event: _Event, dev_eui: str, at: datetime) -> tuple[DeviceEvent, ...]:
    return (DownlinkEvent(dev_eui=dev_eui, server_id="", at=at, step="sent", queue_item=event.queue_item_id),)


def _status(event: _Event, dev_eui: str, at: datetime) -> tuple[DeviceEvent, ...]:
    known = not (event.battery_level_unavailable or event.external_power_source)
    return (
        StatusEvent(
            dev_eui=dev_eui,
            server_id="",
            at=at,
            battery_percent=(event.battery_level or 0.0) if known else None,
            external_power=event.external_power_source,
            margin_db=event.margin,
        ),
    )


def _log(event: _Event, dev_eui: str, at: datetime) -> tuple[DeviceEvent, ...]:
    noted = LogEvent(
        dev_eui=dev_eui,
        server_id="",
        at=at,
        level=event.level or "INFO",
        code=event.code or "UNKNOWN",
        text=event.description,
    )
    item = event.context.get("queue_item_id", "")
    if event.code not in _LOST_DOWNLINKS or not item:
        return (noted,)
    failed = DownlinkEvent(
        dev_eui=dev_eui, server_id="", at=at, step="failed", queue_item=item, reason=event.description
    )
    return noted, failed


_KINDS: dict[str, Callable[[_Event, str, datetime], tuple[DeviceEvent, ...]]] = {
    "up": _uplink,
    "join": _join,
    "ack": _ack,
    "txack": _sent,
    "status": _status,
    "log": _log,
}
_OTHER = frozenset({"location", "integration"})
