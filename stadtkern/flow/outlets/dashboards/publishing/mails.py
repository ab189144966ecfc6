# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""E-mails of reports, by the mail server of the city (Django's SMTP settings)."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from stadtkern.kernel.errors import CityError

from . import orders
from .models import Recipient, Sending

TIMEOUT_S = 30
MOST_BYTES = 8 * 1024 * 1024
"""Larger reports are not attached but linked; many servers refuse 10 MiB, and Base64 adds a third."""
_PERMANENT = range(500, 600)


class NotSent(CityError):
    """The e-mail was not taken; ``final``: another attempt would not help."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report as it goes out."""

    title: str
    key: str
    """Of the dashboard."""
    sentences: tuple[str, ...]
    """The most important, for the text of the e-mail."""
    pdf: bytes
    file_name: str


def possible() -> bool:
    """Whether the city has a mail server."""
    return bool(settings.EMAIL_HOST)


def send_report(sending: Sending, report: Report) -> None:
    """Send a report to one recipient, in the language of the order; a repetition bears the same Message-ID.

    Raises:
        NotSent: no mail server is set, no address is known, or the server refuses.
    """
    recipient = sending.recipient
    with translation.override(recipient.order.language):
        stop = _link("publishing:stop", orders.link(recipient, "stop"))
        attached = len(report.pdf) <= MOST_BYTES
        page = f"{settings.KNOBS.address}{reverse('dashboards:dashboard', args=[report.key])}"
        told = {
            "report": report,
            "stop": stop,
            "page": page,
            "attached": attached,
            "city": settings.CITY_NAME,
        }
        message = EmailMessage(
            subject=_subject(_("Bericht: %(title)s") % {"title": report.title}),
            body=render_to_string("publishing/mail/report.txt", told).strip() + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[_address(recipient)],
            headers={
                "Auto-Submitted": "auto-generated",
                "Message-ID": f"<report-{sending.pk}@{_host()}>",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
    if attached:
        message.attach(report.file_name, report.pdf, "application/pdf")
    _send(message)


def send_invitation(recipient: Recipient) -> None:
    """Ask somebody outside whether they want the report.

    Raises:
        NotSent: no mail server is set, or the server refuses.
    """
    order = recipient.order
    with translation.override(order.language):
        told = {
            "title": order.dashboard.title,
            "every": order.get_every_display(),
            "link": _link("publishing:confirm", orders.link(recipient, "confirm")),
            "page": f"{settings.KNOBS.address}{reverse('dashboards:dashboard', args=[order.dashboard.key])}",
            "city": settings.CITY_NAME,
            "days": orders.INVITED_FOR.days,
        }
        message = EmailMessage(
            subject=_subject(_("Möchten Sie diesen Bericht? %(title)s") % {"title": order.dashboard.title}),
            body=render_to_string("publishing/mail/invitation.txt", told).strip() + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[_address(recipient)],
            headers={"Auto-Submitted": "auto-generated"},
        )
    _send(message)


def _send(message: EmailMessage) -> None:
    if not possible():
        raise NotSent(_("Es ist kein Mailserver eingerichtet."), final=True)
    try:
        with get_connection(timeout=TIMEOUT_S) as connection:
            message.connection = connection
            message.send()
    except smtplib.SMTPRecipientsRefused as error:
        final = all(code in _PERMANENT for code, _text in error.recipients.values())
        raise NotSent(_("Der Mailserver nimmt die Adresse nicht an."), final=final) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(_("Der Mailserver ist nicht erreichbar."), final=False) from error


def _address(recipient: Recipient) -> str:
    address = recipient.person.email if recipient.person is not None else recipient.email
    if not address:
        raise NotSent(_("Es ist keine E-Mail-Adresse hinterlegt."), final=True)
    return address


def _link(name: str, token: str) -> str:
    return f"{settings.KNOBS.address}{reverse(name, args=[token])}"


def _subject(text: str) -> str:
    return f"{' '.join(text.split())[:150]} – {settings.CITY_NAME}"


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
