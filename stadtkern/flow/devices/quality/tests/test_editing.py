# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People change the rules of a datastream; what makes no sense is refused with a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    ObservedProperty,
    StreamChecks,
    Thing,
    revision,
)
from stadtkern.flow.devices.quality.defaults import PLAUSIBLE
from stadtkern.flow.devices.quality.editing import CheckFacts, change_checks, facts_of
from stadtkern.flow.devices.quality.rules import default_range, rules_of
from stadtkern.kernel import quantities
from stadtkern.kernel.errors import NotPermitted, PayloadRejected
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.quantities import Quantity
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def stream(
    code: str = "a/1/t", *, quantity: str = "air_temperature", interval_s: int | None = 600
) -> Datastream:
    owner = Department.objects.get_or_create(name="Umweltamt")[0]
    thing = Thing.objects.create(code=code, name=code, domain="environment", owner=owner)
    kind = ObservedProperty.objects.get_or_create(key=quantity, defaults={"name": quantity, "ucum": "Cel"})[0]
    made = Datastream.objects.create(code=code, name=code, thing=thing, interval_s=interval_s)
    Component.objects.create(datastream=made, observed_property=kind)
    return made


def editor(department: str = "Umweltamt") -> Person:
    person = Person.objects.create_user(username=department)
    employ(person, department)
    return person


@pytest.mark.django_db
def test_a_change_counts_at_once_and_stands_in_the_audit_log() -> None:
    own, beside, person = stream(), stream("a/2/t"), editor()
    before = revision()
    facts = CheckFacts(low=-20.0, step=3.0, gap_times=2.0, drift=1.0, neighbours=(beside.code,))
    assert change_checks(person, own, facts, at=NOW)
    assert facts_of(StreamChecks.objects.get(pk=own.pk)) == facts
    rule = rules_of([own.pk])[own.pk]
    assert (rule.low, rule.high, rule.step, rule.gap_us) == (-20.0, 60.0, 3.0, 1_200_000_000)
    assert revision() != before
    change = AuditEntry.objects.get(action="datastream.check").change
    assert change["low"] == {"before": None, "after": -20.0}
    assert change["neighbours"] == {"before": "", "after": "a/2/t"}
    assert not change_checks(person, own, facts, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        CheckFacts(low=5.0, high=5.0),
        CheckFacts(step=0.0),
        CheckFacts(step=float("nan")),
        CheckFacts(stuck_values=1),
        CheckFacts(gap_times=1.0),
        CheckFacts(drift=1.0),
        CheckFacts(drift=1.0, drift_distance_m=500, drift_window_h=0),
        CheckFacts(neighbours=("a/1/t",)),
        CheckFacts(neighbours=("nobody",)),
        CheckFacts(neighbours=("a/3/f",)),
    ],
)
def test_rules_that_make_no_sense_are_refused(facts: CheckFacts) -> None:
    own = stream()
    stream("a/3/f", quantity="relative_humidity")
    with pytest.raises(PayloadRejected):
        change_checks(editor(), own, facts, at=NOW)
    assert not StreamChecks.objects.exists()


@pytest.mark.django_db
def test_gaps_need_a_spacing() -> None:
    with pytest.raises(PayloadRejected):
        change_checks(editor(), stream(interval_s=None), CheckFacts(gap_times=3.0), at=NOW)


@pytest.mark.django_db
def test_a_stranger_may_not_change_rules() -> None:
    with pytest.raises(NotPermitted):
        change_checks(editor("Tiefbauamt"), stream(), CheckFacts(low=1.0), at=NOW)


@pytest.mark.django_db
def test_a_datastream_in_another_unit_has_no_range_by_itself() -> None:
    own = stream()
    assert default_range(own.pk) == PLAUSIBLE["air_temperature"]
    Component.objects.filter(datastream=own).update(unit_definition="K")
    assert default_range(own.pk) is None
    assert rules_of([own.pk]) == {}


def test_every_range_belongs_to_a_declared_quantity() -> None:
    declared = {one.key for one in vars(quantities).values() if isinstance(one, Quantity)}
    assert set(PLAUSIBLE) <= declared
    assert all(one.low < one.high and one.basis for one in PLAUSIBLE.values())
