# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Maintenance: who closes the pages, what is answered meanwhile, and who still gets in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from stadtkern.flow.outlets.operations import closing, front, maintenance
from stadtkern.flow.outlets.operations.maintenance import Plan
from stadtkern.flow.outlets.operations.models import Maintenance
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.measures import REQUESTS
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import employ, give

from .asking import STRANGER, Answered, asked, hello

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
REASON = "Wir spielen eine neue Version ein."
PAGE = {"HTTP_ACCEPT": "text/html,*/*;q=0.8", **STRANGER}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing is remembered from the test before, nor for the next one."""
    maintenance.forget()
    yield
    Maintenance.objects.all().delete()
    maintenance.forget()
    assert maintenance.planned() is None
    maintenance.forget()


def operator() -> Person:
    person = Person.objects.create_user("betrieb")
    give(person, Role.OPERATOR)
    return person


def closed(*, until: datetime | None = None, takes_data: bool = True) -> Maintenance:
    now = datetime.now(UTC)
    plan = Plan(reason=REASON, begins_at=now, until=until, takes_data=takes_data)
    return maintenance.announce("command line", plan, at=now)


def ask(path: str, **more: str) -> Answered:
    return asked(closing.front(hello, (("X-Frame-Options", "DENY"),)), path, **more)


def cookie_of(person: Person) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={value}"}


def test_only_those_who_run_the_platform_set_maintenance() -> None:
    plan = Plan(reason=REASON, begins_at=NOW)
    editor = employ(Person.objects.create_user("redaktion"), "Verkehr")
    with pytest.raises(NotPermitted):
        maintenance.announce(editor, plan, at=NOW)
    maintenance.announce(operator(), plan, at=NOW)
    with pytest.raises(NotPermitted):
        maintenance.end(editor, at=NOW)


def test_beginning_and_end_stand_in_the_audit_log() -> None:
    maintenance.announce("command line", Plan(reason=REASON, begins_at=NOW), at=NOW)
    maintenance.end("command line", at=NOW)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"maintenance.announce", "maintenance.end"} <= actions


@pytest.mark.parametrize(
    ("reason", "until"),
    [("", None), ("   ", None), ("x" * 301, None), (REASON, NOW), (REASON, NOW - timedelta(days=1))],
)
def test_a_plan_without_reason_or_that_ends_before_it_begins_is_refused(
    reason: str, until: datetime | None
) -> None:
    with pytest.raises(Contradiction):
        maintenance.announce("command line", Plan(reason=reason, begins_at=NOW, until=until), at=NOW)


def test_what_is_not_on_cannot_be_ended() -> None:
    with pytest.raises(Contradiction):
        maintenance.end("command line", at=NOW)


def test_a_new_announcement_replaces_the_former_one() -> None:
    for day in (1, 2):
        plan = Plan(reason=f"Grund {day}", begins_at=NOW + timedelta(days=day))
        maintenance.announce("command line", plan, at=NOW)
    assert [row.reason for row in Maintenance.objects.open()] == ["Grund 2"]


def test_without_maintenance_everything_is_answered_as_ever() -> None:
    assert ask("/", **PAGE).body == "hello"


def test_people_get_a_page_that_says_why_and_until_when() -> None:
    closed(until=datetime.now(UTC) + timedelta(hours=2))
    answer = ask("/karte/", **PAGE)
    assert answer.status == 503
    assert REASON in answer.body
    assert "Voraussichtlich ab" in answer.body
    assert 7000 < int(answer.headers["Retry-After"]) <= 7200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "<script" not in answer.body
    assert 'href="/konto/anmelden/?next=/cockpit/betrieb/"' in answer.body


def test_visitors_who_are_sent_away_are_no_failures_in_the_figures() -> None:
    closed()
    before = _count("closed"), _count("5xx")
    assert asked(front.front(closing.front(hello, ())), "/", **PAGE).status == 503
    assert (_count("closed"), _count("5xx")) == (before[0] + 1, before[1])


def _count(status: str) -> float:
    wanted = {"route": "pages", "method": "GET", "status": status}
    found = [one.value for family in REQUESTS.collect() for one in family.samples if one.labels == wanted]
    return found[0] if found else 0.0


def test_the_reason_cannot_carry_markup() -> None:
    now = datetime.now(UTC)
    maintenance.announce("command line", Plan(reason="<b>x</b><script>", begins_at=now), at=now)
    assert "&lt;script&gt;" in ask("/", **PAGE).body


def test_an_english_address_is_answered_in_english() -> None:
    closed()
    assert ask("/en/karte/", **PAGE).headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["/api/ogc/collections", "/api/sta/v1.1/Things", "/api/3/action/x"])
def test_programs_get_a_problem_with_the_time_to_come_back(path: str) -> None:
    closed()
    answer = ask(path, **PAGE)
    problem = msgspec.json.decode(answer.body)
    assert (answer.status, problem["status"], problem["detail"]) == (503, 503, f"Wartung: {REASON}")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) == 300


@pytest.mark.parametrize("takes_data", [True, False])
def test_wires_in_go_on_or_are_refused_as_was_chosen(takes_data: bool) -> None:
    closed(takes_data=takes_data)
    for path in ("/api/ingest/v1/observations", "/api/lorawan/v1/x/", "/api/sta/v1.1/Observations"):
        assert (ask(path, method="POST", **STRANGER).status == 200) is takes_data
    assert maintenance.takes_data() is takes_data
    assert ask("/api/sta/v1.1/Observations", **STRANGER).status == 503


@pytest.mark.parametrize("path", ["/static/web/shell.css", "/konto/anmelden/", "/en/konto/anmelden/"])
def test_what_signing_in_needs_stays_open(path: str) -> None:
    closed()
    assert ask(path, **PAGE).status == 200


def test_nobody_registers_meanwhile() -> None:
    closed()
    assert ask("/konto/registrieren/", **PAGE).status == 503


def test_who_runs_the_platform_gets_in_and_others_who_are_signed_in_do_not() -> None:
    closed()
    assert ask("/cockpit/", **PAGE, **cookie_of(operator())).status == 200
    editor = employ(Person.objects.create_user("redaktion"), "Verkehr")
    assert ask("/cockpit/", **PAGE, **cookie_of(editor)).status == 503


@pytest.mark.parametrize(
    "cookie", ["sessionid=stolen", "sessionid=", "=;;=", "sessionid=" + "x" * 4000, "a=b; \x00"]
)
def test_a_made_up_session_does_not_open_the_door(cookie: str) -> None:
    closed()
    given = cookie.replace("sessionid", settings.SESSION_COOKIE_NAME)
    assert ask("/cockpit/", HTTP_COOKIE=given, **PAGE).status == 503


def test_the_session_of_an_account_out_of_use_does_not_open_the_door() -> None:
    person = operator()
    cookie = cookie_of(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    closed()
    assert ask("/cockpit/", **PAGE, **cookie).status == 503


def test_it_does_not_end_by_itself_and_says_that_it_takes_longer() -> None:
    row = closed(until=datetime.now(UTC) + timedelta(hours=1))
    Maintenance.objects.filter(pk=row.pk).update(until=datetime.now(UTC) - timedelta(minutes=1))
    maintenance.forget()
    answer = ask("/", **PAGE)
    assert answer.status == 503
    assert "länger als geplant" in answer.body


def test_while_the_register_is_away_the_last_word_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    closed()
    assert ask("/", **PAGE).status == 503
    maintenance.forget()

    def away() -> None:
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(Maintenance.objects, "open", away)
        assert ask("/", **PAGE).status == 503


def test_a_banner_announces_it_beforehand_and_not_too_early() -> None:
    plan = Plan(reason=REASON, begins_at=NOW + timedelta(days=20))
    maintenance.announce("command line", plan, at=NOW)
    assert maintenance.banners(NOW) == ()
    (banner,) = maintenance.banners(NOW + timedelta(days=10))
    assert banner.heading.startswith("Wartung ab ")
    assert (banner.text, banner.url) == (REASON, "/wartung/")
    assert maintenance.in_force(NOW + timedelta(days=10)) is None
