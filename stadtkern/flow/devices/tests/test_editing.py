# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people decide about things, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from stadtkern.flow.devices import service
from stadtkern.flow.devices.models import Datastream, HistoricalLocation, Location, Thing, Visibility
from stadtkern.flow.devices.positions import position_fault
from stadtkern.flow.devices.service import ThingFacts
from stadtkern.kernel import events, people, registry
from stadtkern.kernel.domain import Domain, Retention
from stadtkern.kernel.errors import NotPermitted, PayloadRejected
from stadtkern.kernel.events import Event, ThingChanged
from stadtkern.kernel.models import AuditEntry, Department, Person
from stadtkern.kernel.people import NewPerson

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def declared() -> Iterator[None]:
    before = registry.domains()
    registry.declare([domain("kept", None), domain("short", 30)])
    yield
    registry.declare(before)


def domain(name: str, days: int | None) -> Domain:
    return Domain(
        name=name, title=name, title_en=name, slug=name, summary="", summary_en="", department="Verkehr",
        fields_of_action=(), quantities=(), sources=(), retention=Retention(days=days, reason=""),
    )  # fmt: skip


def department(name: str = "Verkehr") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def thing(code: str = "t/1", **facts: object) -> Thing:
    return Thing.objects.create(
        **{"code": code, "name": "Brücke", "domain": "kept", "owner": department()} | facts
    )


def editor(*departments: Department, username: str = "erik") -> Person:
    return people.create_person("test", NewPerson(username=username, departments=departments), at=NOW)


def facts(**changed: Any) -> ThingFacts:
    told = ThingFacts(
        name="Brücke",
        description="",
        visibility=Visibility.PUBLIC,
        owner=department(),
        licence="",
        retention_days=None,
    )
    return replace(told, **changed)


def test_an_editor_changes_a_thing_of_the_own_department_and_it_is_audited() -> None:
    it = thing()

    assert service.update_thing(
        editor(department()), it, facts(name="Neue Brücke", retention_days=30), at=NOW
    )

    it.refresh_from_db()
    assert (it.name, it.retention_days, it.edited) == ("Neue Brücke", 30, ["name"])
    entry = AuditEntry.objects.get(action="thing.edit")
    assert (entry.actor, entry.subject) == ("erik", "thing t/1")
    assert entry.change["name"] == {"before": "Brücke", "after": "Neue Brücke"}


def test_a_change_is_told_after_the_commit(django_capture_on_commit_callbacks: object) -> None:
    heard: list[Event] = []
    before = events.wired()
    events.wire({ThingChanged: [heard.append]})

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        service.update_thing(editor(department()), thing(), facts(name="Neu"), at=NOW)

    events.wire(before)
    assert heard == [ThingChanged(at=NOW, thing="t/1", fields=("name",))]


def test_nothing_changed_is_neither_stored_nor_audited() -> None:
    assert not service.update_thing(editor(department()), thing(), facts(), at=NOW)

    assert not AuditEntry.objects.filter(action="thing.edit").exists()


def test_a_stranger_to_the_department_changes_nothing() -> None:
    it = thing()

    with pytest.raises(NotPermitted):
        service.update_thing(editor(department("Grün")), it, facts(name="x"), at=NOW)
    with pytest.raises(NotPermitted):
        service.move_thing(
            editor(department("Grün"), username="eva"), it, longitude=7.6, latitude=51.9, at=NOW
        )


def test_handing_over_needs_the_right_for_both_departments() -> None:
    it, parks = thing(), department("Grün")

    with pytest.raises(NotPermitted):
        service.update_thing(editor(department()), it, facts(owner=parks), at=NOW)
    assert service.update_thing(editor(department(), parks, username="eva"), it, facts(owner=parks), at=NOW)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"name": " "}, "Name"), ({"licence": "gibt-es-nicht"}, "Lizenz"), ({"retention_days": 0}, "einen Tag")],
)
def test_wrong_facts_are_refused_with_a_german_sentence(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(PayloadRejected, match=words):
        service.update_thing(editor(department()), thing(), facts(**wrong), at=NOW)


def test_a_person_moves_a_thing() -> None:
    it, who = thing(), editor(department())

    assert service.move_thing(who, it, longitude=7.6, latitude=51.9, at=NOW)
    assert service.move_thing(who, it, longitude=7.7, latitude=51.9, at=NOW + timedelta(days=1))
    assert not service.move_thing(who, it, longitude=7.7, latitude=51.9, at=NOW + timedelta(days=2))

    assert service.spots([it.pk]) == {it.pk: (7.7, 51.9)}
    assert Location.objects.count() == 2
    assert HistoricalLocation.objects.current().get().time == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("longitude", "latitude", "words"),
    [
        (51.96, 7.62, "vertauscht"),
        (0, 0, "0, 0"),
        (405_000.0, 5_757_000.0, "UTM"),
        (float("nan"), 51.0, "keine Zahlen"),
        (7.62, 91.0, "keine Grad"),
    ],
)
def test_an_impossible_position_is_explained(longitude: float, latitude: float, words: str) -> None:
    assert words in (position_fault(longitude, latitude) or "")


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(7.62, 51.96), (13.4, 52.5), (-0.1, 51.5), (8.55, 47.37)]
)
def test_a_place_is_a_place(longitude: float, latitude: float) -> None:
    assert position_fault(longitude, latitude) is None


def test_internal_things_are_seen_by_their_department_only() -> None:
    thing("t/public")
    secret = thing("t/secret", visibility=Visibility.INTERNAL)
    stream = Datastream.objects.create(code="t/secret/a", name="a", thing=secret)

    assert secret in Thing.objects.visible_to(editor(department()))
    assert secret not in Thing.objects.visible_to(editor(department("Grün"), username="eva"))
    assert secret not in Thing.objects.visible_to(AnonymousUser())
    assert list(Thing.objects.public().values_list("code", flat=True)) == ["t/public"]
    assert stream not in Datastream.objects.public()
    assert stream not in Datastream.objects.visible_to(AnonymousUser())


def test_retention_comes_from_the_thing_else_from_the_domain(declared: None) -> None:
    streams = {
        code: Datastream.objects.create(
            code=code, name=code, thing=thing(code, domain=name, retention_days=days)
        ).pk
        for code, name, days in (
            ("kept", "kept", None),
            ("own", "kept", 7),
            ("domain", "short", None),
            ("longer", "short", 365),
        )
    }

    assert service.retention_cutoffs(NOW) == {
        streams["own"]: NOW - timedelta(days=7),
        streams["domain"]: NOW - timedelta(days=30),
        streams["longer"]: NOW - timedelta(days=365),
    }
