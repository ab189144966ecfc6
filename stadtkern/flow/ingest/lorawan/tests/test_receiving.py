# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the message of a network server to the value in the lake."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections as databases
from django.test.utils import CaptureQueriesContext

from stadtkern.flow.devices.models import DeviceState, SourceState
from stadtkern.flow.ingest import counters, health
from stadtkern.flow.ingest.connections import service as connections
from stadtkern.flow.ingest.lorawan import jobs, onboarding, raw, receiving, replaying
from stadtkern.flow.ingest.lorawan.models import Device, DeviceStage, Uplink, UplinkState
from stadtkern.flow.ingest.lorawan.servers import Kind
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.kernel.messages import Verdict
from stadtkern.kernel.observation import Quality

from . import givens
from .givens import application, device, device_type, values
from .uplinks import DEV_EUI, NOW, climate, payload, uplink

pytestmark = pytest.mark.django_db

TEMPERATURE = f"umwelt-funk/{DEV_EUI}/air_temperature"


@pytest.mark.parametrize(
    ("kind", "name", "topic"),
    [
        (Kind.THINGS_STACK, "tts3-up.json", ""),
        (Kind.THINGS_STACK, "tts3-up.json", f"v3/stadt-umwelt@ttn/devices/eui-{DEV_EUI}/up"),
        (Kind.CHIRPSTACK, "chirpstack4-up.json", "up"),
        (Kind.CHIRPSTACK, "chirpstack4-up.json", f"application/17c8/device/{DEV_EUI}/event/up"),
    ],
)
def test_an_uplink_becomes_observations(kind: Kind, name: str, topic: str) -> None:
    connection = application(kind)
    device(connection, device_type(), longitude=7.6261, latitude=51.9607, name="Stadtpark")

    outcome = receiving.take(connection, topic, payload(name), NOW)

    assert outcome.verdict is Verdict.TAKEN
    [(time, celsius)] = values(TEMPERATURE)
    assert celsius == 18.34
    assert time.replace(microsecond=0) == datetime(2026, 3, 1, 11, 59, 58, tzinfo=UTC)
    assert values(f"umwelt-funk/{DEV_EUI}/relative_humidity")[0][1] == 50.0
    row = Uplink.objects.get()
    assert (row.state, row.values, row.f_port, row.spreading_factor) == (UplinkState.DECODED, 3, 2, 9)


def test_the_same_message_five_times_is_stored_once() -> None:
    connection = application()
    device(connection, device_type())

    for _ in range(5):
        receiving.take(connection, "", payload("tts3-up.json"), NOW)

    assert len(values(TEMPERATURE)) == 1
    assert Uplink.objects.get().times_seen == 5
    assert Device.objects.get().received == 1
    counters.flush()
    assert SourceState.objects.get(pk="umwelt-funk").stored == 3


def test_the_device_tells_how_it_is_doing() -> None:
    connection = application()
    device(connection, device_type())

    for number in (7, 8, 11):
        body = uplink(f_cnt=number, at=NOW + timedelta(minutes=number), data=climate(20, volts=3.1))
        receiving.take(connection, "", body, NOW + timedelta(minutes=number))

    found = Device.objects.get()
    assert (found.stage, found.received, found.lost, found.battery_v) == (DeviceStage.ACTIVE, 3, 2, 3.1)
    assert (found.gateway, found.rssi_dbm, found.snr_db) == ("rathaus-dach", -97.0, 7.25)
    assert found.server_id == f"eui-{DEV_EUI}"
    health.flush()
    state = DeviceState.objects.get(thing__code=f"umwelt-funk/{DEV_EUI}")
    assert (state.received, state.lost, state.battery_v) == (3, 2, 3.1)


def test_many_messages_of_many_devices_take_few_queries() -> None:
    connection, of = application(), device_type()
    euis = [f"70b3d57ed006{number:04x}" for number in range(100)]
    facts = [onboarding.Facts(dev_eui=eui, device_type=of) for eui in euis]
    onboarding.enter(givens.administrator(), connection, facts, now=NOW)
    deliveries = [
        receiving.Delivery(connection=connection, topic="", body=uplink(dev_eui=eui), at=NOW) for eui in euis
    ]

    with CaptureQueriesContext(databases["default"]) as asked:
        outcomes = receiving.take_all(deliveries)

    assert {one.verdict for one in outcomes} == {Verdict.TAKEN}
    assert Uplink.objects.filter(state=UplinkState.DECODED).count() == 100
    assert len(asked) < 80


def test_an_unknown_device_is_kept_entered_and_read_then() -> None:
    connection, of = application(), device_type()
    for number in range(3):
        body = uplink(f_cnt=number, at=NOW + timedelta(minutes=number))
        assert receiving.take(connection, "", body, NOW).verdict is Verdict.TAKEN
    assert Uplink.objects.of_unknown().count() == 3

    found = device(connection, of)
    read = replaying.read_waiting(NOW)

    assert read == 3
    assert len(values(TEMPERATURE)) == 3
    found.refresh_from_db()
    assert (found.server_id, found.received, found.lost) == (f"eui-{DEV_EUI}", 3, 0)


def test_a_payload_on_a_new_port_is_visible_and_read_after_a_new_codec() -> None:
    connection, of = application(), device_type()
    found = device(connection, of)
    receiving.take(connection, "", uplink(f_port=7, data=climate(21.5)), NOW)
    row = Uplink.objects.get()
    assert (row.state, row.reason) == (UplinkState.REJECTED, "Der Codec meldet: unknown FPort 7")

    givens.new_codec(of, payload("climate.js").decode().replace("input.fPort !== 2", "input.fPort < 2"))
    done = replaying.replay(replaying.Question(device=found.pk, rejected_only=True), now=NOW)

    assert (done.decoded, done.rejected) == (1, 0)
    assert [value for _time, value in values(TEMPERATURE)] == [21.5]
    found.refresh_from_db()
    assert found.received == 1


def test_a_changed_output_of_the_codec_is_visible() -> None:
    connection, of = application(), device_type()
    device(connection, of)
    script = payload("climate.js").decode().replace("temperature:", "temp_c:")
    example = json.dumps(
        [{"type": "uplink", "input": {"fPort": 7, "bytes": [1]}, "output": {"errors": ["unknown FPort 7"]}}]
    )
    script = script.replace("humidity:", "hum:").replace("battery:", "bat:")
    givens.new_codec(of, script, example=example)

    receiving.take(connection, "", uplink(), NOW)

    row = Uplink.objects.get()
    assert row.state == UplinkState.REJECTED
    assert "Keines der zugeordneten Felder" in row.reason
    assert "temp_c" in row.reason


def test_reading_again_after_a_correction_supersedes_what_was_wrong() -> None:
    connection, of = application(), device_type()
    found = device(connection, of)
    receiving.take(connection, "", uplink(data=climate(10.0)), NOW)
    fixed = payload("climate.js").decode().replace("raw) / 100", "raw) / 100 + 1")
    example = json.dumps(
        [
            {
                "type": "uplink",
                "input": {"fPort": 2, "bytes": [1, 3, 232, 1, 244, 12, 228]},
                "output": {"data": {"temperature": 11, "humidity": 50, "battery": 3.3}},
            }
        ]
    )
    givens.new_codec(of, fixed, example=example)

    for _ in range(2):
        replaying.replay(replaying.Question(device_type=of.pk), now=NOW)

    current = givens.current(TEMPERATURE)
    assert [value for _time, value in current] == [11.0]
    found.refresh_from_db()
    assert found.received == 1


@pytest.mark.parametrize("year", [1970, 2087])
def test_a_clock_that_cannot_be_right_is_told_and_the_arrival_counts(year: int) -> None:
    connection = application()
    device(connection, device_type())
    wrong = NOW.replace(year=year)

    receiving.take(connection, "", uplink(at=wrong), NOW)

    [one] = givens.stored(TEMPERATURE)
    assert one.phenomenon_time == NOW
    assert one.quality is not None
    assert one.quality & Quality.CLOCK
    assert str(year) in str(one.parameters)
    assert Device.objects.get().last_seen_at == NOW


def test_a_simulated_uplink_is_marked() -> None:
    connection = application()
    device(connection, device_type())

    receiving.take(connection, "", payload("tts3-up-simulated.json"), NOW)

    [one] = givens.stored(TEMPERATURE)
    assert one.quality is not None
    assert one.quality & Quality.SIMULATED


def test_an_unreadable_message_is_kept_and_costs_the_others_nothing() -> None:
    connection = application()
    device(connection, device_type())
    bodies = [b"{}", uplink(f_cnt=1), b'{"end_device_ids": {"device_id": "x"}}', uplink(f_cnt=2)]

    outcomes = receiving.take_all(
        [receiving.Delivery(connection=connection, topic="", body=body, at=NOW) for body in bodies]
    )

    assert [one.verdict for one in outcomes] == [
        Verdict.UNREADABLE,
        Verdict.TAKEN,
        Verdict.UNREADABLE,
        Verdict.TAKEN,
    ]
    assert RejectedRecord.objects.filter(source="umwelt-funk").count() == 2
    assert Uplink.objects.count() == 2


def test_a_message_of_another_application_is_refused() -> None:
    connection = application(server={"application": "another"})

    outcome = receiving.take(connection, "", payload("tts3-up.json"), NOW)

    assert outcome.verdict is Verdict.UNREADABLE
    assert "stadt-umwelt" in outcome.reason
    assert not Uplink.objects.exists()


def test_what_comes_before_the_connection_is_in_use_waits() -> None:
    connection = application(active=False)
    device(connection, device_type())
    receiving.take(connection, "", uplink(), NOW)
    assert Uplink.objects.get().state == UplinkState.WAITING

    connections.activate(givens.administrator(), connection, at=NOW)
    said = jobs.read_waiting(NOW)

    assert said == "1 Nachricht gelesen."
    assert len(values(TEMPERATURE)) == 1


def test_a_crash_after_the_lake_is_healed_by_the_next_delivery() -> None:
    connection = application()
    device(connection, device_type())
    receiving.take(connection, "", uplink(), NOW)
    Uplink.objects.update(state=UplinkState.WAITING, counted=False, decoded=None)
    Device.objects.update(received=0, f_cnt_first=None, f_cnt_last=None)

    receiving.take(connection, "", uplink(), NOW)

    assert len(values(TEMPERATURE)) == 1
    assert Uplink.objects.get().state == UplinkState.DECODED
    assert Device.objects.get().received == 1


def test_a_device_without_type_is_visible_and_read_when_it_has_one() -> None:
    connection = application()
    found = device(connection, None)
    receiving.take(connection, "", uplink(), NOW)
    assert Uplink.objects.get().reason == "Dem Gerät ist kein Gerätetyp zugeordnet."

    wanted = onboarding.facts_of(found, device_type=device_type())
    onboarding.change(givens.administrator(), found, wanted, now=NOW)
    replaying.replay(replaying.Question(device=found.pk), now=NOW)

    assert len(values(TEMPERATURE)) == 1


def test_a_join_begins_a_new_row_of_numbers() -> None:
    connection = application()
    device(connection, device_type())
    receiving.take(connection, "", uplink(f_cnt=500, session="old", at=NOW - timedelta(hours=3)), NOW)

    receiving.take(connection, "", payload("tts3-join.json"), NOW)
    receiving.take(connection, "", uplink(f_cnt=0), NOW)

    found = Device.objects.get()
    assert (found.received, found.lost, found.resets) == (2, 0, 0)
    assert found.joined_at == datetime(2026, 3, 1, 10, 2, 11, 736532, tzinfo=UTC)


def test_battery_and_faults_come_from_events() -> None:
    connection = application(Kind.CHIRPSTACK)
    device(connection, device_type())

    receiving.take(connection, "status", payload("chirpstack4-status.json"), NOW)
    receiving.take(connection, "log", payload("chirpstack4-log.json"), NOW)

    found = Device.objects.get()
    assert (found.battery_percent, found.margin_db) == (88.3, 10.0)
    assert found.fault.startswith("UPLINK_MIC: MIC of join-request is invalid")


@pytest.mark.parametrize(("kept", "left"), [({}, [2]), ({"keep_days": 60}, [1, 2])])
def test_raw_uplinks_are_forgotten_after_some_weeks(kept: dict[str, object], left: list[int]) -> None:
    connection = application(server=kept)
    device(connection, device_type())
    receiving.take(connection, "", uplink(f_cnt=1, at=NOW - timedelta(days=31)), NOW - timedelta(days=31))
    receiving.take(connection, "", uplink(f_cnt=2), NOW)

    gone = raw.forget(NOW)

    assert gone == 2 - len(left)
    assert [row.f_cnt for row in Uplink.objects.order_by("f_cnt")] == left
    assert len(values(TEMPERATURE)) == 2
