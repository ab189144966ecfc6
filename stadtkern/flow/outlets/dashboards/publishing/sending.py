# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sends ordered reports when they are due: each to each recipient once, tried again when mail is away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.kernel import measures
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.models import Person
from stadtkern.web.drawing.typesetting import DrawingFailed

from . import mails, orders
from .mails import NotSent, Report
from .models import Recipient, ReportOrder, Sending, State
from .reports import of_order
from .rhythm import next_after

log = structlog.get_logger(__name__)

PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))
"""Between the attempts; after the last one it has failed."""
CLAIM = timedelta(minutes=15)
"""Longer than a turn takes: afterwards whoever tried it is gone."""
AT_ONCE = 40
"""Sendings of one turn; the next turn goes on."""

Maker = Callable[[ReportOrder, Person | None, datetime], Report]
_Sight = tuple[int, int | None]
_PUBLIC = 0


def turn(now: datetime, made: Maker = of_order) -> str | None:
    """Begin what is due, send what waits; one sentence when something was done."""
    if not mails.possible():
        return None
    begin(now)
    rows = _claimed(now)
    ready: dict[_Sight, Report] = {}
    sent = sum(_attempt(row, ready, made, now) for row in rows)
    if not rows:
        return None
    told = ngettext("%(n)s Bericht versandt", "%(n)s Berichte versandt", sent) % {"n": sent}
    left = len(rows) - sent
    return told if not left else f"{told}, {_('%(n)s nicht') % {'n': left}}"


def begin(now: datetime) -> int:
    """Note for each recipient of each order that is due that a report goes out; how many.

    What was missed while nothing ran goes out once, not several times.
    """
    due = ReportOrder.objects.there().filter(active=True, due_at__lte=now, dashboard__deleted_at=None)
    return sum(_begin(pk, now) for pk in due.values_list("pk", flat=True))


def _begin(pk: int, now: datetime) -> int:
    with transaction.atomic():
        order = ReportOrder.objects.select_for_update().there().filter(pk=pk, due_at__lte=now).first()
        if order is None:
            return 0
        rows = [
            Sending(recipient=one, due_at=order.due_at, next_at=now)
            for one in Recipient.objects.current().filter(order=order)
        ]
        Sending.objects.bulk_create(rows, ignore_conflicts=True)
        order.due_at = next_after(orders.rhythm_of(order), now)
        order.save(update_fields=["due_at"])
    return len(rows)


def _claimed(now: datetime) -> Sequence[Sending]:
    with transaction.atomic():
        waiting = Sending.objects.select_for_update(skip_locked=True, of=("self",))
        found = waiting.filter(state=State.WAITING, next_at__lte=now).order_by("due_at", "pk")
        keys = [row.pk for row in found[:AT_ONCE]]
        Sending.objects.filter(pk__in=keys).update(next_at=now + CLAIM)
    rows = Sending.objects.filter(pk__in=keys).select_related(
        "recipient__person", "recipient__order__dashboard"
    )
    return list(rows.order_by("due_at", "pk"))


def _attempt(row: Sending, ready: dict[_Sight, Report], made: Maker, now: datetime) -> bool:
    """Try one, unless it was stopped meanwhile; what several get with the same sight is made once."""
    recipient = row.recipient
    row.attempts += 1
    if not Recipient.objects.current().filter(pk=recipient.pk, sendings=row.pk).exists():
        return False
    try:
        sight = _sight(recipient)
        if sight not in ready:
            ready[sight] = made(recipient.order, recipient.person if sight[1] else None, now)
        mails.send_report(row, ready[sight])
    except CityError as error:
        return _failed(row, _reason(error), now, final=_is_final(error))
    except Exception as error:  # the edge of a job: one broken report must not stop the others
        log.exception("report_failed", sending=row.pk)
        measures.FAULTS.labels("report").inc()
        return _failed(
            row, _("Unerwarteter Fehler: %(kind)s") % {"kind": type(error).__name__}, now, final=False
        )
    row.state, row.done_at, row.outcome = State.DONE, now, ""
    _noted(row)
    log.info("report_sent", sending=row.pk, attempts=row.attempts)
    return True


def _reason(error: CityError) -> str:
    if isinstance(error, NotFound):
        return _("Das Dashboard ist für diesen Empfänger nicht mehr lesbar.")
    if isinstance(error, DrawingFailed):
        return _("Der Bericht ließ sich nicht setzen; vielleicht ist er zu groß.")
    if isinstance(error, LakeUnavailable):
        return _("Der Datensee antwortete nicht.")
    return str(error)


def _is_final(error: CityError) -> bool:
    """Whether another attempt would not help."""
    return error.final if isinstance(error, NotSent) else isinstance(error, NotFound)


def _sight(recipient: Recipient) -> _Sight:
    """Who gets the same report: one that is public at this moment says the same to everybody."""
    public = StoredDashboard.objects.public().filter(pk=recipient.order.dashboard_id).exists()
    return recipient.order_id, _PUBLIC if public else recipient.person_id


def _noted(row: Sending) -> None:
    """Whoever stops while the report goes out takes the row away."""
    names = ("state", "attempts", "done_at", "outcome", "next_at")
    Sending.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})


def _failed(row: Sending, reason: str, now: datetime, *, final: bool) -> bool:
    row.outcome = reason[:300]
    if final or row.attempts > len(PAUSES):
        row.state, row.done_at = State.FAILED, now
    else:
        row.next_at = now + PAUSES[row.attempts - 1]
    _noted(row)
    log.warning("report_not_sent", sending=row.pk, attempts=row.attempts, final=row.state == State.FAILED)
    return False


PERIODIC = (
    Periodic(
        name="publishing.reports",
        title=gettext_lazy("Fällige Berichte versenden"),
        every_s=300,
        function=turn,
    ),
)
