# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people say about the values of a datastream: check the right, change, audit, let everybody know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Datastream, StreamChecks, lock_register, new_revision
from stadtkern.flow.devices.steering import may_tend
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person


@dataclass(frozen=True, kw_only=True)
class CheckFacts:
    """How people want the values of a datastream to be judged; null: not at all, or as the quantity says."""

    ranged: bool = True
    low: float | None = None
    high: float | None = None
    step: float | None = None
    step_per_minute: bool = False
    stuck_values: int | None = None
    stuck_s: int | None = None
    stuck_zero: bool = False
    gap_times: float | None = None
    drift: float | None = None
    drift_window_h: int = 72
    drift_distance_m: int | None = None
    neighbours: tuple[str, ...] = ()
    """Codes of datastreams of the same quantity."""


def change_checks(actor: Person, datastream: Datastream, facts: CheckFacts, *, at: datetime) -> bool:
    """Set the rules of a datastream; whether anything was changed. They count from the next value on.

    Raises:
        NotPermitted: the actor may not edit for the owner of the thing.
        PayloadRejected: rules that contradict themselves, or a neighbour that is not known.
    """
    rights.require(may_tend(actor, datastream), f"check {datastream.code}")
    if fault := _fault(facts, datastream):
        raise PayloadRejected(fault)
    beside = neighbours(datastream, facts.neighbours)
    with transaction.atomic():
        lock_register()
        row = StreamChecks.objects.filter(pk=datastream.pk).first()
        before = facts_of(row)
        if facts == before:
            return False
        row = row or StreamChecks(datastream=datastream)
        for name, value in _plain(facts).items():
            setattr(row, name, value)
        if facts.drift is None:
            row.drifting_since = row.drifted_by = None
        row.changed_at, row.changed_by = at, actor.get_username()
        row.save()
        row.neighbours.set(beside)
        new_revision()
        audit.record(actor, "datastream.check", f"datastream {datastream.code}", _change(before, facts), at)
    return True


def facts_of(row: StreamChecks | None) -> CheckFacts:
    """What a row says; the defaults without one."""
    if row is None:
        return CheckFacts()
    codes = tuple(row.neighbours.order_by("code").values_list("code", flat=True)) if row.pk else ()
    return CheckFacts(neighbours=codes, **{name: getattr(row, name) for name in _plain(CheckFacts())})


def neighbours(datastream: Datastream, codes: Sequence[str]) -> list[Datastream]:
    """The datastreams with these codes.

    Raises:
        PayloadRejected: one is not in the register, measures something else, or is the datastream itself.
    """
    found = {one.code: one for one in Datastream.objects.filter(code__in=codes, multi=False)}
    own = _quantity(datastream)
    for code in codes:
        if code not in found:
            raise PayloadRejected(_("Der Datenstrom „%(code)s“ ist nicht bekannt.") % {"code": code})
        if found[code].pk == datastream.pk:
            raise PayloadRejected(_("Ein Datenstrom ist nicht sein eigener Nachbar."))
        if _quantity(found[code]) != own:
            text = _("Der Datenstrom „%(code)s“ misst eine andere Größe.")
            raise PayloadRejected(text % {"code": code})
    return list(found.values())


def _quantity(datastream: Datastream) -> str:
    rows = datastream.components.values_list("observed_property__key", flat=True)
    return ",".join(rows)


def _fault(facts: CheckFacts, datastream: Datastream) -> str | None:
    numbers = (facts.low, facts.high, facts.step, facts.gap_times, facts.drift)
    if not all(math.isfinite(number) for number in numbers if number is not None):
        return _("Bitte nur endliche Zahlen angeben.")
    if facts.low is not None and facts.high is not None and facts.low >= facts.high:
        return _("Der kleinste plausible Wert muss unter dem größten liegen.")
    if any(number is not None and number <= 0 for number in (facts.step, facts.drift)):
        return _("Sprung und Abweichung müssen größer als null sein.")
    if facts.stuck_values is not None and facts.stuck_values < 2:
        return _("Erst ab zwei gleichen Werten kann ein Wert hängen.")
    return _gap_fault(facts, datastream) or _drift_fault(facts)


def _gap_fault(facts: CheckFacts, datastream: Datastream) -> str | None:
    if facts.gap_times is None:
        return None
    if facts.gap_times <= 1:
        return _("Eine Lücke ist länger als ein Messabstand.")
    if not datastream.interval_s:
        return _("Ohne festen Messabstand lassen sich Lücken nicht erkennen.")
    return None


def _drift_fault(facts: CheckFacts) -> str | None:
    if facts.drift is None:
        return None
    if not facts.neighbours and facts.drift_distance_m is None:
        return _("Zum Vergleich fehlen Nachbarn: bitte nennen oder einen Umkreis angeben.")
    if not 1 <= facts.drift_window_h <= 24 * 31:
        return _("Das Zeitfenster dauert eine Stunde bis 31 Tage.")
    return None


def _plain(facts: CheckFacts) -> dict[str, float | int | bool | None]:
    """Everything but the neighbours."""
    return {name: value for name, value in asdict(facts).items() if name != "neighbours"}


def _change(before: CheckFacts, after: CheckFacts) -> dict[str, dict[str, str | float | bool | None]]:
    old, new = asdict(before), asdict(after)
    return {
        name: {"before": _word(old[name]), "after": _word(new[name])}
        for name in new
        if old[name] != new[name]
    }


def _word(value: object) -> str | float | bool | None:
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str | float | int | bool) else None
