# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""E-mail by the mail server of the city (Django's SMTP settings)."""

from __future__ import annotations

import smtplib
from datetime import datetime

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.rules.alarms import department_of
from stadtkern.flow.outlets.rules.drivers import NotDelivered, Notification
from stadtkern.kernel.models import Department
from stadtkern.kernel.rules import Mail

TIMEOUT_S = 30
_PERMANENT = range(500, 600)


class MailDriver:
    """Writes e-mails."""

    kind: type[msgspec.Struct] = Mail

    def takes(self, occasion: str) -> bool:
        """Every occasion."""
        return True

    def deliver(self, notification: Notification, *, now: datetime) -> str:
        """Hand one message per delivery to the mail server; a repetition bears the same Message-ID.

        Raises:
            NotDelivered: no mail server is set, nobody is to be written to, or the server refuses.
        """
        receivers = addresses(notification)
        if not receivers:
            raise NotDelivered(_("Für diese E-Mail ist keine Adresse hinterlegt."), final=True)
        if not settings.EMAIL_HOST:
            raise NotDelivered(
                _("E-Mail ist nicht eingerichtet: STADTKERN_SMTP nennt keinen Mailserver."), final=True
            )
        try:
            with get_connection(timeout=TIMEOUT_S) as connection:
                _message(notification, receivers, connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            raise NotDelivered(
                _("Der Mailserver nimmt die Adressen nicht an."),
                final=all(code in _PERMANENT for code in codes),
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(
                _("Der Mailserver ist nicht erreichbar: %(reason)s") % {"reason": _reason(error)}, final=False
            ) from error
        n = len(receivers)
        return ngettext("E-Mail an %(n)s Adresse", "E-Mail an %(n)s Adressen", n) % {"n": n}


def addresses(notification: Notification) -> list[str]:
    """To whom it goes, each once."""
    action = notification.action
    if not isinstance(action, Mail):
        return []
    found = list(action.to)
    if action.department:
        name = department_of(notification.domain)
        found += Department.objects.filter(name=name).exclude(email="").values_list("email", flat=True)
    return list(dict.fromkeys(found))


def body(notification: Notification) -> str:
    """The text of the message."""
    parts = [notification.text]
    if notification.occasion == "ended":
        parts.insert(0, "Der Alarm ist beendet. Ausgelöst hatte ihn:")
    elif notification.occasion.startswith("escalated"):
        parts.insert(0, "Diesen Alarm hat noch niemand quittiert:")
    lines = [f"- {one.get('name')}: {one.get('text')}" for one in notification.values]
    if lines:
        parts.append("\n".join(["Werte:", *lines]))
    parts.append(f"Ansehen und quittieren: {notification.url}")
    if notification.public_urls:
        parts.append("\n".join(["Öffentliche Seiten:", *notification.public_urls]))
    return "\n\n".join(parts) + "\n"


def _message(notification: Notification, receivers: list[str], connection: BaseEmailBackend) -> EmailMessage:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    identity = f"<alarm-delivery-{notification.id}@{host}>"
    return EmailMessage(
        subject=" ".join(notification.subject_line.split())[:200],
        body=body(notification),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=receivers[:1] if len(receivers) == 1 else [],
        bcc=[] if len(receivers) == 1 else receivers,
        headers={"Message-ID": identity, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
