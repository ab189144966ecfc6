# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People enter and end calibrations; values that are stored already are restated by a job."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Calibration, Datastream, lock_register, new_revision
from stadtkern.flow.devices.steering import may_tend
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, PayloadRejected
from stadtkern.kernel.models import Person

from . import judging
from .restating import restate_soon


@dataclass(frozen=True, kw_only=True)
class CalibrationFacts:
    """A correction: value = measured · factor + offset for times in [valid_from, valid_to)."""

    valid_from: datetime
    valid_to: datetime | None
    """Null: until it is ended."""
    factor: float
    offset: float
    reason: str


def calibrate(actor: Person, datastream: Datastream, facts: CalibrationFacts, *, at: datetime) -> Calibration:
    """Correct the values of a datastream from a time on, those that are stored too.

    Raises:
        NotPermitted: the actor may not edit for the owner of the thing.
        PayloadRejected: nothing is corrected, the period is empty, or the reason is missing.
        Contradiction: another calibration counts for a part of that time.
    """
    rights.require(may_tend(actor, datastream), f"calibrate {datastream.code}")
    if fault := _fault(facts, datastream):
        raise PayloadRejected(fault)
    with transaction.atomic():
        lock_register()
        if _meeting(datastream, facts.valid_from, facts.valid_to).exists():
            raise Contradiction(
                _("Für einen Teil dieser Zeit gilt schon eine Kalibrierung. Bitte beenden Sie jene zuerst.")
            )
        made = Calibration.objects.create(
            datastream=datastream,
            valid_from=facts.valid_from,
            valid_to=facts.valid_to,
            factor=facts.factor,
            offset=facts.offset,
            reason=facts.reason.strip()[:500],
            entered_by=actor.get_username(),
            entered_at=at,
            changed_at=at,
        )
        change = {
            "from": facts.valid_from.isoformat(),
            "to": facts.valid_to.isoformat() if facts.valid_to else None,
            "factor": facts.factor,
            "offset": facts.offset,
            "reason": facts.reason.strip()[:500],
        }
        _written(actor, "datastream.calibrate", datastream, change, at)
    return made


def end(actor: Person, calibration: Calibration, valid_to: datetime, *, at: datetime) -> None:
    """Let a calibration count until a time only; stored values after it become what was measured.

    Raises:
        NotPermitted: the actor may not edit for the owner of the thing.
        PayloadRejected: it would end before it begins, or later than now.
    """
    datastream = calibration.datastream
    rights.require(may_tend(actor, datastream), f"calibrate {datastream.code}")
    with transaction.atomic():
        lock_register()
        row = Calibration.objects.select_for_update().get(pk=calibration.pk)
        if valid_to < row.valid_from or (row.valid_to and valid_to > row.valid_to):
            raise PayloadRejected(_("Das Ende muss in der Zeit liegen, für die die Kalibrierung gilt."))
        before = row.valid_to.isoformat() if row.valid_to else None
        row.valid_to, row.changed_at, row.restated_at = valid_to, at, None
        row.save(update_fields=["valid_to", "changed_at", "restated_at"])
        change = {"to": {"before": before, "after": valid_to.isoformat()}}
        _written(actor, "datastream.calibration_end", datastream, change, at)


def _written(actor: Person, action: str, datastream: Datastream, change: audit.Change, at: datetime) -> None:
    new_revision()
    audit.record(actor, action, f"datastream {datastream.code}", change, at)
    transaction.on_commit(judging.forget)
    transaction.on_commit(lambda: restate_soon(datastream.pk))


def _meeting(datastream: Datastream, start: datetime, until: datetime | None) -> QuerySet[Calibration]:
    rows = Calibration.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start), datastream=datastream)
    return rows if until is None else rows.filter(valid_from__lt=until)


def _fault(facts: CalibrationFacts, datastream: Datastream) -> str | None:
    if datastream.multi:
        return _("Datenströme mit mehreren Messgrößen lassen sich hier nicht kalibrieren.")
    if not (math.isfinite(facts.factor) and math.isfinite(facts.offset)) or facts.factor == 0:
        return _("Faktor und Korrektur müssen Zahlen sein, der Faktor nicht null.")
    if facts.factor == 1 and facts.offset == 0:
        return _("Faktor 1 und Korrektur 0 ändern nichts.")
    if facts.valid_to is not None and facts.valid_to <= facts.valid_from:
        return _("Das Ende muss nach dem Anfang liegen.")
    return None if facts.reason.strip() else _("Bitte nennen Sie den Anlass, z. B. die Vergleichsmessung.")
