# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes in, lists and settles defects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from stadtkern.flow.devices.models import Thing
from stadtkern.kernel import audit
from stadtkern.kernel.errors import LimitExceeded, NotFound
from stadtkern.kernel.models import Person

from .models import Defect, State

PER_HOUR = 200
"""More reports of a subject in one hour are not people any more."""
KEPT = timedelta(days=3 * 365)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A defect that measurements show."""

    thing: int
    kind: str
    what: str
    detail: str = ""


def report(thing: Thing, *, kind: str, what: str, now: datetime) -> Defect:
    """Somebody has seen something; the same seen again is counted.

    Raises:
        LimitExceeded: too many reports of this subject within the last hour.
    """
    recent = Defect.objects.filter(
        thing__domain=thing.domain, reports__gt=0, opened_at__gt=now - timedelta(hours=1)
    )
    if recent.count() >= PER_HOUR:
        raise LimitExceeded("more than 200 defects in one hour")
    with transaction.atomic():
        row, made = Defect.objects.unsettled().get_or_create(
            thing=thing, kind=kind, defaults={"what": what, "opened_at": now, "changed_at": now, "reports": 1}
        )
        if not made:
            Defect.objects.filter(pk=row.pk).update(reports=F("reports") + 1)
    return row


def measured(found: Sequence[Found], *, domain: str, kinds: Sequence[str], now: datetime) -> tuple[int, int]:
    """Make the list say what measurements show: how many are new, how many have settled by themselves.

    Only defects of these kinds that nobody has reported settle by themselves.
    """
    with transaction.atomic():
        rows = Defect.objects.select_for_update().unsettled().filter(thing__domain=domain, kind__in=kinds)
        known = {(row.thing_id, row.kind): row for row in rows}
        seen = {(one.thing, one.kind): one for one in found}
        fresh = [one for key, one in seen.items() if key not in known]
        Defect.objects.bulk_create([_row(one, now) for one in fresh], ignore_conflicts=True, batch_size=500)
        gone = [row.pk for key, row in known.items() if row.measured and not row.reports and key not in seen]
        for start in range(0, len(gone), 500):
            Defect.objects.filter(pk__in=gone[start : start + 500]).update(
                state=State.DONE, changed_at=now, note="von selbst behoben"
            )
    return len(fresh), len(gone)


def _row(one: Found, now: datetime) -> Defect:
    return Defect(
        thing_id=one.thing,
        kind=one.kind,
        what=one.what,
        detail=one.detail[:200],
        measured=True,
        opened_at=now,
        changed_at=now,
    )


def settle(actor: Person, defect: int, *, state: State, note: str, now: datetime) -> Defect:
    """Say how far the repair is.

    Raises:
        NotFound: no such defect of a thing that the person may change.
    """
    with transaction.atomic():
        row = Defect.objects.editable_by(actor).select_related("thing").filter(pk=defect).first()
        if row is None:
            raise NotFound(f"no defect {defect}")
        before: Mapping[str, str] = {"before": row.state, "after": state.value}
        row.state, row.note, row.changed_at = state.value, note[:300], now
        row.save(update_fields=["state", "note", "changed_at"])
        audit.record(actor, "defect.edit", f"defect {row.pk} of {row.thing.code}", {"state": before}, now)
    return row


def forget(now: datetime) -> int:
    """Delete what was settled more than three years ago; how many."""
    return Defect.objects.filter(state=State.DONE, changed_at__lt=now - KEPT).delete()[0]
