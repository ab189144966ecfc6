# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Downlinks: kept first, then queued at the network server, then followed until somebody answers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.ingest.codecs.words import MOST_DOWNLINK, PORTS
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import CityError, Contradiction
from stadtkern.kernel.jobs import job
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import progress, queueing
from .models import Device, DeviceStage, Downlink, DownlinkState, Priority
from .queueing import NotQueued

WITHIN = timedelta(hours=1)
"""So long an acknowledgement is waited for; a class A device answers with its next uplink."""
MOST_WITHIN = timedelta(days=7)
_PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a device is to be sent."""

    f_port: int
    payload: bytes
    confirmed: bool = True
    priority: Priority = Priority.NORMAL
    within: timedelta = WITHIN
    """So long an acknowledgement is waited for."""
    task: int | None = None


def order(actor: Person, device: Device, wanted: Wanted, *, now: datetime) -> Downlink:
    """Send something by hand; when the network server cannot be reached it is tried again by a job.

    Raises:
        NotPermitted: the actor does not work for the department of the connection.
        Contradiction: no frame can carry it, or the device or its connection takes no downlinks.
    """
    rights.require(
        rights.may_in(actor, Action.COMMAND, device.connection.domain), f"send to device {device.code}"
    )
    downlink = keep(device, wanted, by=actor.get_username(), now=now)
    send.enqueue(downlink.pk, 1)
    return downlink


def keep(device: Device, wanted: Wanted, *, by: str, now: datetime) -> Downlink:
    """Write down what is to be sent, with one audit entry; a task is written down once.

    Raises:
        Contradiction: no frame can carry it, or the device or its connection takes no downlinks.
    """
    _check(device, wanted)
    if wanted.task is not None and (known := Downlink.objects.filter(task=wanted.task).first()):
        return known
    with transaction.atomic():
        downlink = Downlink.objects.create(
            device=device,
            correlation=f"stadtkern:downlink:{secrets.token_hex(12)}",
            f_port=wanted.f_port,
            payload=wanted.payload,
            confirmed=wanted.confirmed,
            priority=wanted.priority,
            state_at=now,
            task=wanted.task,
            created_at=now,
            created_by=by[:150],
            expires_at=now + min(wanted.within, MOST_WITHIN),
        )
        change: audit.Change = {
            "f_port": wanted.f_port,
            "bytes": len(wanted.payload),
            "confirmed": wanted.confirmed,
            "task": wanted.task,
        }
        audit.record(by, "lorawan.downlink", f"device {device.connection.key}/{device.code}", change, now)
    return downlink


def hand_over(downlink: Downlink, *, now: datetime) -> None:
    """Put it into the queue of the network server; harmless when it is there already.

    Raises:
        NotQueued: the server did not take it; the reason is kept with the downlink.
    """
    if downlink.state != DownlinkState.WAITING:
        return
    waiting = Downlink.objects.filter(pk=downlink.pk, state=DownlinkState.WAITING)
    try:
        item = queueing.queue(downlink)
    except NotQueued as error:
        state = DownlinkState.FAILED if error.final else DownlinkState.WAITING
        waiting.update(state=state, state_at=now, reason=str(error)[:300])
        raise
    if item:
        Downlink.objects.filter(pk=downlink.pk).update(queue_item=item)
    waiting.update(state=DownlinkState.QUEUED, state_at=now, reason="")


@job(gettext_lazy("Downlink übergeben"))
def send(downlink_id: int, attempt: int) -> str | None:
    """One attempt to hand a downlink over that a person has ordered."""
    found = Downlink.objects.filter(pk=downlink_id, state=DownlinkState.WAITING)
    downlink, now = found.select_related("device__connection").first(), datetime.now(UTC)
    if downlink is None:
        return None
    try:
        hand_over(downlink, now=now)
    except NotQueued as error:
        if not error.final and attempt <= len(_PAUSES):
            send.using(run_after=now + _PAUSES[attempt - 1]).enqueue(downlink_id, attempt + 1)
        elif not error.final:
            found.update(state=DownlinkState.FAILED, state_at=now)
        return str(error)
    return _("Downlink %(id)d ist in der Warteschlange.") % {"id": downlink_id}


def expire(now: datetime) -> int:
    """Mark downlinks of which nothing was heard in time; their tasks have failed. How many."""
    late = Downlink.objects.open().filter(expires_at__lte=now).select_related("device")[:500]
    expired = 0
    for downlink in late:
        unconfirmed = downlink.state == DownlinkState.SENT and not downlink.confirmed
        if unconfirmed:
            continue
        mine = Downlink.objects.open().filter(pk=downlink.pk)
        if mine.update(state=DownlinkState.EXPIRED, state_at=now, reason=_("nicht bestätigt")):
            downlink.refresh_from_db()
            progress.tell_task(downlink)
            expired += 1
    return expired


def payload_of(text: str) -> bytes:
    """The bytes that somebody typed in hexadecimal, with or without spaces.

    Raises:
        Contradiction: it is no hexadecimal number of whole bytes.
    """
    try:
        return bytes.fromhex(text.strip().removeprefix("0x"))
    except ValueError as error:
        raise Contradiction(_("Rohdaten sind hexadezimale Ziffern, je Byte zwei, z. B. 01 FF.")) from error


def last_of(device: Device, most: int = 10) -> Sequence[Downlink]:
    """The newest downlinks of a device."""
    return list(device.downlinks.order_by("-pk")[:most])


def _check(device: Device, wanted: Wanted) -> None:
    if wanted.f_port not in PORTS:
        raise Contradiction(_("Der Port liegt zwischen 1 und 223."))
    if not 0 < len(wanted.payload) <= MOST_DOWNLINK:
        raise Contradiction(_("Ein Downlink hat 1 bis %(most)d Byte.") % {"most": MOST_DOWNLINK})
    if device.stage == DeviceStage.DISABLED:
        raise Contradiction(_("Das Gerät ist außer Betrieb."))
    try:
        queueing.check(device)
    except CityError as error:
        raise Contradiction(str(error)) from error
