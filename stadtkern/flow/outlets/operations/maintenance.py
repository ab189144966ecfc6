# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Maintenance: announcing and ending it; what is in force is asked with every request, from memory."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, measures, rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web.banners import Banner
from stadtkern.web.templatetags import web

from .models import Maintenance

log = structlog.get_logger(__name__)

FRESH_S = 2.0
"""A change in another process counts after at most this long [s]."""
ANNOUNCED_FOR = timedelta(days=14)
"""So long before it begins people read of it."""
_RETRY = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be announced."""

    reason: str
    begins_at: datetime
    until: datetime | None = None
    takes_data: bool = True


def announce(actor: Person | str, plan: Plan, *, at: datetime) -> Maintenance:
    """Close the pages from ``begins_at`` on; what was announced before is replaced.

    Raises:
        NotPermitted: the actor does not run the platform.
        Contradiction: no reason, or it would end before it begins.
    """
    _require(actor)
    reason = " ".join(plan.reason.split())
    if not reason or len(reason) > 300:
        raise Contradiction(_("Bitte in einem Satz von höchstens 300 Zeichen sagen, warum."))
    if plan.until is not None and plan.until <= max(plan.begins_at, at):
        raise Contradiction(_("Das Ende muss nach dem Beginn und in der Zukunft liegen."))
    with transaction.atomic():
        Maintenance.objects.select_for_update().open().update(ended_at=at)
        row = Maintenance.objects.create(
            reason=reason,
            announced_at=at,
            begins_at=max(plan.begins_at, at),
            until=plan.until,
            takes_data=plan.takes_data,
        )
        change = {
            "reason": reason,
            "begins_at": row.begins_at.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "takes_data": row.takes_data,
        }
        audit.record(actor, "maintenance.announce", "platform", change, at)
    forget()
    return row


def end(actor: Person | str, *, at: datetime) -> None:
    """Open the pages again, or take back what was announced.

    Raises:
        NotPermitted: the actor does not run the platform.
        Contradiction: there is no maintenance.
    """
    _require(actor)
    with transaction.atomic():
        if not Maintenance.objects.open().update(ended_at=at):
            raise Contradiction(_("Es ist keine Wartung angekündigt oder im Gange."))
        audit.record(actor, "maintenance.end", "platform", {}, at)
    forget()


class _Memory:
    """The open maintenance, read every two seconds; while the register is away the last one counts."""

    def __init__(self) -> None:
        self._known: Maintenance | None = None
        self._until = 0.0
        self._reading = threading.Lock()

    def planned(self) -> Maintenance | None:
        """What is announced or in force; who asks from an event loop does not wait for the register."""
        if self._until <= time.monotonic() and self._reading.acquire(blocking=False):
            if _in_event_loop():
                threading.Thread(target=self._read_aside, name="maintenance", daemon=True).start()
            else:
                self._read()
        return self._known

    def _read(self) -> None:
        try:
            self._known = Maintenance.objects.open().first()
        except DatabaseError as error:
            log.warning("maintenance_unknown", reason=str(error)[:200])
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
        finally:
            self._until = time.monotonic() + FRESH_S
            self._reading.release()

    def _read_aside(self) -> None:
        try:
            self._read()
        except Exception:  # the edge of a thread: what was known last goes on to count
            measures.FAULTS.labels("maintenance").inc()
            log.exception("maintenance_unread")
        finally:
            connection.close()

    def forget(self) -> None:
        """Read again next time."""
        self._until = 0.0


def _in_event_loop() -> bool:
    """Whether this thread runs an event loop, where Django refuses to ask the database."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


_MEMORY = _Memory()
planned: Callable[[], Maintenance | None] = _MEMORY.planned
forget: Callable[[], None] = _MEMORY.forget


def in_force(now: datetime) -> Maintenance | None:
    """The maintenance that closes the pages now."""
    known = planned()
    return known if known is not None and known.in_force(now) else None


def takes_data() -> bool:
    """Whether wires take data now; for ``kernel.pausing``."""
    known = in_force(datetime.now(UTC))
    return known is None or known.takes_data


def retry_after_s(row: Maintenance, now: datetime) -> int:
    """After how long it is worth asking again [s]: at the announced end, every five minutes after it."""
    left = row.until - now if row.until is not None and row.until > now else _RETRY
    return max(30, min(int(left.total_seconds()), 86_400))


def banners(now: datetime) -> Sequence[Banner]:
    """What is announced, for every page; while it is in force only those who run the platform see it."""
    row = planned()
    if row is None or row.begins_at - now > ANNOUNCED_FOR:
        return ()
    if row.in_force(now):
        heading = _("Wartung: Die Seiten sind geschlossen.")
    else:
        heading = _("Wartung ab %(begin)s.") % {"begin": moment(row.begins_at)}
    url = reverse("operations:announcement")
    return (Banner(kind="city", severity="minor", heading=heading, text=row.reason, url=url),)


def moment(at: datetime) -> str:
    """Day and time in the city's time zone, in the language of the visitor."""
    return web.moment(at)


def _require(actor: Person | str) -> None:
    if isinstance(actor, Person):
        rights.require(rights.may(actor, Action.OPERATE), "set maintenance")
