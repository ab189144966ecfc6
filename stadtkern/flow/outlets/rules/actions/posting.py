# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed POST to a web address, never into the city's own network."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.rules.drivers import NotDelivered, Notification
from stadtkern.kernel.errors import AddressRefused, SourceUnavailable
from stadtkern.kernel.rules import Webhook
from stadtkern.web.outgoing import exchange, signing
from stadtkern.web.outgoing.exchange import Question
from stadtkern.web.outgoing.limits import limits

_PURPOSE = "stadtkern.rules.webhook"
LATER = frozenset({408, 425, 429})
"""Statuses of the 400s after which it is worth trying again."""


class WebhookDriver:
    """Posts alarms as JSON."""

    kind: type[msgspec.Struct] = Webhook

    def takes(self, occasion: str) -> bool:
        """Every occasion."""
        return True

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Post the alarm; 2xx is done.

        Raises:
            NotDelivered: no answer, or another status; final for most 4xx.
        """
        action = notification.action
        url = action.url if isinstance(action, Webhook) else ""
        body = content(notification)
        moment = int(now.timestamp())
        question = Question(
            url=url,
            media_type="application/json",
            body=body,
            more=(
                ("Content-Type", "application/json"),
                ("Idempotency-Key", f"alarm-delivery-{notification.id}"),
                signing.header(secret(url), moment, body, older=signing.older_secrets(_PURPOSE, url)),
            ),
        )
        status = posted(question)
        if not 200 <= status < 300:
            raise NotDelivered(
                _("Die Adresse antwortete mit Status %(status)d.") % {"status": status},
                final=400 <= status < 500 and status not in LATER,
            )
        return _("angenommen (Status %(status)d)") % {"status": status}


def secret(url: str) -> str:
    """The secret with which whoever listens at this address checks signatures."""
    return signing.secret(_PURPOSE, url)


def posted(question: Question) -> int:
    """Status of the answer.

    Raises:
        NotDelivered: no answer, or the address may not be reached.
    """
    try:
        status, _answer = exchange.post(question, limits())
    except AddressRefused as error:
        raise NotDelivered(str(error), final=True) from error
    except SourceUnavailable as error:
        raise NotDelivered(str(error), final=False) from error
    return status


def content(notification: Notification) -> bytes:
    """The alarm as JSON; the words are those of the interface, not of the database."""
    return msgspec.json.encode(
        {
            "event": notification.occasion,
            "alarm": notification.alarm_id,
            "rule": notification.rule,
            "title": notification.title,
            "subject": notification.subject,
            "subjectName": notification.subject_name,
            "severity": notification.severity,
            "text": notification.text,
            "values": list(notification.values),
            "simulated": notification.simulated,
            "openedAt": notification.opened_at,
            "endedAt": notification.ended_at,
            "url": notification.url,
        }
    )
