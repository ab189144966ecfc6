# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with ordered reports: each function checks the right, changes and audits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards import reading
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, LinkInvalid, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from .models import Every, Language, Recipient, ReportOrder, Sending
from .rhythm import Rhythm, next_after

INVITED_FOR = timedelta(days=14)
"""So long the link of an invitation counts."""
MOST_RECIPIENTS = 200
ASKED_AGAIN = timedelta(days=1)
MOST_ASKED = 3
"""Invitations that lie unanswered with one address within a day, of all reports together."""
_SALT = "stadtkern.publishing.recipient"
Purpose = Literal["confirm", "stop"]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How a report is to be sent."""

    every: str = Every.WEEKLY
    weekday: int = 0
    month_day: int = 1
    hour: int = 7
    language: str = Language.GERMAN
    plain: bool = False


def order_for(person: Person, pk: int) -> ReportOrder:
    """An order that the person sees in the cockpit.

    Raises:
        NotFound: there is none, or it belongs to another department.
    """
    found = ReportOrder.objects.seen_by(person).select_related("dashboard", "department").filter(pk=pk)
    row = found.first()
    if row is None:
        raise NotFound(f"no ordered report {pk}")
    return row


def own(actor: Person, pk: int) -> ReportOrder:
    """An order that the actor may change.

    Raises:
        NotFound: no such order for this person.
        NotPermitted: the actor only sees it.
    """
    row = order_for(actor, pk)
    rights.require(rights.may(actor, Action.EDIT, row.department), f"change ordered report {pk}")
    return row


def create(
    actor: Person, dashboard: str, wish: Wish, *, department: Department | None, at: datetime
) -> ReportOrder:
    """Order a report of a dashboard for a department; the actor is the first to get it.

    Raises:
        NotFound: the actor does not read the dashboard.
        NotPermitted: the actor does not work for this department.
    """
    read = reading.dashboard(dashboard, actor)
    rights.require(rights.may(actor, Action.EDIT, department), "order a report")
    with transaction.atomic():
        row = ReportOrder.objects.create(
            dashboard=read.row,
            department=department,
            due_at=next_after(_rhythm(wish), at),
            created_at=at,
            created_by=actor.get_username(),
            **_told(wish),
        )
        Recipient.objects.create(order=row, person=actor, invited_at=at, confirmed_at=at)
        audit.record(actor, "report.order", _subject(row), {"every": wish.every}, at)
    return row


def change(actor: Person, pk: int, wish: Wish, *, active: bool, at: datetime) -> ReportOrder:
    """Send a report in another way, or not for now; the next one is due after this moment.

    Raises:
        NotFound: no such order for this person.
        NotPermitted: the actor only sees it.
    """
    row = own(actor, pk)
    with transaction.atomic():
        due = next_after(_rhythm(wish), at)
        ReportOrder.objects.filter(pk=row.pk).update(active=active, due_at=due, **_told(wish))
        if not active:
            Sending.objects.filter(recipient__order=row, done_at=None).delete()
        audit.record(actor, "report.edit", _subject(row), {"every": wish.every, "active": active}, at)
    row.refresh_from_db()
    return row


def delete(actor: Person, pk: int, *, at: datetime) -> None:
    """Take an order back: nothing is sent any more, and for thirty days :func:`restore` undoes it.

    Then it goes with its recipients and the record of what was sent.

    Raises:
        NotFound: no such order for this person.
        NotPermitted: the actor only sees it.
    """
    row = own(actor, pk)
    with transaction.atomic():
        ReportOrder.objects.filter(pk=pk).update(deleted_at=at, deleted_by=actor.get_username())
        Sending.objects.filter(recipient__order=row, done_at=None).delete()
        audit.record(actor, "report.cancel", _subject(row), {}, at)


def restore(actor: Person, pk: int, *, at: datetime) -> ReportOrder:
    """Order again what was taken back, for those who wanted it; the next one is due after this moment.

    Raises:
        NotFound: no such order for this person.
    """
    with transaction.atomic():
        rows = ReportOrder.objects.select_for_update(of=("self",)).select_related("dashboard")
        row = rows.editable_by(actor).filter(pk=pk, deleted_at__isnull=False).first()
        if row is None:
            raise NotFound(f"no ordered report {pk} in the bin")
        row.deleted_at, row.deleted_by = None, ""
        row.due_at = next_after(rhythm_of(row), at)
        row.save(update_fields=["deleted_at", "deleted_by", "due_at"])
        audit.record(actor, "report.restore", _subject(row), {}, at)
    return row


def add_person(actor: Person, pk: int, username: str, *, at: datetime) -> Recipient:
    """Send the report to an account of the city, too.

    Raises:
        NotFound: no such order for this person.
        NotPermitted: the actor only sees it.
        Contradiction: nobody works for the city under this name, or the person does not read the dashboard.
    """
    row = own(actor, pk)
    person = Person.objects.filter(username=username.strip(), is_active=True).first()
    if person is None or not rights.is_staff_member(person):
        raise Contradiction(_("Unter diesem Anmeldenamen arbeitet niemand für die Kommune."))
    if not reading.rows_for(person).filter(pk=row.dashboard_id).exists():
        raise Contradiction(_("Diese Person darf das Dashboard nicht lesen."))
    if not person.email:
        raise Contradiction(_("Für diese Person ist keine E-Mail-Adresse hinterlegt."))
    with transaction.atomic():
        _room(row)
        made, _new = Recipient.objects.update_or_create(
            order=row,
            person=person,
            defaults={"stopped_at": None, "confirmed_at": at},
            create_defaults={"invited_at": at, "confirmed_at": at},
        )
        audit.record(actor, "report.add_recipient", _subject(row), {"person": person.get_username()}, at)
    return made


def invite(actor: Person, pk: int, email: str, *, at: datetime) -> Recipient:
    """Ask somebody outside whether they want the report; it is sent only after they agreed by the link.

    Whoever has said no or has stopped is not asked again within thirty days.

    Raises:
        NotFound: no such order for this person.
        NotPermitted: the actor only sees it.
        Contradiction: the dashboard is not public, or the address is known or was asked already.
    """
    row = own(actor, pk)
    address = email.strip().lower()
    if not reading.rows_for(None).filter(pk=row.dashboard_id).exists():
        raise Contradiction(_("Nach außen geht nur, was öffentlich ist. Dieses Dashboard ist es nicht."))
    with transaction.atomic():
        _room(row)
        known = Recipient.objects.select_for_update().filter(order=row, email=address).first()
        if known is not None and (known.confirmed_at or known.stopped_at):
            raise Contradiction(_("Diese Adresse bekommt den Bericht schon oder hat ihn abbestellt."))
        asked = Recipient.objects.filter(email=address, confirmed_at=None, invited_at__gt=at - ASKED_AGAIN)
        if asked.count() >= MOST_ASKED or asked.filter(order=row).exists():
            raise Contradiction(_("Diese Adresse wurde heute schon gefragt. Bitte frühestens morgen wieder."))
        if known is None:
            known = Recipient(order=row, email=address)
        known.invited_at = at
        known.save()
        audit.record(actor, "report.invite", _subject(row), {"number": known.pk}, at)
    return known


def remove(actor: Person, pk: int, recipient: int, *, at: datetime) -> None:
    """Do not send the report to somebody any more.

    Raises:
        NotFound: no such order or recipient for this person.
        NotPermitted: the actor only sees the order.
    """
    row = own(actor, pk)
    with transaction.atomic():
        gone, _kinds = Recipient.objects.filter(order=row, pk=recipient).delete()
        if not gone:
            raise NotFound(f"no recipient {recipient}")
        audit.record(actor, "report.remove_recipient", _subject(row), {"number": recipient}, at)


def send_now(actor: Person, pk: int, *, at: datetime) -> Sending:
    """Let the next turn send the report to the actor, whatever its rhythm.

    Raises:
        NotFound: no such order for this person.
        NotPermitted: the actor only sees it.
        Contradiction: the actor is not among its recipients.
    """
    row = own(actor, pk)
    mine = Recipient.objects.current().filter(order=row, person=actor).first()
    if mine is None:
        raise Contradiction(_("Sie stehen selbst nicht unter den Empfängern."))
    with transaction.atomic():
        made, _new = Sending.objects.get_or_create(recipient=mine, due_at=at, defaults={"next_at": at})
        audit.record(actor, "report.try", _subject(row), {}, at)
    return made


def link(recipient: Recipient, purpose: Purpose) -> str:
    """What stands in the link by which somebody agrees or stops."""
    return signing.dumps([recipient.pk, purpose], salt=_SALT)


def recipient_of(token: str, purpose: Purpose) -> Recipient:
    """Whose link it is.

    Raises:
        LinkInvalid: nobody's, for something else, or an invitation that is too old.
    """
    age = INVITED_FOR if purpose == "confirm" else None
    try:
        told = signing.loads(token, salt=_SALT, max_age=age)
    except signing.BadSignature as error:
        raise LinkInvalid from error
    if not isinstance(told, list) or told[1:] != [purpose]:
        raise LinkInvalid
    found = Recipient.objects.select_related("order__dashboard").filter(pk=told[0]).first()
    if found is None:
        raise LinkInvalid
    return found


def invited(token: str) -> Recipient:
    """Who may agree by this link.

    Raises:
        LinkInvalid: as of :func:`recipient_of`, it was stopped, or the dashboard is not public any more.
    """
    found = recipient_of(token, "confirm")
    if found.stopped_at is not None or found.order.deleted_at is not None or not _is_public(found):
        raise LinkInvalid
    return found


def title_for(recipient: Recipient) -> str:
    """What the dashboard is called for somebody with a link; outside, only while it is public."""
    if recipient.person_id is None and not _is_public(recipient):
        return _("nicht mehr öffentliches Dashboard")
    return recipient.order.dashboard.title


def confirm(token: str, *, at: datetime) -> Recipient:
    """Somebody agrees to get the report; errors as of :func:`invited`."""
    found = invited(token)
    with transaction.atomic():
        if Recipient.objects.filter(pk=found.pk, confirmed_at=None).update(confirmed_at=at):
            told = _subject(found.order)
            audit.record(audit.SYSTEM, "report.confirm", told, {"number": found.pk}, at)
    return found


def stop(token: str, *, at: datetime) -> Recipient:
    """Somebody does not want the report any more; a second time changes nothing.

    Raises:
        LinkInvalid: as of :func:`recipient_of`.
    """
    found = recipient_of(token, "stop")
    with transaction.atomic():
        if Recipient.objects.filter(pk=found.pk, stopped_at=None).update(stopped_at=at):
            Sending.objects.filter(recipient=found, done_at=None).delete()
            told = _subject(found.order)
            audit.record(audit.SYSTEM, "report.stop", told, {"number": found.pk}, at)
    return found


def rhythm_of(order: ReportOrder) -> Rhythm:
    """When it is sent."""
    return _rhythm(Wish(every=order.every, weekday=order.weekday, month_day=order.month_day, hour=order.hour))


def _is_public(recipient: Recipient) -> bool:
    return reading.rows_for(None).filter(pk=recipient.order.dashboard_id).exists()


def _room(order: ReportOrder) -> None:
    if order.recipients.filter(stopped_at=None).count() >= MOST_RECIPIENTS:
        words = _("Mehr als %(n)s Empfänger hat ein Bericht nicht.")
        raise Contradiction(words % {"n": MOST_RECIPIENTS})


def _rhythm(wish: Wish) -> Rhythm:
    every: Literal["daily", "weekly", "monthly"] = "weekly"
    if wish.every == Every.DAILY:
        every = "daily"
    elif wish.every == Every.MONTHLY:
        every = "monthly"
    return Rhythm(every=every, hour=wish.hour, weekday=wish.weekday, month_day=wish.month_day)


def _told(wish: Wish) -> dict[str, object]:
    return {
        "every": wish.every,
        "weekday": wish.weekday,
        "month_day": wish.month_day,
        "hour": wish.hour,
        "language": wish.language,
        "plain": wish.plain,
    }


def _subject(order: ReportOrder) -> str:
    return f"report {order.pk} of dashboard {order.dashboard.key}"
