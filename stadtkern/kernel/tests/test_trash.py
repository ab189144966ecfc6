# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Undoing deletions: who may, for how long, and what goes for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.kernel import trash
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import AuditEntry, Department, Person, TrashEntry
from stadtkern.kernel.tests.people_of_tests import administrator

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def may(person: Person, entry: TrashEntry) -> bool:
    return person.get_username() == "admin"


def put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    if Department.objects.filter(name=entry.content["name"]).exists():
        raise Contradiction("vergeben")
    Department.objects.create(name=entry.content["name"])
    return f"/fachbereiche/{entry.key}/"


@pytest.fixture(autouse=True)
def departments() -> Iterator[None]:
    """Departments can be put back; afterwards the kinds of the city stand again."""
    before = trash.kinds()
    trash.declare([trash.kept_here("department", "Fachbereich", may=may, put_back=put_back)])
    yield
    trash.declare(before)


def discard(key: str = "gruen", *, at: datetime = NOW) -> None:
    copy = trash.Copy(kind="department", key=key, title="Grün", content={"name": "Grün"})
    trash.keep(administrator(), copy, at=at)


def test_what_was_deleted_comes_back_once_and_is_noted() -> None:
    discard()

    address = trash.restore(administrator(), "department", "gruen", at=NOW)

    assert address == "/fachbereiche/gruen/"
    assert Department.objects.filter(name="Grün").exists()
    assert AuditEntry.objects.filter(action="department.restore").count() == 1
    with pytest.raises(NotFound):
        trash.restore(administrator(), "department", "gruen", at=NOW)


def test_who_may_not_put_it_back_does_not_see_it_either() -> None:
    discard()
    other = Person.objects.create_user("erik")

    assert trash.discarded(other, NOW) == []
    with pytest.raises(NotFound):
        trash.restore(other, "department", "gruen", at=NOW)


def test_a_place_that_is_taken_keeps_the_object_in_the_bin() -> None:
    discard()
    Department.objects.create(name="Grün")

    with pytest.raises(Contradiction):
        trash.restore(administrator(), "department", "gruen", at=NOW)

    assert [one.title for _kind, one in trash.discarded(administrator(), NOW)] == ["Grün"]


def test_after_thirty_days_it_is_neither_shown_nor_put_back_and_then_gone() -> None:
    discard("alt", at=NOW - timedelta(days=31))
    discard("neu", at=NOW - timedelta(days=29))

    assert [one.key for _kind, one in trash.discarded(administrator(), NOW)] == ["neu"]
    with pytest.raises(NotFound):
        trash.restore(administrator(), "department", "alt", at=NOW)

    assert trash.tidy(NOW) is not None
    assert list(TrashEntry.objects.values_list("key", flat=True)) == ["neu"]
    assert trash.tidy(NOW) is None


def test_an_unknown_kind_cannot_be_put_back() -> None:
    with pytest.raises(NotFound):
        trash.restore(administrator(), "gibtesnicht", "x", at=NOW)
