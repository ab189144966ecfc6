# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Raw uplinks read again: what waits, and what people want read anew after a codec was mended.

Values that come out different supersede the old ones in the lake, equal ones are duplicates.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.ingest.connections.models import Stage
from stadtkern.flow.ingest.connections.service import may_manage
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.jobs import current_job, job, progress
from stadtkern.kernel.models import Person

from . import storing
from .models import Device, Uplink, UplinkQuerySet, UplinkState

_AT_ONCE = 200
_MOST_WAITING = 20_000


@dataclass(frozen=True, kw_only=True)
class Question:
    """Which raw uplinks are to be read again; null: all."""

    device: int | None = None
    device_type: int | None = None
    connection: int | None = None
    since: str = ""
    """ISO 8601 with offset."""
    until: str = ""
    rejected_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What became of uplinks that were read again."""

    decoded: int = 0
    rejected: int = 0
    waiting: int = 0


def order(actor: Person, question: Question, device: Device, *, now: datetime) -> None:
    """Have uplinks read again by a job; ``device`` is the one on whose page it was asked.

    Raises:
        NotPermitted: the actor does not work for the department of the connection.
    """
    rights.require(may_manage(actor, device.connection), f"replay device {device.code}")
    asked = {key: value for key, value in asdict(question).items() if value}
    audit.record(actor, "lorawan.replay", f"device {device.connection.key}/{device.code}", asked, now)
    read_again.enqueue(**asdict(question))


@job(gettext_lazy("LoRaWAN-Nachrichten erneut lesen"))
def read_again(
    device: int | None,
    device_type: int | None,
    connection: int | None,
    since: str,
    until: str,
    rejected_only: bool,
) -> str:
    """Read raw uplinks again; may be interrupted and repeated.

    Raises:
        LakeUnavailable: the lake cannot be written; what was read so far is marked.
    """
    question = Question(
        device=device,
        device_type=device_type,
        connection=connection,
        since=since,
        until=until,
        rejected_only=rejected_only,
    )
    done = replay(question, now=datetime.now(UTC))
    return _("%(decoded)d Nachrichten gelesen, %(rejected)d abgewiesen, %(waiting)d warten.") % asdict(done)


def replay(question: Question, *, now: datetime) -> Replay:
    """Read the uplinks of a question again, oldest first, with progress.

    Raises:
        LakeUnavailable: the lake cannot be written; what was read so far is marked.
    """
    found = _found(question)
    total, last, done = found.count(), 0, Replay()
    read = 0
    while rows := _page(found, last):
        last = rows[-1].pk
        later = storing.store(storing.readable(rows), now=now)
        rejected = sum(1 for row in rows if row.state == UplinkState.REJECTED and row.pk not in later)
        decoded = sum(1 for row in rows if row.state == UplinkState.DECODED and row.pk not in later)
        done = Replay(
            decoded=done.decoded + decoded,
            rejected=done.rejected + rejected,
            waiting=done.waiting + len(rows) - decoded - rejected,
        )
        read += len(rows)
        progress(current_job(), read, total, _("%(n)d abgewiesen") % {"n": done.rejected})
        if len(later) == len(rows) and len(rows) > 1:
            raise LakeUnavailable(next(iter(later.values())))
    return done


def read_waiting(now: datetime) -> int:
    """Read what waits: after a crash, after a pause, or because a device was entered; how many were read."""
    _adopt()
    found = Uplink.objects.waiting().filter(connection__stage=Stage.ACTIVE)
    last = read = 0
    while read < _MOST_WAITING and (rows := _page(found, last)):
        last = rows[-1].pk
        later = storing.store(storing.readable(rows), now=now)
        read += len(rows) - len(later)
        if len(later) == len(rows):
            break
    return read


def _adopt() -> None:
    """Uplinks of unknown devices that somebody has entered meanwhile find their device."""
    mine = Device.objects.filter(connection=OuterRef("connection"), dev_eui=OuterRef("dev_eui"))
    unknown = Uplink.objects.of_unknown().filter(Exists(mine))
    pairs = unknown.order_by().values_list("connection", "dev_eui").distinct()[:1_000]
    for connection, dev_eui in pairs:
        device = Device.objects.filter(connection=connection, dev_eui=dev_eui).first()
        if device is not None:
            same = Uplink.objects.of_unknown().filter(connection=connection, dev_eui=dev_eui)
            same.update(device=device, state=UplinkState.WAITING)


def _found(question: Question) -> UplinkQuerySet:
    found = Uplink.objects.filter(device__isnull=False)
    given = {
        "device": question.device,
        "device__device_type": question.device_type,
        "connection": question.connection,
        "sent_at__gte": datetime.fromisoformat(question.since) if question.since else None,
        "sent_at__lt": datetime.fromisoformat(question.until) if question.until else None,
    }
    found = found.filter(**{name: value for name, value in given.items() if value is not None})
    return found.filter(state=UplinkState.REJECTED) if question.rejected_only else found


def _page(found: UplinkQuerySet, after: int) -> list[Uplink]:
    rows = found.filter(pk__gt=after).order_by("pk")
    related = ("device__connection", "device__device_type", "device__codec")
    return list(rows.select_related(*related)[:_AT_ONCE])
