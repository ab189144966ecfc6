# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deliveries on their way: tried at once, then again as jobs, until told or given up. Each is told once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.kernel.jobs import job
from stadtkern.kernel.rules import Action, Notice

from . import texts
from .definitions import RuleUnreadable, action_of, plain_action
from .drivers import NotDelivered, Notification, driver_of
from .models import Alarm, Delivery, DeliveryState, StoredRule

log = structlog.get_logger(__name__)

PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""Between the attempts; after the last one the delivery has failed."""
CLAIM = timedelta(minutes=2)
"""Longer than any attempt takes: afterwards whoever tried it is gone."""
_NOW: list[Callable[[Sequence[int]], None]] = []
FAILURES = [0]
"""Unexpected failures of drivers in this process; each is in the log."""


def provide(at_once: Callable[[Sequence[int]], None] | None) -> None:
    """Say who tries deliveries as soon as they are committed; none: they wait for the jobs."""
    _NOW[:] = [] if at_once is None else [at_once]


def arrange(
    rule: StoredRule, alarm: Alarm | None, occasion: str, actions: Sequence[Action], *, now: datetime,
    text: str = "",
) -> list[int]:  # fmt: skip
    """Make the deliveries of an occasion; call it in the transaction of what is told."""
    made = []
    for place, action in enumerate(actions):
        driver = driver_of(action)
        if driver is not None and not driver.takes(occasion):
            continue
        row = Delivery(
            rule=rule, alarm=alarm, occasion=occasion, place=place, action=plain_action(action), text=text,
            created_at=now,
        )  # fmt: skip
        if isinstance(action, Notice):
            _stands(row, now)
            continue
        row.save()
        deliver.using(run_after=now + PAUSES[0] if _NOW else now).enqueue(row.pk, 1)
        made.append(row.pk)
    for at_once in _NOW:
        transaction.on_commit(partial(at_once, made))
    return made


@job(gettext_lazy("Meldung zustellen"))
def deliver(delivery_id: int, attempt: int) -> str | None:
    """One attempt; a delivery that is done, or tried already, is left alone."""
    return attempted(delivery_id, attempt, now=datetime.now(UTC))


def attempted(delivery_id: int, attempt: int, *, now: datetime) -> str | None:
    """Try a delivery for the ``attempt``-th time; what came of it."""
    row = _claimed(delivery_id, attempt, now)
    if row is None:
        return None
    try:
        outcome = _told(row, now)
    except NotDelivered as error:
        return _not_told(row, str(error), now, final=error.final)
    except Exception as error:  # the edge of a driver: a delivery must not be forgotten
        FAILURES[0] += 1
        log.exception("alarm_driver_failed", delivery=row.pk, failures=FAILURES[0])
        return _not_told(row, f"Unerwarteter Fehler: {type(error).__name__}", now, final=False)
    Delivery.objects.filter(pk=row.pk).update(
        state=DeliveryState.DONE, outcome=outcome[:500], done_at=now, claimed_until=None
    )
    return outcome


def notification(row: Delivery, action: Action) -> Notification:
    """What a driver gets to know of a delivery."""
    alarm, rule = row.alarm, row.rule
    if alarm is None:
        return Notification(
            id=row.pk, occasion=row.occasion, action=action, rule=rule.key if rule else "",
            title=rule.title if rule else "", domain=rule.domain if rule else "", severity="info",
            alarm_id=None, subject="", subject_name="", text=row.text, opened_at=row.created_at,
            url=texts.link(reverse("rules:alarms")),
        )  # fmt: skip
    values = [one for one in alarm.values if isinstance(one, dict)]
    public = [one for one in values if one.get("public") and one.get("code")]
    return Notification(
        id=row.pk,
        occasion=row.occasion,
        action=action,
        rule=rule.key if rule else "",
        title=alarm.rule_title,
        domain=alarm.domain,
        severity=alarm.severity,
        alarm_id=alarm.pk,
        subject=alarm.subject,
        subject_name=alarm.subject_name,
        text=alarm.text,
        values=values,
        simulated=alarm.simulated,
        opened_at=alarm.opened_at,
        ended_at=alarm.ended_at,
        url=texts.alarm_link(alarm.pk),
        public_urls=[texts.link(reverse("portal:datastream", args=[one["code"]])) for one in public[:5]],
    )


def _stands(row: Delivery, now: datetime) -> None:
    """A notice is told by being stored: the overview reads open alarms by itself."""
    row.state, row.done_at, row.outcome = DeliveryState.DONE, now, _("steht auf der Übersicht")
    row.save()


def _told(row: Delivery, now: datetime) -> str:
    try:
        action = action_of(row.action)
    except RuleUnreadable as error:
        raise NotDelivered(str(error), final=True) from error
    driver = driver_of(action)
    if driver is None:
        raise NotDelivered(_("Diese Installation bietet diesen Weg nicht an."), final=True)
    return driver.deliver(notification(row, action), now=now)


def _claimed(delivery_id: int, attempt: int, now: datetime) -> Delivery | None:
    """The delivery, when it is this attempt's turn and nobody else tries it."""
    row = Delivery.objects.select_related("alarm", "rule").filter(pk=delivery_id).first()
    if row is None or row.state != DeliveryState.WAITING:
        return None
    if row.attempts >= attempt and row.claimed_until is None:
        return None
    if row.claimed_until is not None and row.claimed_until > now:
        deliver.using(run_after=row.claimed_until).enqueue(row.pk, attempt)
        return None
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    mine = Delivery.objects.filter(free, pk=row.pk, state=DeliveryState.WAITING, attempts=row.attempts)
    tried = max(attempt, row.attempts)
    if not mine.update(claimed_until=now + CLAIM, attempts=tried):
        return None
    row.attempts = tried
    return row


def _not_told(row: Delivery, reason: str, now: datetime, *, final: bool) -> str:
    log.warning("alarm_not_told", delivery=row.pk, attempt=row.attempts, reason=reason)
    final = final or row.attempts > len(PAUSES)
    state = DeliveryState.FAILED if final else DeliveryState.WAITING
    Delivery.objects.filter(pk=row.pk).update(state=state, outcome=reason[:500], claimed_until=None)
    if not final:
        deliver.using(run_after=now + PAUSES[row.attempts - 1]).enqueue(row.pk, row.attempts + 1)
    return reason
