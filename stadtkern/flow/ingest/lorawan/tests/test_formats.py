# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of both network servers in their published formats."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from stadtkern.flow.ingest.lorawan import chirpstack, things_stack
from stadtkern.flow.ingest.lorawan.words import (
    DeviceEvent,
    DownlinkEvent,
    JoinEvent,
    LogEvent,
    OtherEvent,
    StatusEvent,
    UplinkEvent,
    best,
)
from stadtkern.kernel.errors import PayloadRejected

from .uplinks import DEV_EUI, NOW, payload


def of_things_stack(name: str) -> tuple[DeviceEvent, ...]:
    return things_stack.events(payload(f"tts3-{name}.json"), NOW)[0]


def of_chirpstack(name: str, kind: str = "") -> tuple[DeviceEvent, ...]:
    return chirpstack.events(payload(f"chirpstack4-{name}.json"), kind or name, NOW)[0]


def test_an_uplink_of_the_things_stack_tells_frame_radio_and_battery() -> None:
    uplink, status = of_things_stack("up")

    assert isinstance(uplink, UplinkEvent)
    assert (uplink.dev_eui, uplink.server_id) == (DEV_EUI, "eui-70b3d57ed0050001")
    assert (uplink.f_cnt, uplink.f_port, uplink.payload.hex()) == (1834, 2, "01072a01f40ce4")
    assert uplink.at == datetime(2026, 3, 1, 11, 59, 58, 207189, tzinfo=UTC)
    assert (uplink.spreading_factor, uplink.frequency_hz, uplink.airtime_s) == (9, 868_300_000, 0.185344)
    assert (uplink.session, uplink.dev_addr, uplink.confirmed) == (
        "AZHl3tUvT8pQm3yqS0ZQfw==",
        "260b5c1f",
        True,
    )
    heard = best(uplink.receptions)
    assert heard is not None
    assert (heard.gateway, heard.rssi_dbm, heard.snr_db) == ("rathaus-dach", -97.0, 7.25)
    assert len(uplink.receptions) == 3
    assert isinstance(status, StatusEvent)
    assert status.battery_percent == 78.74016
    assert not uplink.simulated


def test_a_simulated_uplink_says_so() -> None:
    uplink = of_things_stack("up-simulated")[0]

    assert isinstance(uplink, UplinkEvent)
    assert uplink.simulated


def test_an_uplink_of_chirpstack_tells_frame_and_radio() -> None:
    (uplink,) = of_chirpstack("up")

    assert isinstance(uplink, UplinkEvent)
    assert (uplink.dev_eui, uplink.dev_addr) == (DEV_EUI, "01189440")
    assert (uplink.f_cnt, uplink.f_port, uplink.payload.hex()) == (1834, 2, "01072a01f40ce4")
    assert uplink.at == datetime(2026, 3, 1, 11, 59, 58, 775023, tzinfo=UTC)
    assert (uplink.spreading_factor, uplink.frequency_hz) == (9, 867_100_000)
    heard = best(uplink.receptions)
    assert heard is not None
    assert heard.gateway == "0016c001f153a15d"


def test_fields_that_are_left_out_mean_nothing() -> None:
    message = json.loads(payload("chirpstack4-up.json"))
    for name in ("fCnt", "fPort", "data", "rxInfo", "txInfo", "confirmed"):
        del message[name]

    (uplink,) = chirpstack.events(json.dumps(message).encode(), "up", NOW)[0]

    assert isinstance(uplink, UplinkEvent)
    assert (uplink.f_cnt, uplink.f_port, uplink.payload, uplink.receptions) == (0, 0, b"", ())


def test_joins_tell_the_new_session() -> None:
    (stack,), (chirp,) = of_things_stack("join"), of_chirpstack("join")

    assert isinstance(stack, JoinEvent)
    assert isinstance(chirp, JoinEvent)
    assert stack.session == "AZHl3tUvT8pQm3yqS0ZQfw=="
    assert chirp.dev_addr == "01189440"


@pytest.mark.parametrize(
    ("name", "step"),
    [("queued", "queued"), ("sent", "sent"), ("ack", "acked"), ("nack", "nacked"), ("failed", "failed")],
)
def test_downlink_events_of_the_things_stack_name_the_citys_correlation(name: str, step: str) -> None:
    (event,) = of_things_stack(f"down-{name}")

    assert isinstance(event, DownlinkEvent)
    assert event.step == step
    assert "stadtkern:downlink:CORRELATION" in event.correlations
    assert event.server_id == "eui-70b3d57ed0050001"


def test_downlink_events_of_chirpstack_name_the_item_of_the_queue() -> None:
    (sent,), (acked,) = of_chirpstack("txack"), of_chirpstack("ack")

    assert isinstance(sent, DownlinkEvent)
    assert isinstance(acked, DownlinkEvent)
    assert (sent.step, acked.step) == ("sent", "acked")
    assert sent.queue_item == acked.queue_item == "1bbcab1d-6ec6-4136-b3f5-d63be1dc08de"


def test_a_status_tells_battery_and_margin() -> None:
    (status,) = of_chirpstack("status")

    assert isinstance(status, StatusEvent)
    assert (status.battery_percent, status.margin_db, status.external_power) == (88.3, 10.0, False)


def test_an_externally_powered_device_has_no_battery() -> None:
    message = {**json.loads(payload("chirpstack4-status.json")), "externalPowerSource": True}

    (status,) = chirpstack.events(json.dumps(message).encode(), "status", NOW)[0]

    assert isinstance(status, StatusEvent)
    assert (status.battery_percent, status.external_power) == (None, True)


def test_logs_are_notes_and_an_expired_downlink_has_failed() -> None:
    (note,) = of_chirpstack("log")
    expired = of_chirpstack("log-expired", "log")

    assert isinstance(note, LogEvent)
    assert (note.level, note.code) == ("ERROR", "UPLINK_MIC")
    assert isinstance(expired[1], DownlinkEvent)
    assert expired[1].step == "failed"


def test_what_the_city_does_nothing_with_is_no_error() -> None:
    (event,) = of_chirpstack("location")

    assert isinstance(event, OtherEvent)
    assert event.kind == "location"


def test_the_topic_tells_the_kind_of_a_chirpstack_event() -> None:
    assert chirpstack.kind_of("application/17c8/device/70b3d57ed0050001/event/up") == "up"
    assert chirpstack.kind_of("up") == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"end_device_ids": {}}',
        b'{"end_device_ids": {"device_id": "a"}}',
        b'{"end_device_ids": {"dev_eui": "70B3D57ED0050001"}, "uplink_message": {"frm_payload": "%%"}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(PayloadRejected, match="Things Stack"):
        things_stack.events(body, NOW)
    with pytest.raises(PayloadRejected, match="ChirpStack"):
        chirpstack.events(body, "up", NOW)


def test_an_unknown_kind_of_event_is_refused() -> None:
    with pytest.raises(PayloadRejected, match="Unbekannte Art"):
        chirpstack.events(payload("chirpstack4-up.json"), "uplink", NOW)
