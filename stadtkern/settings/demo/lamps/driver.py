# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Simulated lamps at the end of the real road: they take tasks, answer after a while or not, and report.

About one task in 200 is never answered and one in 300 fails, always the same: its number decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.domains.street_lighting import commands, fleet
from stadtkern.domains.street_lighting.fleet import Lamp
from stadtkern.domains.street_lighting.sources import SIMULATED, TELEMETRY
from stadtkern.flow.devices.delivering import Order, Receipt
from stadtkern.flow.devices.models import Actuator, Task, TaskStatus
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import TaskFacts
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import Latest
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.jobs import Periodic

from .values import Values, is_faulty, store

_SILENT, _FAILING = 0.005, 0.0033
_LONGEST_S = 20
_REPORT = timedelta(minutes=15)
_TOGETHER = 100


class SimulatedLamps:
    """The driver of actuators with the property ``simulated``."""

    def takes(self, order: Order) -> bool:
        """Whether the actuator is simulated."""
        return order.actuator_properties.get("simulated") is True

    def deliver(self, order: Order, *, now: datetime) -> Receipt:
        """It has arrived; the answer comes later, by :func:`answer`."""
        return Receipt(status="delivered")


def answer(now: datetime) -> str | None:
    """The periodic job of the fleet: answer tasks whose time has come, report what has changed or is due."""
    if not Actuator.objects.filter(code=commands.SIMULATED_ACTUATOR).exists():
        return None
    done = _answered(now)
    reported = _report(done, now)
    if not (done or reported):
        return None
    return _("%(done)s Befehle ausgeführt, %(reported)s Leuchten haben gemeldet.") % {
        "done": len(done),
        "reported": reported,
    }


PERIODIC = (
    Periodic(
        name="demo.lamps",
        title=gettext_lazy("Simulierte Leuchten antworten lassen"),
        every_s=30,
        function=answer,
    ),
)


def _answered(now: datetime) -> dict[str, int]:
    """Tasks that are done now: level by code of the thing."""
    rows = Task.objects.filter(
        capability__actuator__code=commands.SIMULATED_ACTUATOR, status=TaskStatus.DELIVERED
    )
    due = []
    for pk, code, told, at in rows.values_list("pk", "capability__thing__code", "parameters", "status_at"):
        chance = random.Random(pk)  # noqa: S311 - a simulation, not a secret
        fate = chance.random()
        if fate >= _SILENT and at + timedelta(seconds=chance.uniform(1, _LONGEST_S)) <= now:
            due.append((pk, code, int(told["level"]), fate < _SILENT + _FAILING))
    done: dict[str, int] = {}
    for batch in _batches(due):
        with transaction.atomic():
            for pk, code, level, fails in batch:
                status = TaskStatus.FAILED if fails else TaskStatus.COMPLETED
                if _told(pk, status, now) and not fails:
                    done[code] = level
    return done


def _told(task: int, status: TaskStatus, now: datetime) -> bool:
    try:
        with transaction.atomic():
            service.change("Task", task, TaskFacts(status=status.value), caller=commands.CALLER, at=now)
    except CityError:
        return False
    return True


def _report(done: Mapping[str, int], now: datetime) -> int:
    """Values of the lamps that were switched, or have not reported for 15 minutes; how many."""
    every = [one for one in fleet.lamps() if one.simulated and one.control]
    streams = {quantity.key: fleet.streams(quantity.key) for quantity in TELEMETRY}
    wanted = [
        pk for key in ("dimming_level", "active_energy", "operating_hours") for pk in streams[key].values()
    ]
    latest = lake().latest(wanted)
    told = {one.thing: _level(one, done) for one in every}
    due = [one for one in every if told[one.thing] is not None or _is_due(one, streams, latest, now)]
    if not due:
        return 0
    before = {key: [latest.get(streams[key].get(one.thing, 0)) for one in due] for key in streams}
    return len(due) if store(_values(due, before, told, now), now=now) else 0


def _level(lamp: Lamp, done: Mapping[str, int]) -> int | None:
    """What the lamp was told just now, itself or through its cabinet."""
    code = f"{SIMULATED}/cabinet-{lamp.cabinet}" if lamp.control == "schrank" else lamp.code
    return done.get(code)


def _is_due(
    lamp: Lamp, streams: Mapping[str, Mapping[int, int]], latest: Mapping[int, Latest], now: datetime
) -> bool:
    newest = latest.get(streams["dimming_level"].get(lamp.thing, 0))
    return newest is None or now - newest.last_time >= _REPORT


def _values(
    due: Sequence[Lamp],
    before: Mapping[str, Sequence[Latest | None]],
    told: Mapping[int, int | None],
    now: datetime,
) -> Values:
    """The meters go on from their last reading with the level that was until now."""
    old = np.array([_result(one) for one in before["dimming_level"]])
    since_h = np.array([_hours(one, now) for one in before["dimming_level"]])
    new = np.array(
        [level if (level := told[one.thing]) is not None else was for one, was in zip(due, old, strict=True)]
    )
    works = np.array([0.0 if is_faulty(one.code) else 1.0 for one in due])
    power = np.array([one.power_w for one in due]) * works
    energy = np.array([_result(one) for one in before["active_energy"]]) + power * old / 100 * since_h / 1000
    hours = np.array([_result(one) for one in before["operating_hours"]]) + (old > 0) * since_h
    found = {
        "dimming_level": new,
        "active_power": np.round(power * new / 100, 1),
        "active_energy": np.round(energy, 4),
        "lamp_fault": 3.0 * (1.0 - works),
        "operating_hours": np.round(hours, 2),
    }
    return Values(
        codes=[one.code for one in due],
        times=[now],
        by_quantity={key: one[:, np.newaxis].astype(np.float64) for key, one in found.items()},
    )


def _result(latest: Latest | None) -> float:
    return latest.result or 0.0 if latest else 0.0


def _hours(latest: Latest | None, now: datetime) -> float:
    return max((now - latest.last_time).total_seconds(), 0.0) / 3600 if latest else 0.0


def _batches(due: Sequence[tuple[int, str, int, bool]]) -> Iterator[list[tuple[int, str, int, bool]]]:
    rest = iter(due)
    while batch := list(islice(rest, _TOGETHER)):
        yield batch
