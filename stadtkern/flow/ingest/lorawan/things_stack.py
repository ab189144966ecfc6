# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of The Things Stack v3: the JSON of its webhooks and of its MQTT server is the same.

What a message is stands in its body (``uplink_message``, ``join_accept``, …), so neither topic nor path is
needed. Empty fields (port 0, counter 0, false) are left out by the server.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from stadtkern.kernel.errors import PayloadRejected

from .words import (
    DeviceEvent,
    DownlinkEvent,
    JoinEvent,
    OtherEvent,
    Reception,
    StatusEvent,
    Step,
    UplinkEvent,
)


class _Application(msgspec.Struct, frozen=True):
    application_id: str = ""


class _Ids(msgspec.Struct, frozen=True):
    device_id: str = ""
    dev_eui: str = ""
    join_eui: str = ""
    dev_addr: str = ""
    application_ids: _Application = _Application()


class _GatewayIds(msgspec.Struct, frozen=True):
    gateway_id: str = ""
    eui: str = ""


class _Heard(msgspec.Struct, frozen=True):
    gateway_ids: _GatewayIds = _GatewayIds()
    rssi: float | None = None
    channel_rssi: float | None = None
    snr: float | None = None


class _Lora(msgspec.Struct, frozen=True):
    spreading_factor: int | None = None


class _Rate(msgspec.Struct, frozen=True):
    lora: _Lora | None = None


class _Settings(msgspec.Struct, frozen=True):
    data_rate: _Rate = _Rate()
    frequency: int | None = None


class _Battery(msgspec.Struct, frozen=True):
    value: float | None = None
    received_at: datetime | None = None


class _Uplink(msgspec.Struct, frozen=True):
    session_key_id: str = ""
    f_port: int = 0
    f_cnt: int = 0
    frm_payload: bytes = b""
    rx_metadata: list[_Heard] = []
    settings: _Settings = _Settings()
    received_at: datetime | None = None
    consumed_airtime: str = ""
    confirmed: bool = False
    last_battery_percentage: _Battery | None = None


class _Join(msgspec.Struct, frozen=True):
    session_key_id: str = ""
    received_at: datetime | None = None


class _Downlink(msgspec.Struct, frozen=True):
    correlation_ids: list[str] = []


class _Error(msgspec.Struct, frozen=True):
    name: str = ""
    message_format: str = ""


class _Failed(msgspec.Struct, frozen=True):
    downlink: _Downlink = _Downlink()
    error: _Error = _Error()


class _Message(msgspec.Struct, frozen=True):
    end_device_ids: _Ids
    correlation_ids: list[str] = []
    received_at: datetime | None = None
    simulated: bool = False
    uplink_message: _Uplink | None = None
    join_accept: _Join | None = None
    downlink_queued: _Downlink | None = None
    downlink_sent: _Downlink | None = None
    downlink_ack: _Downlink | None = None
    downlink_nack: _Downlink | None = None
    downlink_failed: _Failed | None = None
    downlink_queue_invalidated: msgspec.Raw | None = None
    service_data: msgspec.Raw | None = None
    location_solved: msgspec.Raw | None = None
    uplink_normalized: msgspec.Raw | None = None


_MESSAGE = msgspec.json.Decoder(_Message, strict=False)
_STEPS: tuple[tuple[str, Step], ...] = (
    ("downlink_queued", "queued"),
    ("downlink_sent", "sent"),
    ("downlink_ack", "acked"),
    ("downlink_nack", "nacked"),
)
_OTHER = ("downlink_queue_invalidated", "service_data", "location_solved", "uplink_normalized")


def events(body: bytes, received_at: datetime) -> tuple[tuple[DeviceEvent, ...], str]:
    """What a message tells, and its application; ``received_at`` stands for a time that it does not tell.

    Raises:
        PayloadRejected: it is no message of The Things Stack v3.
    """
    try:
        message = _MESSAGE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadRejected(f"Keine Nachricht von The Things Stack v3: {error}.") from error
    ids = message.end_device_ids
    if not (ids.dev_eui or ids.device_id):
        raise PayloadRejected("Keine Nachricht von The Things Stack v3: end_device_ids nennt kein Gerät.")
    return _events(message, _utc(message.received_at, received_at)), ids.application_ids.application_id


def _events(message: _Message, at: datetime) -> tuple[DeviceEvent, ...]:
    if message.uplink_message is not None:
        return _uplink(message, message.uplink_message, at)
    if message.join_accept is not None:
        return (_join(message.end_device_ids, message.join_accept, at),)
    return (_downlink(message, at) or _other(message, at),)


def _uplink(message: _Message, uplink: _Uplink, at: datetime) -> tuple[DeviceEvent, ...]:
    ids = message.end_device_ids
    if not ids.dev_eui:
        raise PayloadRejected("Die Nachricht nennt keine DevEUI (end_device_ids.dev_eui).")
    event = UplinkEvent(
        dev_eui=ids.dev_eui.lower(),
        server_id=ids.device_id,
        at=_utc(uplink.received_at, at),
        f_cnt=uplink.f_cnt,
        f_port=uplink.f_port,
        payload=uplink.frm_payload,
        join_eui=ids.join_eui.lower(),
        dev_addr=ids.dev_addr.lower(),
        session=uplink.session_key_id,
        confirmed=uplink.confirmed,
        receptions=tuple(_reception(heard) for heard in uplink.rx_metadata),
        spreading_factor=uplink.settings.data_rate.lora.spreading_factor
        if uplink.settings.data_rate.lora
        else None,
        frequency_hz=uplink.settings.frequency,
        airtime_s=_seconds(uplink.consumed_airtime),
        simulated=message.simulated,
    )
    battery = uplink.last_battery_percentage
    if battery is None or battery.value is None:
        return (event,)
    status = StatusEvent(
        dev_eui=event.dev_eui,
        server_id=event.server_id,
        at=_utc(battery.received_at, event.at),
        battery_percent=battery.value,
    )
    return event, status


def _reception(heard: _Heard) -> Reception:
    return Reception(
        gateway=heard.gateway_ids.gateway_id or heard.gateway_ids.eui.lower(),
        rssi_dbm=heard.rssi if heard.rssi is not None else heard.channel_rssi,
        snr_db=heard.snr,
    )


def _join(ids: _Ids, join: _Join, at: datetime) -> JoinEvent:
    return JoinEvent(
        dev_eui=ids.dev_eui.lower(),
        server_id=ids.device_id,
        at=_utc(join.received_at, at),
        join_eui=ids.join_eui.lower(),
        dev_addr=ids.dev_addr.lower(),
        session=join.session_key_id,
    )


def _downlink(message: _Message, at: datetime) -> DownlinkEvent | None:
    ids, failed = message.end_device_ids, message.downlink_failed
    if failed is not None:
        return DownlinkEvent(
            dev_eui=ids.dev_eui.lower(),
            server_id=ids.device_id,
            at=at,
            step="failed",
            correlations=(*failed.downlink.correlation_ids, *message.correlation_ids),
            reason=failed.error.message_format or failed.error.name,
        )
    for name, step in _STEPS:
        downlink = getattr(message, name)
        if isinstance(downlink, _Downlink):
            return DownlinkEvent(
                dev_eui=ids.dev_eui.lower(),
                server_id=ids.device_id,
                at=at,
                step=step,
                correlations=(*downlink.correlation_ids, *message.correlation_ids),
            )
    return None


def _other(message: _Message, at: datetime) -> OtherEvent:
    kind = next((name for name in _OTHER if getattr(message, name) is not None), "")
    if not kind:
        raise PayloadRejected("Die Nachricht enthält nichts, was von The Things Stack v3 bekannt ist.")
    ids = message.end_device_ids
    return OtherEvent(dev_eui=ids.dev_eui.lower(), server_id=ids.device_id, at=at, kind=kind)


def _utc(moment: datetime | None, otherwise: datetime) -> datetime:
    """The moment in UTC; without an offset it cannot be trusted."""
    return otherwise if moment is None or moment.tzinfo is None else moment.astimezone(UTC)


def _seconds(duration: str) -> float | None:
    """Seconds of a protobuf duration in JSON, e.g. ``0.056576s``."""
    try:
        return float(duration.removesuffix("s")) if duration else None
    except ValueError:
        return None
