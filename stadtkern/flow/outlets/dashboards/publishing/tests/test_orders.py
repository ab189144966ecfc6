# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports that are sent again and again, to whoever wants them and to nobody else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.publishing import discarded, entries, mails, orders, sending
from stadtkern.flow.outlets.dashboards.publishing.mails import Report
from stadtkern.flow.outlets.dashboards.publishing.models import Recipient, ReportOrder, Sending, State
from stadtkern.flow.outlets.dashboards.publishing.orders import Wish
from stadtkern.flow.outlets.dashboards.publishing.reports import of_order
from stadtkern.flow.outlets.dashboards.tests.cities import NOW, built, department, somebody
from stadtkern.kernel.errors import Contradiction, LinkInvalid, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(days=8)


@pytest.fixture(autouse=True)
def mail_server(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"


@pytest.fixture
def anna(db: None) -> Person:
    made = somebody("anna", department())
    made.email = "anna@stadt.example"
    made.save()
    return made


@pytest.fixture
def order(lake: Lake, anna: Person) -> ReportOrder:
    """A weekly report of a public dashboard that says one sentence."""
    row = built(anna, department())
    service.publish(somebody("chefin", administrator=True), row.key, at=NOW)
    return orders.create(anna, row.key, Wish(), department=department(), at=NOW)


def _link(message: EmailMessage, last: str = "") -> str:
    found = re.search(rf"(/berichte/[^/\s]+/{last})\s", str(message.body) + " ")
    assert found is not None
    return found[1]


def test_a_report_goes_out_once_when_it_is_due(order: ReportOrder, mailoutbox: list[EmailMessage]) -> None:
    assert sending.turn(NOW) is None
    assert sending.turn(DUE) == "1 Bericht versandt"
    assert sending.turn(DUE + timedelta(minutes=5)) is None
    (message,) = mailoutbox
    assert message.to == ["anna@stadt.example"]
    assert message.subject.startswith("Bericht: Radverkehr")
    name, content, kind = message.attachments[0]
    assert (name, kind) == (f"{order.dashboard.key}_2026-08-11.pdf", "application/pdf")
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF-")
    order.refresh_from_db()
    assert order.due_at > DUE


def test_weeks_that_were_missed_are_sent_as_one(order: ReportOrder, mailoutbox: list[EmailMessage]) -> None:
    sending.turn(DUE + timedelta(days=60))
    assert len(mailoutbox) == 1


def test_a_report_is_tried_again_and_given_up_with_a_notice(
    order: ReportOrder, anna: Person, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    now = DUE
    assert sending.turn(now) == "0 Berichte versandt, 1 nicht"
    row = Sending.objects.get()
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert sending.turn(now + timedelta(minutes=1)) is None
    for pause in sending.PAUSES:
        now += pause
        sending.turn(now)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, 1 + len(sending.PAUSES))
    assert [one.kind for one in entries.notices(anna, now)] == ["warn"]
    assert entries.notices(somebody("fremd", department("Anderes Amt")), now) == []


def test_somebody_outside_gets_nothing_before_saying_yes(
    order: ReportOrder, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    orders.remove(anna, order.pk, order.recipients.get().pk, at=NOW)
    mails.send_invitation(orders.invite(anna, order.pk, " Eva@Example.org ", at=NOW))
    assert sending.turn(DUE) is None
    browser = Client(enforce_csrf_checks=True)
    address = _link(mailoutbox[0])
    page = browser.get(address)
    assert "Möchten Sie den Bericht" in page.content.decode()
    assert Recipient.objects.get().confirmed_at is None
    token = page.cookies["csrftoken"].value
    assert "Danke" in browser.post(address, {"csrfmiddlewaretoken": token}).content.decode()
    assert sending.turn(DUE + timedelta(days=7)) == "1 Bericht versandt"
    assert mailoutbox[1].to == ["eva@example.org"]
    change = " ".join(str(one.change) for one in AuditEntry.objects.all())
    assert "eva@example.org" not in change


def test_one_click_ends_it(order: ReportOrder, mailoutbox: list[EmailMessage]) -> None:
    sending.turn(DUE)
    message = mailoutbox[0]
    address = _link(message, "abbestellen/")
    assert address in str(message.extra_headers["List-Unsubscribe"])
    browser = Client(enforce_csrf_checks=True)
    assert "nicht mehr bekommen?" in browser.get(address).content.decode()
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert sending.turn(DUE + timedelta(days=7)) is None
    assert browser.post(address).status_code == 200


def test_an_order_that_was_taken_back_sends_nothing_and_comes_back_with_its_recipients(
    client: Client, order: ReportOrder, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(anna)
    gone = client.post(f"/cockpit/berichte/{order.pk}/loeschen/", follow=True).content.decode()
    assert "Rückgängig" in gone
    assert sending.turn(DUE) is None
    assert client.get(f"/cockpit/berichte/{order.pk}/").status_code == 404
    with pytest.raises(NotFound):
        orders.restore(somebody("fremd", department("Anderes Amt")), order.pk, at=NOW)
    client.post("/cockpit/papierkorb/zurueck/", {"art": "report", "schluessel": str(order.pk)})
    order.refresh_from_db()
    assert order.deleted_at is None
    assert order.due_at > timezone.now(), "what was missed is not sent afterwards"
    assert sending.turn(order.due_at) == "1 Bericht versandt"
    orders.delete(anna, order.pk, at=NOW)
    assert Client().post(_link(mailoutbox[0], "abbestellen/")).status_code == 200
    assert discarded.REPORTS.remove(NOW + timedelta(days=1)) == 1
    assert not Recipient.objects.exists()


@pytest.mark.parametrize("token", ["x", "W10:1abc:def"])
def test_a_wrong_link_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/berichte/{token}/").status_code == 410
    assert client.post(f"/berichte/{token}/abbestellen/").status_code == 410


def test_a_link_to_stop_does_not_agree(order: ReportOrder, anna: Person) -> None:
    recipient = orders.invite(anna, order.pk, "eva@example.org", at=NOW)
    with pytest.raises(LinkInvalid):
        orders.confirm(orders.link(recipient, "stop"), at=NOW)


def test_nothing_internal_goes_outside(
    order: ReportOrder, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    recipient = orders.invite(anna, order.pk, "eva@example.org", at=NOW)
    orders.confirm(orders.link(recipient, "confirm"), at=NOW)
    service.unpublish(Person.objects.get(username="chefin"), order.dashboard.key, at=NOW)
    assert sending.turn(DUE) == "1 Bericht versandt, 1 nicht"
    assert [message.to for message in mailoutbox] == [["anna@stadt.example"]]
    browser = Client()
    assert browser.get(f"/berichte/{orders.link(recipient, 'confirm')}/").status_code == 410
    stop = browser.get(f"/berichte/{orders.link(recipient, 'stop')}/abbestellen/").content.decode()
    assert order.dashboard.title not in stop
    with pytest.raises(Contradiction):
        orders.invite(anna, order.pk, "otto@example.org", at=NOW)


def test_what_is_withdrawn_while_reports_go_out_stays_inside(
    order: ReportOrder, anna: Person, mailoutbox: list[EmailMessage]
) -> None:
    orders.confirm(orders.link(orders.invite(anna, order.pk, "eva@example.org", at=NOW), "confirm"), at=NOW)
    readers: list[Person | None] = []

    def made(given: ReportOrder, person: Person | None, now: datetime) -> Report:
        readers.append(person)
        report = of_order(given, person, now)
        service.unpublish(Person.objects.get(username="chefin"), given.dashboard.key, at=NOW)
        return report

    assert sending.turn(DUE, made) == "1 Bericht versandt, 1 nicht"
    assert readers == [None, None]
    assert [message.to for message in mailoutbox] == [["anna@stadt.example"]]


def test_an_order_that_is_put_aside_is_not_tried_again(order: ReportOrder, anna: Person) -> None:
    sending.begin(DUE)
    orders.change(anna, order.pk, Wish(), active=False, at=DUE)
    assert sending.turn(DUE) is None


def test_who_has_stopped_is_not_asked_again(order: ReportOrder, anna: Person) -> None:
    recipient = orders.invite(anna, order.pk, "eva@example.org", at=NOW)
    orders.stop(orders.link(recipient, "stop"), at=NOW)
    with pytest.raises(Contradiction):
        orders.invite(anna, order.pk, "EVA@example.org", at=NOW)


def test_nobody_is_asked_twice_a_day(order: ReportOrder, anna: Person) -> None:
    orders.invite(anna, order.pk, "eva@example.org", at=NOW)
    with pytest.raises(Contradiction, match="heute schon"):
        orders.invite(anna, order.pk, "eva@example.org", at=NOW + timedelta(hours=1))
    orders.invite(anna, order.pk, "eva@example.org", at=NOW + timedelta(days=2))


def test_only_staff_who_read_the_dashboard_are_added(order: ReportOrder, anna: Person) -> None:
    resident = somebody("bewohnerin")
    for name in (resident.username, "gibtesnicht"):
        with pytest.raises(Contradiction):
            orders.add_person(anna, order.pk, name, at=NOW)
    colleague = somebody("kollege", department())
    with pytest.raises(Contradiction):
        orders.add_person(anna, order.pk, "kollege", at=NOW)
    Person.objects.filter(pk=colleague.pk).update(email="kollege@stadt.example")
    assert orders.add_person(anna, order.pk, "kollege", at=NOW).confirmed_at == NOW


def test_another_department_sees_no_order_and_makes_none_for_this_one(order: ReportOrder) -> None:
    stranger = somebody("fremd", department("Anderes Amt"))
    with pytest.raises(NotFound):
        orders.change(stranger, order.pk, Wish(), active=False, at=NOW)
    with pytest.raises(NotPermitted):
        orders.create(stranger, order.dashboard.key, Wish(), department=department(), at=NOW)


def test_without_a_mail_server_reports_wait(
    order: ReportOrder, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.EMAIL_HOST = ""
    assert sending.turn(DUE) is None
    settings.EMAIL_HOST = "mail.example"
    assert sending.turn(DUE + timedelta(days=1)) == "1 Bericht versandt"


def test_an_order_is_made_changed_and_tried_in_the_cockpit(
    client: Client, order: ReportOrder, anna: Person, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    ReportOrder.objects.update(active=False)
    client.force_login(anna)
    sent = {"every": "monthly", "weekday": "0", "month_day": "31", "hour": "6", "language": "de"}
    new = {"dashboard": order.dashboard.key, "department": str(department().pk), **sent}
    made = client.post("/cockpit/berichte/neu/", new)
    assert made.status_code == 302
    address = made.headers["Location"]
    assert client.post(address, {**sent, "hour": "25"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert ReportOrder.objects.get(every="monthly").month_day == 31
    client.post(f"{address}jetzt/")
    sending.turn(Sending.objects.get().due_at)
    assert len(mailoutbox) == 1
    client.post(f"{address}adresse/", {"email": "eva@example.org"})
    page = client.get(address).content.decode()
    assert "noch keine Antwort" in page
    settings.EMAIL_HOST = ""
    client.post(f"{address}adresse/", {"email": "otto@example.org"})
    assert not Recipient.objects.filter(email="otto@example.org").exists()
    assert "versandt" in page
    assert client.post(f"{address}loeschen/").status_code == 302
    assert "Radverkehr" in client.get("/cockpit/anzeigen/").content.decode()
