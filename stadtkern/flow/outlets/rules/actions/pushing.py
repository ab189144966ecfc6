# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Web push: messages to browsers of people who asked for them (RFC 8030), encrypted (RFC 8291)."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.rules import subscriptions
from stadtkern.flow.outlets.rules.alarms import department_of
from stadtkern.flow.outlets.rules.drivers import NotDelivered, Notification
from stadtkern.flow.outlets.rules.models import PushSubscription
from stadtkern.kernel.rules import Push
from stadtkern.web.outgoing.exchange import Question

from .posting import posted

GONE = frozenset({404, 410})
KEPT_FOR = timedelta(hours=12)
"""How long the push service keeps a message for a browser that is not there."""
_URGENCY = {"alarm": "high", "warning": "normal", "info": "low"}


class PushDriver:
    """Sends to every device of the department's people and of administrators."""

    kind: type[msgspec.Struct] = Push

    def takes(self, occasion: str) -> bool:
        """Every occasion."""
        return True

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Send to each device; those that the push service no longer knows are forgotten.

        Raises:
            NotDelivered: not one device took it although some are set up.
        """
        rows = subscriptions.of_department(department_of(notification.domain))
        if not rows:
            return _("Niemand hat Meldungen auf einem Gerät eingerichtet.")
        content = message(notification)
        sent, failures = 0, []
        for row in rows:
            try:
                sent += send(row, content, notification, now=now)
            except NotDelivered as error:
                failures.append(error)
        if failures and not sent:
            raise NotDelivered(str(failures[0]), final=all(error.final for error in failures))
        return ngettext("an %(n)s Gerät gesendet", "an %(n)s Geräte gesendet", sent) % {"n": sent}


def message(notification: Notification) -> bytes:
    """What the service worker shows; short, since push services take at most 4 KiB (RFC 8030 clause 7.2)."""
    return msgspec.json.encode(
        {
            "title": notification.subject_line[:120],
            "body": notification.text[:600],
            "url": urlsplit(notification.url).path,
            "tag": f"alarm-{notification.alarm_id or notification.id}",
        }
    )


def send(row: PushSubscription, content: bytes, notification: Notification, *, now: datetime) -> bool:
    """Send to one device; false when it is gone and was forgotten.

    Raises:
        NotDelivered: the push service did not take it.
    """
    question = Question(
        url=row.endpoint,
        body=subscriptions.encrypted(row, content),
        more=(
            ("Content-Type", "application/octet-stream"),
            ("Content-Encoding", "aes128gcm"),
            ("TTL", str(int(KEPT_FOR.total_seconds()))),
            ("Urgency", _URGENCY.get(notification.severity, "normal")),
            ("Topic", f"alarm-{notification.alarm_id or notification.id}"[:32]),
            ("Authorization", subscriptions.authorization(row.endpoint, now)),
        ),
    )
    status = posted(question)
    if status in GONE:
        subscriptions.forget(row)
        return False
    if not 200 <= status < 300:
        raise NotDelivered(
            _("Der Zustelldienst antwortete mit Status %(status)d.") % {"status": status},
            final=400 <= status < 500 and status != 429,
        )
    PushSubscription.objects.filter(pk=row.pk).update(used_at=now)
    return True
