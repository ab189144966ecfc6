# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a group should be at now: by its profile, raised while somebody is there, or as a person decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from stadtkern.commons.schedules.permissions import require_steering
from stadtkern.commons.schedules.plans import Profile, level_at
from stadtkern.commons.schedules.sun import Position
from stadtkern.flow.devices.service import datastream_ids
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import audit, trash, trash_rows
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

from .models import Group, Override

GROUP = "group"
"""The kind of a group in the bin."""
LONGEST = timedelta(days=31)
"""Nobody decides for longer by hand; what lasts is a profile."""


class Wanted(NamedTuple):
    """The level of a group now, and who wants it so."""

    level: int
    why: str
    """``profile``, ``override`` or ``presence``."""


def wanted(
    group: Group, profile: Profile | None, override: Override | None, *, place: Position, now: datetime
) -> Wanted | None:
    """What a group should be at; null when nobody has said."""
    if override is not None:
        return Wanted(override.level, "override")
    if profile is None:
        return None
    level = level_at(profile, place, now)
    until, boost = group.boosted_until, group.boost_level
    if level and boost and boost > level and until is not None and until > now:
        return Wanted(boost, "presence")
    return Wanted(level, "profile")


def in_force(domain: str, now: datetime) -> dict[int, Override]:
    """The override in force by id of the group; the newest counts."""
    rows = Override.objects.current(now).filter(group__domain=domain).order_by("created_at", "pk")
    return {one.group_id: one for one in rows}


def group_of(domain: str, pk: int) -> Group:
    """The group.

    Raises:
        NotFound: the subject has no such group.
    """
    found = Group.objects.filter(domain=domain, pk=pk).first()
    if found is None:
        raise NotFound(f"no group {pk}")
    return found


def save_group(actor: Person, group: Group, now: datetime) -> Group:
    """Store a group that was made or changed.

    Raises:
        NotPermitted: the person may not steer this subject.
        Contradiction: name, or property with value, is another group's.
    """
    require_steering(actor, group.domain)
    others = Group.objects.filter(domain=group.domain).exclude(pk=group.pk)
    if (
        others.filter(name=group.name).exists()
        or others.filter(member=group.member, value=group.value).exists()
    ):
        raise Contradiction("Eine Gruppe mit diesem Namen oder diesem Merkmal gibt es schon.")
    with transaction.atomic():
        action = "group.edit" if group.pk else "group.create"
        group.save()
        facts = {
            "name": group.name,
            "profile": str(group.profile or ""),
            "member": f"{group.member}={group.value}",
        }
        audit.record(actor, action, f"group {group.pk}", facts, now)
    return group


def delete_group(actor: Person, group: Group, now: datetime) -> None:
    """Delete a group; its things are of no group, or of another one. For thirty days it can come back.

    Raises:
        NotPermitted: the person may not steer this subject.
    """
    require_steering(actor, group.domain)
    with transaction.atomic():
        audit.record(actor, "group.delete", f"group {group.pk}", {"name": group.name}, now)
        copy = trash_rows.copy_of(group, kind=GROUP, title=group.name, domain=group.domain)
        trash.keep(actor, trash_rows.with_children(copy, group.overrides.all()), at=now)
        group.delete()


def override(
    actor: Person, group: Group, *, level: int, until: datetime, reason: str, now: datetime
) -> Override:
    """Decide otherwise than the profile, until a time.

    Raises:
        NotPermitted: the person may not steer this subject.
        Contradiction: it ends in the past or later than in 31 days, or the level is none.
    """
    require_steering(actor, group.domain)
    if not now < until <= now + LONGEST or not 0 <= level <= 100:
        raise Contradiction(
            "Das Ende muss in der Zukunft und höchstens 31 Tage entfernt liegen, der Wert 0 bis 100."
        )
    with transaction.atomic():
        row = Override.objects.create(
            group=group, level=level, until=until, reason=reason[:200], created_at=now
        )
        facts: audit.Change = {"level": level, "until": until.isoformat(), "reason": row.reason}
        audit.record(actor, "override.create", f"group {group.pk}", facts, now)
    return row


def end_override(actor: Person, domain: str, pk: int, now: datetime) -> None:
    """Go back to the profile before the time.

    Raises:
        NotPermitted: the person may not steer this subject.
        NotFound: no such override in force.
    """
    require_steering(actor, domain)
    with transaction.atomic():
        row = Override.objects.current(now).filter(group__domain=domain, pk=pk).first()
        if row is None:
            raise NotFound(f"no override {pk} in force")
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.record(actor, "override.end", f"group {row.group_id}", {"level": row.level}, now)


def presence(group: Group, *, seen_at: datetime, now: datetime) -> bool:
    """Somebody was there at this time; true when the group stays raised for longer than was known."""
    until = seen_at + timedelta(minutes=group.boost_minutes)
    if group.boost_level is None or until <= now or (group.boosted_until or now) >= until:
        return False
    group.boosted_until = until
    group.save(update_fields=["boosted_until"])
    return True


def notice_presence(domain: str, lake: Lake, now: datetime) -> int:
    """Look at the presence detectors of all groups; how many groups are raised (for longer)."""
    rows = list(Group.objects.filter(domain=domain).exclude(boost_stream="").exclude(boost_level=None))
    ids = datastream_ids([group.boost_stream for group in rows])
    latest = lake.latest(list(ids.values())) if ids else {}
    raised = 0
    for group in rows:
        newest = latest.get(ids.get(group.boost_stream, 0))
        if newest is not None and newest.result and newest.last_time <= now:
            raised += presence(group, seen_at=newest.last_time, now=now)
    return raised
