# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the cockpit shows about privacy; put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stadtkern.kernel import audit_proof, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice
from stadtkern.kernel.roles import Action

from . import service

_SOON = timedelta(days=7)


def may_read(visitor: rights.Visitor) -> bool:
    """Whether the visitor may read the whole record."""
    return rights.may(visitor, Action.AUDIT)


RECORD = CockpitEntry(title=_("Datenschutz-Verzeichnis"), url_name="privacy_cockpit:record", right=may_read)


def notices(person: Person, now: datetime) -> list[Notice]:
    """A broken audit log, and requests of people that wait; operators are told of the log elsewhere."""
    if not may_read(person):
        return []
    return [*([] if rights.may(person, Action.OPERATE) else _log()), *_requests(now)]


def _log() -> list[Notice]:
    newest = audit_proof.newest_check()
    if newest is None or newest.broken is None:
        return []
    heading = str(_("Das Protokoll ist nicht unversehrt"))
    text = str(audit_proof.REASONS.get(newest.reason, newest.reason))
    return [Notice(kind="bad", heading=heading, text=text, url_name="cockpit:audit")]


def _requests(now: datetime) -> list[Notice]:
    waiting = service.open_requests()
    if not waiting:
        return []
    urgent = waiting[0].due_at - now < _SOON
    text = ngettext(
        "%(n)s Löschantrag wartet auf Antwort.", "%(n)s Löschanträge warten auf Antwort.", len(waiting)
    ) % {"n": len(waiting)}
    due = _("Der älteste ist bis %(day)s zu beantworten.") % {"day": f"{waiting[0].due_at:%d.%m.%Y}"}
    return [
        Notice(
            kind="bad" if urgent else "warn",
            heading=text,
            text=due,
            url_name="privacy_cockpit:record",
            count=len(waiting),
            due=waiting[0].due_at,
        )
    ]
