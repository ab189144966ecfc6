# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People note who takes care of a device, and until when: check the right, change, audit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import DeviceState, Thing
from stadtkern.kernel import audit
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person

MOST = 500
"""Devices that are noted at once."""
_LENGTH = 500


def note(actor: Person, things: Collection[int], text: str, until: date | None, *, at: datetime) -> int:
    """Note something about devices, which are out of the open list until that day; how many.

    Without a text the notes are taken back. Things that the actor may not edit are passed over.

    Raises:
        PayloadRejected: a note without a last day, or with one that has passed; or too many devices.
    """
    words = text.strip()[:_LENGTH]
    if len(things) > MOST:
        raise PayloadRejected(_("Bitte höchstens %(n)s Geräte auf einmal auswählen.") % {"n": MOST})
    if words and (until is None or until < at.date()):
        raise PayloadRejected(_("Bitte einen Tag angeben, bis zu dem der Vermerk gilt."))
    with transaction.atomic():
        codes = dict(Thing.objects.editable_by(actor).filter(pk__in=things).values_list("pk", "code"))
        rows = DeviceState.objects.select_for_update().filter(pk__in=codes).order_by("pk")
        for row in rows:
            before = row.note
            row.note, row.note_until = words, until if words else None
            row.noted_by, row.noted_at = (actor.get_username(), at) if words else ("", None)
            row.save(update_fields=["note", "note_until", "noted_by", "noted_at"])
            change = {"note": {"before": before, "after": words}, "until": str(until) if words else None}
            audit.record(actor, "device.note", f"thing {codes[row.pk]}", change, at)
        return len(rows)
