# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people do with harvested catalogues: each function checks the right, changes, and audits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.catalogue import harvested
from stadtkern.flow.catalogue.keys import spelt
from stadtkern.kernel import audit, rights, trash, trash_rows
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.roles import Action

from . import discarded
from .models import HarvestSource

INTERVALS_H = (1, 6, 24, 168)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a person says about a catalogue."""

    title: str
    kind: str
    url: str
    query: str
    licence: str
    interval_h: int


def of_person(person: Person, key: str) -> HarvestSource:
    """A catalogue that the person answers for.

    Raises:
        NotFound: there is none, or it belongs to others.
    """
    found = HarvestSource.objects.of_person(person).filter(key=key).select_related("department").first()
    if found is None:
        raise NotFound(f"no harvested catalogue {key!r}")
    return found


def create(actor: Person, draft: Draft, department: str, *, at: datetime) -> HarvestSource:
    """Take over a catalogue from now on, for the department of this name; the first run is due at once.

    Raises:
        NotPermitted: the actor does not work for that department.
        Contradiction: its address is harvested already.
    """
    with transaction.atomic():
        owner, _made = Department.objects.get_or_create(name=department)
        rights.require(rights.may(actor, Action.CONNECT, owner), "harvest a catalogue")
        if HarvestSource.objects.filter(url=draft.url, query=draft.query).exists():
            raise Contradiction(_("Dieser Katalog wird schon übernommen."))
        source = HarvestSource.objects.create(
            key=_free_key(draft.title),
            department=owner,
            next_run_at=at,
            created_at=at,
            created_by=actor.get_username()[:150],
            **asdict(draft),
        )
        audit.record(actor, "harvest.create", f"catalogue {source.key}", asdict(draft), at)
    return source


def change(actor: Person, source: HarvestSource, draft: Draft, *, at: datetime) -> None:
    """Say other things about a catalogue; what was remembered of its last answer no longer counts.

    Raises:
        NotPermitted: the actor does not work for its department.
    """
    rights.require(rights.may(actor, Action.CONNECT, source.department), "change a harvested catalogue")
    before = {name: getattr(source, name) for name in asdict(draft)}
    changed = {
        name: {"before": before[name], "after": value}
        for name, value in asdict(draft).items()
        if before[name] != value
    }
    if not changed:
        return
    with transaction.atomic():
        for name, value in asdict(draft).items():
            setattr(source, name, value)
        source.etag = source.last_modified = ""
        source.next_run_at = min(source.next_run_at, at + timedelta(hours=source.interval_h))
        source.save()
        audit.record(actor, "harvest.change", f"catalogue {source.key}", changed, at)


def run_soon(actor: Person, source: HarvestSource, *, at: datetime) -> None:
    """Harvest a catalogue as soon as a job has time, whether it says that it has changed or not.

    Raises:
        NotPermitted: the actor does not work for its department.
        Contradiction: it is paused.
    """
    rights.require(rights.may(actor, Action.CONNECT, source.department), "harvest a catalogue")
    if source.paused:
        raise Contradiction(_("Der Katalog ist angehalten; setzen Sie ihn zuerst fort."))
    with transaction.atomic():
        source.next_run_at, source.etag, source.last_modified = at, "", ""
        source.save(update_fields=["next_run_at", "etag", "last_modified"])
        audit.record(actor, "harvest.run", f"catalogue {source.key}", {}, at)


def pause(actor: Person, source: HarvestSource, paused: bool, *, at: datetime) -> None:
    """Stop harvesting a catalogue, or go on; its entries stay as they are.

    Raises:
        NotPermitted: the actor does not work for its department.
    """
    rights.require(rights.may(actor, Action.CONNECT, source.department), "pause a harvested catalogue")
    with transaction.atomic():
        source.paused = paused
        source.save(update_fields=["paused"])
        audit.record(
            actor, "harvest.pause" if paused else "harvest.resume", f"catalogue {source.key}", {}, at
        )


def remove(actor: Person, source: HarvestSource, *, at: datetime) -> int:
    """No longer harvest a catalogue and remove its entries; how many there were. It can be put back.

    Raises:
        NotPermitted: the actor does not work for its department.
    """
    rights.require(rights.may(actor, Action.CONNECT, source.department), "remove a harvested catalogue")
    with transaction.atomic():
        gone = harvested.forget_harvested(source.key, now=at)
        copy = trash_rows.copy_of(
            source, kind=discarded.KIND, title=source.title, key=source.key, department=source.department
        )
        trash.keep(actor, copy, at=at)
        source.delete()
        audit.record(actor, "harvest.remove", f"catalogue {source.key}", {"entries": gone}, at)
    return gone


def _free_key(title: str) -> str:
    wanted = spelt(title)[:40].strip("-") or "katalog"
    key, number = wanted, 1
    while HarvestSource.objects.filter(key=key).exists():
        number += 1
        key = f"{wanted}-{number}"
    return key
