# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codecs of the register: run, activated, replaced, suspended and resumed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from stadtkern.flow.ingest.codecs import running, service
from stadtkern.flow.ingest.codecs.models import CodecState, CodecVersion, DeviceType
from stadtkern.flow.ingest.codecs.service import TypeFacts, VersionFacts
from stadtkern.flow.ingest.codecs.starters import STARTERS
from stadtkern.flow.ingest.codecs.words import CodecFailed, CodecSuspended, ExamplesDiffer, Uplink
from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.kernel import events
from stadtkern.kernel.errors import Contradiction, NotPermitted, PayloadRejected
from stadtkern.kernel.events import Event
from stadtkern.kernel.models import AuditEntry

from .register import NOW, SCRIPT, administrator, department, device_type, technician, version

pytestmark = pytest.mark.django_db

WARM = Uplink(f_port=1, payload=b"\xd7", received_at=NOW)
LOOPING = Uplink(f_port=1, payload=b"\xff", received_at=NOW)


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    running.forget()
    yield
    running.forget()


@pytest.fixture
def told() -> Iterator[list[Event]]:
    """Events of suspended codecs, as they are told."""
    heard: list[Event] = []
    before = events.wired()
    events.wire({**before, events.CodecSuspended: (heard.append,)})
    yield heard
    events.wire(before)


def test_a_version_decodes_and_encodes() -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    assert running.decode(made.pk, WARM).data == {"temperature": 21.5, "battery": 3600}
    assert running.encode(made.pk, {"on": True}).payload == b"\x01"
    assert running.encode(made.pk, {"on": True}).f_port == 5
    assert running.decode_downlink(made.pk, Uplink(f_port=5, payload=b"\x01")).data == {"on": True}


def test_decoding_asks_the_register_once_for_many_uplinks(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    with django_assert_num_queries(1):
        running.decode_many(made.pk, [WARM] * 250)
        running.decode(made.pk, WARM)


def test_a_version_that_does_not_exist_says_so() -> None:
    with pytest.raises(CodecFailed, match="gibt es nicht"):
        running.decode(999_999, WARM)


def test_a_killed_worker_gives_a_passing_failure_and_no_strike() -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    running.decode(made.pk, WARM)
    pid = running._WORKERS[0].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    results = [running.decode_many(made.pk, [WARM])[0] for _ in range(2)]
    assert not isinstance(results[1], CodecFailed)
    made.refresh_from_db()
    assert made.strikes == 0


def test_a_codec_over_its_limits_three_times_in_a_row_is_suspended_and_told(
    told: list[Event], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    with django_capture_on_commit_callbacks(execute=True):
        failures = [running.decode_many(made.pk, [LOOPING])[0] for _ in range(3)]
    assert [isinstance(one, CodecFailed) and one.limit for one in failures] == [True] * 3
    with pytest.raises(CodecSuspended, match="3 Mal in Folge länger als 50 ms"):
        running.decode(made.pk, WARM)
    made.refresh_from_db()
    assert made.suspended_at is not None
    assert AuditEntry.objects.filter(action="codec.suspend", by__name="system").count() == 1
    assert [(one.device_type, one.version) for one in told if isinstance(one, events.CodecSuspended)] == [
        ("muster-t1", 1)
    ]


def test_strikes_count_only_in_a_row() -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    for _ in range(2):
        running.decode_many(made.pk, [LOOPING, LOOPING, WARM])
    made.refresh_from_db()
    assert (made.strikes, made.suspended_at) == (0, None)


def test_a_person_resumes_a_suspended_codec() -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    CodecVersion.objects.filter(pk=made.pk).update(suspended_at=NOW, suspended_reason="zu lang", strikes=3)
    with pytest.raises(CodecSuspended):
        running.decode(made.pk, WARM)
    service.resume(actor, made, now=NOW)
    running.forget()
    assert running.decode(made.pk, WARM).data["temperature"] == 21.5
    assert AuditEntry.objects.filter(action="codec.resume").count() == 1


def test_a_new_version_retires_the_one_before_and_both_stay_usable() -> None:
    actor = administrator()
    kind = device_type(actor)
    first = version(actor, kind)
    second = version(actor, kind, SCRIPT.replace("/ 10", "/ 10 + 0"))
    first.refresh_from_db()
    assert (first.state, kind.active_version()) == (CodecState.RETIRED, second)
    assert running.decode(first.pk, WARM).data == running.decode(second.pk, WARM).data


def test_a_version_whose_example_differs_is_not_activated() -> None:
    actor = administrator()
    kind = device_type(actor)
    first = version(actor, kind)
    wrong = version(actor, kind, SCRIPT.replace("/ 10", "/ 100"), active=False)
    with pytest.raises(
        ExamplesDiffer, match=r"„warm“: \$\.data\.temperature: erwartet 21\.5, erhalten 2\.15"
    ):
        service.activate(actor, wrong, now=NOW)
    assert kind.active_version() == first


def test_a_version_without_examples_is_not_activated() -> None:
    actor = administrator()
    made = version(actor, device_type(actor), given=(), active=False)
    with pytest.raises(Contradiction, match="Beispiel"):
        service.activate(actor, made, now=NOW)


def test_scripts_that_are_empty_or_too_long_are_refused() -> None:
    actor = administrator()
    kind = device_type(actor)
    for text, reason in ((" \n", "leer"), ("/" * 300_000, "256 KiB")):
        with pytest.raises(PayloadRejected, match=reason):
            service.add_version(actor, kind, VersionFacts(script=text), now=NOW)


def test_people_of_another_department_change_nothing() -> None:
    own, other = technician(), technician("fremd", department("Bauamt"))
    kind = device_type(own, department())
    made = version(own, kind)
    facts = TypeFacts(vendor="Muster", name="Anders", owner=department("Bauamt"))
    with pytest.raises(NotPermitted):
        service.change_type(other, kind, facts, now=NOW)
    with pytest.raises(NotPermitted):
        service.add_version(other, kind, VersionFacts(script="x"), now=NOW)
    with pytest.raises(NotPermitted):
        service.confirm_fields(other, made, [], now=NOW)
    with pytest.raises(NotPermitted):
        service.activate(other, made, now=NOW)
    with pytest.raises(NotPermitted):
        service.create_type(other, TypeFacts(vendor="M", name="Für alle"), now=NOW)


def test_fields_are_confirmed_by_people_and_read_as_a_mapping() -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    given = [FieldMapping(path="$.temperature", quantity="air_temperature")]
    service.confirm_fields(actor, made, given, now=NOW)
    made.refresh_from_db()
    assert made.field_mappings() == tuple(given)
    assert AuditEntry.objects.filter(action="codec.map").count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([FieldMapping(path="$.a", quantity="gibt_es_nicht")], "keinem Thema"),
        ([FieldMapping(path=f"$.{name}", quantity="air_temperature") for name in "ab"], "dieselbe Messreihe"),
        ([FieldMapping(path="$.a", quantity="air_temperature", unit="V")], "Verschiedenes"),
    ],
)
def test_fields_that_cannot_be_stored_are_refused(fields: list[FieldMapping], reason: str) -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    with pytest.raises(Contradiction, match=reason):
        service.confirm_fields(actor, made, fields, now=NOW)


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.key)
def test_a_starter_is_taken_over_once_and_ready_for_use(starter: object) -> None:
    actor = administrator()
    for one in STARTERS:
        if one is starter:
            made = service.adopt(actor, one, None, now=NOW)
            assert made.active_version() is not None
            with pytest.raises(Contradiction, match="gibt es schon"):
                service.adopt(actor, one, None, now=NOW)
    assert DeviceType.objects.count() == 1
