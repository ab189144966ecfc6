# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each lamp should do now, told every minute where it changes; commons.setpoints watches the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from stadtkern.commons.setpoints import service as setpoints
from stadtkern.commons.setpoints import steering
from stadtkern.commons.setpoints.service import Wish
from stadtkern.commons.setpoints.ways import properties_of
from stadtkern.flow.devices.controls import Control, ensure_controls
from stadtkern.flow.devices.models import TaskingCapability, Thing
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.current import lake
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.jobs import job

from . import fleet, sources
from .domain import DOMAIN
from .fleet import Lit

PER_RUN = 500
"""Most tasks per minute: 5,000 lamps are told within ten minutes, and other work has its turn."""
CALLER = Caller(name="street lighting", domain=DOMAIN.name, may_command=True, may_observe=True)
CAPABILITY = "dimming"
SIMULATED_ACTUATOR = f"{sources.SIMULATED}/control"
RECORD: Mapping[str, Json] = {
    "type": "DataRecord",
    "field": [
        {
            "name": "level",
            "type": "Count",
            "label": "Helligkeit in Prozent",
            "constraint": {"type": "AllowedValues", "interval": [[0, 100]]},
        }
    ],
}


def run(now: datetime) -> str | None:
    """The periodic job: tell the lamps what has changed; says how many were told."""
    equip(now)
    steering.notice_presence(DOMAIN.name, lake(), now)
    settled = tell(fleet.fleet(), now)
    if not (settled.sent or settled.left):
        return None
    words = _("%(sent)s Befehle erteilt, davon %(again)s wiederholt; %(left)s folgen.")
    return words % {"sent": settled.sent, "again": settled.repeated, "left": settled.left}


def tell(groups: Iterable[Lit], now: datetime) -> setpoints.Settled:
    """Tell all groups what they should do now; what people decided goes first.

    Lamps of one cabinet get the brightest level of its groups.
    """
    in_force, capabilities = steering.in_force(DOMAIN.name, now), _capabilities()
    levels: dict[int, tuple[bool, int]] = {}
    for lit in groups:
        override = in_force.get(lit.group.pk) if lit.group else None
        found = lit.group and steering.wanted(lit.group, lit.profile, override, place=lit.place, now=now)
        for capability in _addressed(lit, capabilities) if found else ():
            by_plan, level = levels.get(capability, (True, 0))
            levels[capability] = (by_plan and override is None, max(level, found.level if found else 0))
    wishes = [
        Wish(capability=one, parameters={"level": level})
        for one, (_by_plan, level) in sorted(levels.items(), key=lambda pair: (pair[1][0], pair[0]))
    ]
    return setpoints.settle(wishes, caller=CALLER, now=now, most=PER_RUN)


@job(_lazy("Leuchten stellen"))
def tell_now() -> str | None:
    """At once, after a person or a detector has decided something."""
    return run(datetime.now(UTC))


def equip(now: datetime, *, again: bool = False) -> int:
    """Let the register know what new lamps (``again``: all lamps) can be told; how many changed."""
    things = Thing.objects.filter(domain=DOMAIN.name, properties__has_key="control")
    if not again:
        things = things.filter(tasking_capabilities__isnull=True)
    rows = things.order_by("pk").values_list("code", "name", "properties")
    controls = [_control(code, name, facts) for code, name, facts in rows if facts["control"] != "schrank"]
    return ensure_controls(controls, domain=DOMAIN, at=now)


def _addressed(lit: Lit, capabilities: Mapping[str, int]) -> Iterator[int]:
    """Capabilities through which the lamps of a group are told; of a cabinet the same one for many lamps."""
    for one in lit.lamps:
        key = sources.SIMULATED if one.simulated else sources.REAL
        code = f"{key}/cabinet-{one.cabinet}" if one.control == "schrank" else one.code
        if code in capabilities:
            yield capabilities[code]


def _capabilities() -> dict[str, int]:
    rows = TaskingCapability.objects.order_by("-pk").filter(thing__domain=DOMAIN.name, name=CAPABILITY)
    return dict(rows.values_list("thing__code", "pk"))


def _control(code: str, name: str, facts: Mapping[str, object]) -> Control:
    actuator, title = f"{code}/control", name
    properties: Mapping[str, Json] = properties_of(str(facts["control"]))
    if facts.get("simulated"):
        actuator, title, properties = SIMULATED_ACTUATOR, DOMAIN.sources[1].title, {"simulated": True}
    return Control(
        thing=code,
        actuator=actuator,
        actuator_name=title[:300],
        actuator_properties=properties,
        name=CAPABILITY,
        description="Helligkeit einstellen",
        parameters=RECORD,
    )
