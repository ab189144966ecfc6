# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people change in the register: check the right, change, audit, tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights
from stadtkern.kernel.domain import LICENCES
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.events import RegisterChanged, ThingChanged, tell
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sharing import Shareable, SharedKind

from .comparing import Stay
from .models import Datastream, Thing, Visibility, lock_register, new_revision
from .places import spots
from .positions import moved, position_fault
from .writing import leave, write_stays

_TOLD_BY_SOURCES = {"name", "description"}


@dataclass(frozen=True, kw_only=True)
class ThingFacts:
    """What people decide about a thing."""

    name: str
    description: str
    visibility: Visibility
    owner: Department
    licence: str
    """DCAT-AP.de code; empty: the licence of the source."""
    retention_days: int | None
    """Null: as the domain declares."""


def may_edit(visitor: Visitor, thing: Thing) -> bool:
    """Whether the visitor may change the facts of this thing."""
    return rights.may(visitor, Action.EDIT, thing.owner, domain=thing.domain, subject=f"thing:{thing.code}")


def may_release(visitor: Visitor, thing: Thing) -> bool:
    """Whether the visitor may say who sees this thing."""
    return rights.may(
        visitor, Action.RELEASE, thing.owner, domain=thing.domain, subject=f"thing:{thing.code}"
    )


def update_thing(actor: Person, thing: Thing, facts: ThingFacts, *, at: datetime) -> bool:
    """Change what people decide about a thing; sources leave a changed name and description alone.

    Answers whether anything was changed. Handing a thing over needs the right for both departments.

    Raises:
        NotPermitted: the actor may not edit for the owner, or not for the new owner, or may not release and
            the visibility changes.
        PayloadRejected: the name is empty, the licence unknown, or the retention shorter than a day.
    """
    rights.require(may_edit(actor, thing), f"edit thing {thing.code}")
    _check(facts)
    with transaction.atomic():
        lock_register()
        stored = Thing.objects.select_for_update(of=("self",)).select_related("owner").get(pk=thing.pk)
        if stored.owner != facts.owner:
            rights.require(rights.may_edit(actor, facts.owner), f"hand {thing.code} to {facts.owner}")
        change = _take_over(stored, facts)
        if not change:
            return False
        if "visibility" in change:
            rights.require(may_release(actor, stored), f"show or hide {thing.code}")
        stored.save()
        if "visibility" in change:
            new_revision()
        audit.record(actor, "thing.edit", f"thing {stored.code}", change, at)
        _tell_after_commit(stored, frozenset(change), at)
    return True


def show_thing(actor: Person, thing: Thing, visibility: Visibility, *, at: datetime) -> bool:
    """Say who sees a thing; whether that is new. What it is shared with says ``kernel.sharing``.

    Raises:
        NotPermitted: the actor may not release it.
    """
    rights.require(may_release(actor, thing), f"show or hide {thing.code}")
    with transaction.atomic():
        lock_register()
        stored = Thing.objects.select_for_update(of=("self",)).get(pk=thing.pk)
        if stored.visibility == visibility:
            return False
        change = {"visibility": {"before": stored.visibility, "after": visibility.value}}
        stored.visibility = visibility
        stored.save(update_fields=["visibility"])
        new_revision()
        audit.record(actor, "thing.visibility", f"thing {stored.code}", change, at)
        _tell_after_commit(stored, frozenset(change), at)
    return True


def show_datastream(actor: Person, stream: Datastream, visibility: Visibility, *, at: datetime) -> bool:
    """Say who sees a datastream, among those who see its thing; whether that is new.

    Raises:
        NotPermitted: the actor may not release it.
    """
    rights.require(as_shareable(stream).permits(actor, Action.RELEASE), f"show or hide {stream.code}")
    with transaction.atomic():
        lock_register()
        stored = Datastream.objects.select_for_update(of=("self",)).get(pk=stream.pk)
        if stored.visibility == visibility:
            return False
        change = {"visibility": {"before": stored.visibility, "after": visibility.value}}
        stored.visibility = visibility
        stored.save(update_fields=["visibility"])
        _let_computed_follow(stored)
        new_revision()
        audit.record(actor, "datastream.visibility", f"datastream {stored.code}", change, at)
        fields = frozenset(change)
        register = RegisterChanged(
            at=at,
            entity="MultiDatastream" if stored.multi else "Datastream",
            id=stored.pk,
            change="changed",
            fields=fields,
        )
        transaction.on_commit(lambda: tell(register))
    return True


def computed_visibility(measured: Datastream) -> Visibility:
    """Who sees what is computed from a datastream: everybody when it is public, else its department."""
    return Visibility.PUBLIC if measured.visibility == Visibility.PUBLIC else Visibility.INTERNAL


def _let_computed_follow(measured: Datastream) -> None:
    """What is computed from a datastream is never wider than that."""
    computed = Datastream.objects.filter(thing=measured.thing_id, properties__computedFrom=measured.code)
    computed.update(visibility=computed_visibility(measured))


def as_shareable(what: Thing | Datastream) -> Shareable:
    """A thing or a datastream as the rights see it."""
    if isinstance(what, Thing):
        return Shareable(
            kind=SharedKind.THING, key=what.code, title=what.name, department=what.owner, domain=what.domain
        )
    return Shareable(
        kind=SharedKind.DATASTREAM,
        key=what.code,
        title=what.name,
        department=what.thing.owner,
        domain=what.thing.domain,
        subjects=(f"{SharedKind.THING}:{what.thing.code}",),
    )


def move_thing(actor: Person, thing: Thing, *, longitude: float, latitude: float, at: datetime) -> bool:
    """A person says where a thing is from ``at``; whether that is another place than before.

    Raises:
        NotPermitted: the actor may not edit for the owner.
        PayloadRejected: the position cannot be a place, with the reason in German.
    """
    rights.require(may_edit(actor, thing), f"move thing {thing.code}")
    if fault := position_fault(longitude, latitude):
        raise PayloadRejected(fault)
    with transaction.atomic():
        lock_register()
        stored = Thing.objects.select_for_update().get(pk=thing.pk)
        before = spots([stored.pk]).get(stored.pk)
        if before and not moved(before, (longitude, latitude)):
            return False
        leave([stored.pk], at)
        write_stays([Stay(thing=stored, longitude=longitude, latitude=latitude, since=at)])
        change = {
            "before": f"{before.longitude:.5f} {before.latitude:.5f}" if before else None,
            "after": f"{longitude:.5f} {latitude:.5f}",
        }
        audit.record(actor, "thing.move", f"thing {thing.code}", change, at)
        _tell_after_commit(stored, frozenset({"locations"}), at)
    return True


def _tell_after_commit(thing: Thing, fields: frozenset[str], at: datetime) -> None:
    words = ThingChanged(at=at, thing=thing.code, fields=tuple(sorted(fields)))
    register = RegisterChanged(at=at, entity="Thing", id=thing.pk, change="changed", fields=fields)
    transaction.on_commit(lambda: tell(words))
    transaction.on_commit(lambda: tell(register))


def _check(facts: ThingFacts) -> None:
    if not facts.name.strip():
        raise PayloadRejected(_("Der Name fehlt."))
    if facts.licence and facts.licence not in LICENCES:
        raise PayloadRejected(_("Diese Lizenz ist nicht bekannt."))
    if facts.retention_days is not None and facts.retention_days < 1:
        raise PayloadRejected(_("Werte werden mindestens einen Tag lang aufbewahrt."))


def _take_over(thing: Thing, facts: ThingFacts) -> dict[str, dict[str, audit.Fact]]:
    """Set what differs; what was and what is, by field."""
    wanted: dict[str, str | int | None] = {
        "name": facts.name.strip(),
        "description": facts.description.strip(),
        "visibility": facts.visibility.value,
        "licence": facts.licence,
        "retention_days": facts.retention_days,
    }
    change: dict[str, dict[str, audit.Fact]] = {}
    for name, value in wanted.items():
        before = getattr(thing, name)
        if before != value:
            change[name] = {"before": before, "after": value}
            setattr(thing, name, value)
    if thing.owner != facts.owner:
        change["owner"] = {"before": thing.owner.name, "after": facts.owner.name}
        thing.owner = facts.owner
    thing.edited = sorted({*thing.edited, *(change.keys() & _TOLD_BY_SOURCES)})
    return change
