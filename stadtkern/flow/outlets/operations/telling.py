# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes to those who run the platform what began and what is over: one e-mail per look."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel import granting, measures
from stadtkern.kernel.roles import Action

from .models import Severity, Trouble
from .served import served

log = structlog.get_logger(__name__)

_SEEN = 2
"""A trouble is told when two looks in a row have found it: what passes by itself wakes nobody."""
_AGAIN = timedelta(days=1)
"""Bad ones are told again after this time."""
_MOST = 50


def tell(now: datetime) -> int:
    """Write one e-mail about all news; how many people got it. What cannot be sent is tried again."""
    due = Trouble.objects.open().filter(seen__gte=_SEEN)
    again = Q(severity=Severity.BAD, told_at__lt=now - _AGAIN)
    began = list(due.filter(Q(told_at=None) | again)[:_MOST])
    over = list(Trouble.objects.filter(ended_at__isnull=False, told_at__isnull=False, end_told=False)[:_MOST])
    receivers = addresses(now)
    if not receivers or not settings.EMAIL_HOST or not (began or over):
        return 0
    with translation.override("de"):
        message = EmailMessage(
            subject=_subject(began, over),
            body=_body(began, over),
            bcc=receivers,
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("troubles_not_told", reason=type(error).__name__, troubles=len(began) + len(over))
        measures.FAULTS.labels("mail").inc()
        return 0
    Trouble.objects.filter(pk__in=[row.pk for row in began]).update(told_at=now)
    Trouble.objects.filter(pk__in=[row.pk for row in over]).update(end_told=True)
    return len(receivers)


def addresses(now: datetime) -> list[str]:
    """E-mail addresses of those who run the platform, each once."""
    held = granting.holders(Action.OPERATE, None, at=now)
    return sorted({grant.person.email for grant in held if grant.person.email})


def _subject(began: Sequence[Trouble], over: Sequence[Trouble]) -> str:
    if not began:
        return _("[%(city)s] Störung vorbei") % {"city": settings.CITY_NAME}
    words = ngettext("[%(city)s] %(n)s Störung", "[%(city)s] %(n)s Störungen", len(began))
    return words % {"city": settings.CITY_NAME, "n": len(began)}


def _body(began: Sequence[Trouble], over: Sequence[Trouble]) -> str:
    parts = [f"{row.get_severity_display()}: {row.heading}\n{row.text}" for row in began]
    if over:
        parts.append("\n".join([_("Vorbei:"), *(f"- {row.heading}" for row in over)]))
    parts.append(_("Ansehen: %(url)s") % {"url": f"{served().address}/cockpit/betrieb/"})
    return "\n\n".join(parts) + "\n"
