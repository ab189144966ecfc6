# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a stored value to an alarm in the register: once, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules import alarms, service
from stadtkern.flow.outlets.rules.models import Alarm, Delivery, RuleState, StoredRule
from stadtkern.flow.outlets.rules.tests.cities import (
    HOT,
    NOW,
    Watch,
    administrator,
    after,
    rule,
    store,
    thermometers,
)
from stadtkern.kernel import registry, retaining
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import AuditEntry
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.people import NewPerson, create_person
from stadtkern.kernel.quantities import AIR_TEMPERATURE
from stadtkern.kernel.rules import (
    AllOf,
    Change,
    Circle,
    Escalation,
    Limit,
    Mail,
    Notice,
    Rule,
    Silence,
    Streams,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domains_again() -> Iterator[None]:
    """The declared domains stand again after the test."""
    before = registry.domains()
    yield
    registry.declare(before)


def test_a_hot_value_opens_one_alarm_and_a_cool_one_ends_it(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule(text="{ort}: {wert} {einheit} um {zeit}")
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 31.3))
    watch.bring(stream, (60, 33))
    [alarm] = Alarm.objects.all()
    assert alarm.text == "Platz A: 31,3 °C um 01.07.2026, 14:00 Uhr"
    assert (alarm.subject, alarm.subject_name, alarm.fired_for) == ("square/A", "Platz A", NOW)
    assert alarm.values[0]["value"] == 31.3
    watch.bring(stream, (120, 27))
    alarm.refresh_from_db()
    assert alarm.ended_at == after(120)


def test_a_restart_neither_fires_again_nor_forgets(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    first = Watch(lake).begin()
    first.bring(stream, (0, 31))
    first.die()
    second = Watch(lake).begin(after(30))
    second.bring(stream, (60, 32))
    assert Alarm.objects.count() == 1
    second.bring(stream, (120, 20))
    assert Alarm.objects.open().count() == 0


def test_what_was_stored_while_nobody_looked_fires_once_after_the_start(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    Watch(lake).begin().die()
    store(lake, stream, (10, 31))
    Watch(lake).begin(after(20)).die()
    Watch(lake).begin(after(40))
    assert Alarm.objects.count() == 1


def test_a_duration_goes_on_over_a_restart(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule(Limit(streams=HOT.streams, value=30, for_s=600))
    first = Watch(lake).begin()
    first.bring(stream, (0, 31))
    first.die()
    second = Watch(lake).begin(after(300))
    second.wait(599)
    assert not Alarm.objects.exists()
    second.wait(600)
    assert Alarm.objects.count() == 1


def test_two_processes_open_an_alarm_once(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    one, other = Watch(lake).begin(), Watch(lake).begin()
    one.bring(stream, (0, 31))
    other.evaluation.catch_up(after(3))
    assert Alarm.objects.count() == 1
    one.bring(stream, (60, 20))
    other.evaluation.catch_up(after(63))
    assert (Alarm.objects.count(), Alarm.objects.open().count()) == (1, 0)


def test_an_ended_alarm_is_not_opened_again_by_a_process_that_lags_behind(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    one, other = Watch(lake).begin(), Watch(lake).begin()
    tables = other._tables
    one.bring(stream, (0, 31))
    one.bring(stream, (60, 20))
    other.evaluation.take(tables[:1], after(61))
    assert (Alarm.objects.count(), Alarm.objects.open().count()) == (1, 0)


def test_a_simulated_value_fires_marked_as_such(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    Watch(lake).begin().bring(stream, (0, 31), quality=Quality.SIMULATED)
    [alarm] = Alarm.objects.all()
    assert alarm.simulated
    assert alarm.text.startswith("SIMULATION: ")


def test_an_implausible_value_is_noted_as_not_looked_at(lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule()
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 99), quality=Quality.OUT_OF_RANGE)
    watch.wait(1)
    row.refresh_from_db()
    assert not Alarm.objects.exists()
    assert row.ignored["implausible"]["count"] == 1


def test_the_clock_of_2087_is_noted_and_does_not_fire(lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule()
    watch = Watch(lake).begin()
    watch.bring(stream, (61 * 365 * 86_400, 40), now=NOW)
    watch.wait(1)
    row.refresh_from_db()
    assert row.ignored["future"]["stream"] == "Platz A: Temperatur"
    watch.bring(stream, (60, 31))
    assert Alarm.objects.count() == 1


def test_after_a_restart_a_value_of_2087_hides_nothing(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    store(lake, stream, (-60, 31), (61 * 365 * 86_400, 40))
    Watch(lake).begin()
    assert Alarm.objects.count() == 1


def test_ten_thousand_values_after_an_outage_fire_once(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule()
    values = [(float(n), 31.0 if n % 2 else 20.0) for n in range(10_000)]
    Watch(lake).begin().bring(stream, *values)
    assert Alarm.objects.count() == 1


def test_a_deleted_datastream_ends_its_alarm_and_the_rule_goes_on(lake: Lake) -> None:
    gone, stays = thermometers("A", "B")
    rule()
    watch = Watch(lake).begin()
    watch.bring(gone, (0, 31))
    Thing.objects.filter(pk=gone.thing_id).delete()
    watch.wait(30)
    [alarm] = Alarm.objects.all()
    assert alarm.ended_because
    watch.bring(stays, (60, 31))
    assert Alarm.objects.open().get().subject == "square/B"


def test_a_new_datastream_is_watched_soon(lake: Lake) -> None:
    thermometers("A")
    rule()
    watch = Watch(lake).begin()
    [_first, new] = thermometers("A", "B")
    watch.wait(10)
    watch.bring(new, (20, 31))
    assert Alarm.objects.get().subject == "square/B"


def test_silence_fires_by_time_alone(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule(Silence(streams=HOT.streams, for_s=900))
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 20))
    watch.wait(899)
    assert not Alarm.objects.exists()
    watch.wait(901)
    assert Alarm.objects.open().count() == 1
    watch.bring(stream, (1000, 20))
    assert Alarm.objects.open().count() == 0


def test_only_things_within_the_area_count(lake: Lake) -> None:
    [stream] = thermometers("A")
    far = Circle(longitude=8.6, latitude=51.9, radius_m=1000)
    near = Circle(longitude=7.6, latitude=51.901, radius_m=200)
    for title, area in (("fern", far), ("nah", near)):
        rule(Limit(streams=Streams(quantity=AIR_TEMPERATURE.key, area=area), value=30), title=title)
    Watch(lake).begin().bring(stream, (0, 31))
    assert [one.rule_title for one in Alarm.objects.all()] == ["nah"]


def test_several_datastreams_are_combined_for_the_rule_as_a_whole(lake: Lake) -> None:
    first, second = thermometers("A", "B")
    warm = Limit(streams=Streams(codes=(first.code,), quantity=AIR_TEMPERATURE.key), value=30)
    cold = Limit(
        streams=Streams(codes=(second.code,), quantity=AIR_TEMPERATURE.key), value=0, direction="below"
    )
    rule(AllOf(parts=(warm, cold)), each="all")
    watch = Watch(lake).begin()
    watch.bring(first, (0, 31))
    assert not Alarm.objects.exists()
    watch.bring(second, (10, -5))
    assert len(Alarm.objects.get().values) == 2


def test_over_the_limit_of_notifications_alarms_are_summed_up(lake: Lake) -> None:
    streams = thermometers(*"ABCDE")
    row = rule(actions=(Mail(to=("a@stadt.example",)),), most=2, per_s=3600)
    watch = Watch(lake).begin()
    for n, stream in enumerate(streams):
        watch.bring(stream, (n, 31))
    assert (Alarm.objects.count(), Delivery.objects.count()) == (5, 2)
    watch.wait(3599)
    assert Delivery.objects.count() == 2
    watch.wait(3610)
    summary = Delivery.objects.get(occasion="summary")
    assert "3" in summary.text
    row.refresh_from_db()
    assert row.held_back == 0


def test_a_muted_rule_keeps_alarms_and_tells_nobody(lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule()
    service.mute(administrator(), row.pk, after(3600), at=NOW)
    Watch(lake).begin().bring(stream, (0, 31))
    assert Alarm.objects.count() == 1
    assert not Delivery.objects.exists()


def test_what_nobody_acknowledges_goes_to_the_next_ones_once(lake: Lake) -> None:
    first, second = thermometers("A", "B")
    step = Escalation(after_s=900, actions=(Mail(to=("leitung@stadt.example",)),))
    rule(escalations=(step,))
    watch = Watch(lake).begin()
    watch.bring(first, (0, 31))
    watch.bring(second, (1, 31))
    seen = Alarm.objects.get(subject="square/B")
    alarms.acknowledge(administrator(), seen.pk, "fahre hin", at=after(60))
    watch.wait(899)
    assert not Delivery.objects.filter(occasion="escalated-1").exists()
    watch.wait(901)
    watch.wait(902)
    assert Delivery.objects.filter(occasion="escalated-1").values_list("alarm__subject")[0] == ("square/A",)
    assert AuditEntry.objects.filter(action="alarm.acknowledge").count() == 1


def test_pausing_ends_alarms_and_resuming_begins_anew(lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule()
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 31))
    service.pause(administrator(), row.pk, at=after(10))
    assert Alarm.objects.open().count() == 0
    assert not RuleState.objects.exists()
    service.activate(administrator(), row.pk, at=after(11))
    watch.wait(12)
    assert Alarm.objects.open().count() == 1


def test_a_rule_that_is_changed_judges_what_is_known_anew(lake: Lake) -> None:
    [stream] = thermometers("A")
    row = rule()
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 31))
    higher = service.definition(StoredRule.objects.get(pk=row.pk))
    service.change(administrator(), row.pk, _with_limit(higher, 40), at=after(5))
    watch.wait(6)
    assert Alarm.objects.open().count() == 0
    service.change(administrator(), row.pk, _with_limit(higher, 25), at=after(7))
    watch.wait(8)
    assert Alarm.objects.open().count() == 1


def test_a_change_is_seen_although_its_beginning_was_stored_before_the_rule_was_made(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule(title="Hitze")
    watch = Watch(lake).begin(after(-600))
    watch.bring(stream, (-300, 10))
    rule(Change(streams=HOT.streams, by=5, within_s=900), title="Sprung")
    watch.wait(0)
    watch.bring(stream, (60, 16))
    assert Alarm.objects.get().rule_title == "Sprung"


def test_a_rule_cannot_be_changed_by_another_department(lake: Lake) -> None:
    thermometers("A")
    row = rule()
    stranger = create_person("test", NewPerson(username="erik"), password="vier Störche am Kanal", at=NOW)
    with pytest.raises(NotFound):
        service.pause(stranger, row.pk, at=NOW)


def test_old_alarms_go_after_two_years(lake: Lake) -> None:
    [stream] = thermometers("A")
    rule(actions=(Notice(),))
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 31))
    watch.bring(stream, (60, 20))
    assert retaining.enforce(NOW + timedelta(days=700)) == []
    assert [removed.rule.model for removed in retaining.enforce(NOW + timedelta(days=731))] == ["rules.Alarm"]
    assert not Delivery.objects.exists()


def _with_limit(words: Rule, value: float) -> Rule:
    return msgspec.structs.replace(words, condition=Limit(streams=HOT.streams, value=value))
