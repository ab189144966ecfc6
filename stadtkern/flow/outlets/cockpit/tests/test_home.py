# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first page of the cockpit: what waits, in order; own subjects; what changed, for whom it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.devices import editing, service
from stadtkern.flow.devices.models import SourceState, Thing, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.cockpit import home
from stadtkern.flow.outlets.cockpit.listing import listed_sources
from stadtkern.flow.outlets.cockpit.tasks import SHOWN, tasks
from stadtkern.flow.outlets.dashboards import service as dashboards
from stadtkern.flow.outlets.dashboards.tests.cities import built
from stadtkern.kernel import audit, desk, navigation, registry
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.navigation import CockpitEntry, CockpitGroup, Notice, NoticeBoard
from stadtkern.kernel.observation import Station
from stadtkern.kernel.tests.people_of_tests import administrator, employ

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boards() -> Iterator[list[NoticeBoard]]:
    """Boards and entries of this test; afterwards those of the city stand again."""
    groups, known = navigation.declared()
    own: list[NoticeBoard] = []
    entry = CockpitEntry(title="Prüfstelle", url_name="cockpit:things", right=lambda visitor: True)
    navigation.declare([CockpitGroup(title="Jetzt", entries=(entry,))], [lambda p, n: own[0](p, n)])
    yield own
    navigation.declare(groups, known)


def notice(heading: str, *, url_name: str = "cockpit:things", due: datetime | None = None) -> Notice:
    return Notice(kind="warn", heading=heading, text="", url_name=url_name, due=due)


def thing(code: str = "platz/1", domain: str = "cycling") -> Thing:
    declared = registry.domain(domain)
    station = Station(code=code, name=f"Platz {code}", longitude=7.6, latitude=51.9)
    service.ensure([station], [], domain=declared, source=None, at=NOW)
    return Thing.objects.get(code=code)


def test_what_waits_is_grouped_by_page_and_the_overdue_comes_first(boards: list[NoticeBoard]) -> None:
    bad = Notice(kind="bad", heading="Schlimm", text="", url_name="cockpit:jobs", count=4)
    late = notice("Spät", url_name="cockpit:people", due=NOW - timedelta(days=1))
    soon = notice("Bald", due=NOW + timedelta(days=1))
    boards.append(lambda person, now: [soon, bad, late, *[notice(f"n{i}") for i in range(SHOWN)]])

    found = tasks(administrator(), NOW, [])

    assert [(one.title, one.count, one.overdue) for one in found] == [
        ("Spät", 1, True),
        ("Schlimm", 4, False),
        ("Prüfstelle", SHOWN + 1, False),
    ]
    assert (len(found[2].notices), found[2].others) == (SHOWN, 1)


def test_subjects_are_those_of_the_person_troubled_ones_first() -> None:
    cycling = registry.domain("cycling")
    Department.objects.create(name=cycling.department)
    person = employ(Person.objects.create_user("erik"), cycling.department)
    mine = [one for one in registry.domains() if one.department == cycling.department]
    pulled = next(source for one in reversed(mine) for source in one.sources)
    SourceState.objects.create(key=pulled.key, outage_since=NOW, outage_reason="weg", next_attempt_at=NOW)

    found = home.subjects(person, listed_sources(person, NOW), NOW)

    assert {one.domain.name for one in found} == {one.name for one in mine}
    assert found[0].state == "outage"
    assert pulled in found[0].domain.sources


def test_changes_name_what_the_person_may_open_once_and_who_did_it() -> None:
    it, chief = thing(), administrator("amira")
    colleague = employ(Person.objects.create_user("erik"), it.owner)
    stranger = employ(Person.objects.create_user("gast"), "Feuerwehr")
    for visibility in (Visibility.INTERNAL, Visibility.PUBLIC):
        editing.show_thing(chief, it, visibility, at=NOW)
    audit.record(audit.SYSTEM, "thing.edit", f"thing {it.code}", {}, NOW)
    audit.record(chief, "person.create", "person erik", {}, NOW)

    (change,) = home.changes(colleague)

    assert (change.kind, change.hit.title, change.times, change.who) == ("Objekt", it.name, 2, "amira")
    assert change.words == "Sichtbarkeit geändert"
    assert home.changes(chief)[0].who == ""
    assert home.changes(stranger) == []


def test_who_changed_a_public_dashboard_is_told_only_in_its_department() -> None:
    chief, owner = administrator("amira"), Department.objects.create(name="Amt für Mobilität")
    colleague, stranger = (Person.objects.create_user(name) for name in ("erik", "gast"))
    employ(colleague, owner)
    employ(stranger, "Feuerwehr")
    row = built(chief, owner)
    dashboards.publish(chief, row.key, at=NOW)
    assert [one.hit.title for one in home.changes(colleague)] == [row.title, row.title]
    assert home.changes(stranger) == []


def test_every_kind_that_is_told_has_an_answer_for_unknown_keys(lake: Lake) -> None:
    for one in desk.desk().names.values():
        assert one.named(administrator(), {"gibtesnicht", "0", "x/y"}) == {}
