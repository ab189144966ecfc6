# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Troubles: when they begin and end, who is told, and that a look that breaks costs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from stadtkern.flow.outlets.operations import findings, watching
from stadtkern.flow.outlets.operations.findings import Check, Finding
from stadtkern.flow.outlets.operations.models import Trouble
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import employ, give

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
FULL = Finding(key="disk:low", severity="bad", heading="Die Festplatte ist fast voll", text="1,2 GiB frei")


class Looks:
    """A check whose findings a test sets."""

    def __init__(self) -> None:
        self.found: Sequence[Finding] = ()

    def __call__(self, now: datetime) -> Sequence[Finding]:
        """What was set."""
        return self.found


@pytest.fixture
def looks(settings: Settings) -> Iterator[Looks]:
    """One look, a mail server, and somebody who runs the platform."""
    settings.EMAIL_HOST = "mail.example"
    person = Person.objects.create_user("betrieb", email="betrieb@stadt.example")
    give(person, Role.OPERATOR)
    employ(Person.objects.create_user("redaktion", email="redaktion@stadt.example"), "Verkehr")
    before, made = findings.checks(), Looks()
    findings.provide([Check(name="disk", title="Speicherplatz", look=made)])
    yield made
    findings.provide(before)


def test_a_trouble_lasts_from_the_first_look_to_the_last(looks: Looks) -> None:
    looks.found = [FULL]
    watching.watch(NOW)
    watching.watch(NOW + FIVE)
    row = Trouble.objects.open().get()
    assert (row.since, row.seen) == (NOW, 2)
    looks.found = ()
    assert watching.watch(NOW + 2 * FIVE) is None
    row.refresh_from_db()
    assert row.ended_at == NOW + 2 * FIVE


def test_what_comes_back_is_a_new_trouble(looks: Looks) -> None:
    for number, found in enumerate(([FULL], [], [FULL])):
        looks.found = found
        watching.watch(NOW + number * FIVE)
    assert Trouble.objects.count() == 2
    assert Trouble.objects.open().count() == 1


def test_a_look_that_breaks_is_a_trouble_itself_and_costs_the_others_nothing(looks: Looks) -> None:
    def broken(now: datetime) -> Sequence[Finding]:
        raise ZeroDivisionError

    def away(now: datetime) -> Sequence[Finding]:
        raise LakeUnavailable("the bucket does not answer")

    looks.found = [FULL]
    more = [Check(name="clock", title="Uhr", look=broken), Check(name="lake", title="See", look=away)]
    findings.provide([*more, *findings.checks()])
    watching.watch(NOW)
    assert set(Trouble.objects.values_list("key", flat=True)) == {"clock:unseen", "lake:unseen", "disk:low"}
    assert Trouble.objects.get(key="lake:unseen").text == "the bucket does not answer"


def test_people_are_told_once_after_the_second_look_and_when_it_is_over(looks: Looks) -> None:
    looks.found = [FULL]
    watching.watch(NOW)
    assert not mail.outbox
    for number in (1, 2, 3):
        watching.watch(NOW + number * FIVE)
    (message,) = mail.outbox
    assert message.bcc == ["betrieb@stadt.example"]
    assert "Die Festplatte ist fast voll" in message.body
    assert "/cockpit/betrieb/" in message.body
    looks.found = ()
    for number in (4, 5):
        watching.watch(NOW + number * FIVE)
    assert len(mail.outbox) == 2
    assert "Vorbei:" in mail.outbox[1].body


def test_what_passes_between_two_looks_wakes_nobody(looks: Looks) -> None:
    for number, found in enumerate(([FULL], [], [FULL], [])):
        looks.found = found
        watching.watch(NOW + number * FIVE)
    assert not mail.outbox


def test_a_bad_trouble_is_told_again_every_day_and_a_hint_is_not(looks: Looks) -> None:
    looks.found = [FULL, Finding(key="disk:soon", severity="warn", heading="Bald", text="30 Tage")]
    for moment in (NOW, NOW + FIVE, NOW + timedelta(days=1, minutes=10)):
        watching.watch(moment)
    first, second = mail.outbox
    assert "Bald" in first.body
    assert "Bald" not in second.body


def test_while_the_mail_server_is_away_it_is_tried_again(looks: Looks, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    looks.found = [FULL]
    watching.watch(NOW)
    watching.watch(NOW + FIVE)
    assert Trouble.objects.get().told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    watching.watch(NOW + 2 * FIVE)
    assert len(mail.outbox) == 1


def test_without_a_mail_server_troubles_stand_in_the_cockpit_only(looks: Looks, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    looks.found = [FULL]
    watching.watch(NOW)
    watching.watch(NOW + FIVE)
    assert not mail.outbox
    assert Trouble.objects.open().count() == 1


def test_what_was_over_long_ago_is_forgotten(looks: Looks) -> None:
    looks.found = [FULL]
    watching.watch(NOW)
    looks.found = ()
    watching.watch(NOW + FIVE)
    watching.watch(NOW + timedelta(days=91))
    assert not Trouble.objects.exists()


def test_two_checks_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="declared twice: disk"):
        findings.provide([Check(name="disk", title="", look=lambda now: ())] * 2)
