# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making and changing connections: each function checks the right, changes, audits and makes it known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.devices.service import may_steer
from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.kernel.sealed import seal

from . import declared
from .facts import Change, Facts, check_key, checked
from .models import Connection, Stage, Wire

_OWN_WORDS = ("settings", "mapping")


def may_manage(person: Person, connection: Connection) -> bool:
    """Whether the person may change it: administrators and the department of its subject."""
    try:
        return may_steer(person, registry.domain(connection.domain))
    except NotFound:
        return rights.may(person, Action.CONNECT)


def of_person(person: Person, key: str) -> Connection:
    """The connection of this key.

    Raises:
        NotFound: there is none.
        NotPermitted: it belongs to a department for which the person does not work.
    """
    connection = Connection.objects.filter(key=key).first()
    if connection is None:
        raise NotFound(f"no connection {key!r}")
    rights.require(may_manage(person, connection), f"manage connection {key}")
    return connection


def create(
    actor: Person, key: str, wire: Wire, facts: Facts, *, more: Change | None = None, at: datetime
) -> Connection:
    """Make a draft; its data is taken only after :func:`activate`.

    Raises:
        NotPermitted: the actor does not work for the department of the subject.
        Contradiction: the key is taken, or the facts cannot be true.
    """
    domain = checked(facts)
    rights.require(may_steer(actor, domain), f"connect a source for {domain.name}")
    check_key(key)
    connection = Connection(key=key, wire=wire, created_at=at, changed_at=at, created_by=actor.get_username())
    _take_over(connection, more or Change(), facts)
    with transaction.atomic():
        connection.save(force_insert=True)
        facts_told = {"wire": str(wire), "title": facts.title, "domain": facts.domain}
        audit.record(actor, "connection.create", f"connection {key}", facts_told, at)
    declared.forget()
    return connection


def change(actor: Person, connection: Connection, wanted: Change, *, at: datetime) -> Connection:
    """Change what is wanted; the revision grows when anything differs. What the wire refuses stays as it was.

    Raises:
        NotPermitted: the actor does not work for the department, before or after.
        Contradiction: facts cannot be true, or an active connection would no longer be readable.
    """
    rights.require(may_manage(actor, connection), f"change connection {connection.key}")
    if wanted.facts is not None:
        rights.require(may_steer(actor, checked(wanted.facts)), f"move connection {connection.key}")
    with transaction.atomic():
        stored = Connection.objects.select_for_update().get(pk=connection.pk)
        differing = _take_over(stored, wanted, wanted.facts)
        if differing:
            if stored.stage == Stage.ACTIVE:
                declared.check(stored)
            stored.revision += 1
            stored.changed_at = at
            stored.save()
            told: audit.Change = {"fields": sorted(differing), "revision": stored.revision}
            audit.record(actor, "connection.change", f"connection {stored.key}", told, at)
            _ask_anew(stored, differing)
    declared.forget()
    return stored


def activate(actor: Person, connection: Connection, *, at: datetime) -> Connection:
    """Take its data from now on.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: something is still missing; the sentence says what.
    """
    rights.require(may_manage(actor, connection), f"activate connection {connection.key}")
    declared.check(connection)
    return _staged(actor, connection, Stage.ACTIVE, "connection.activate", at)


def pause(actor: Person, connection: Connection, *, at: datetime) -> Connection:
    """Take no data for the time being; what is stored stays.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: it was never active.
    """
    rights.require(may_manage(actor, connection), f"pause connection {connection.key}")
    if connection.stage == Stage.DRAFT:
        raise Contradiction(_("Ein Entwurf läuft noch nicht; er lässt sich entfernen."))
    return _staged(actor, connection, Stage.PAUSED, "connection.pause", at)


def remove_draft(actor: Person, connection: Connection, *, at: datetime) -> None:
    """Remove a draft; connections that have brought data stay, since their values need their source.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: it is no draft.
    """
    rights.require(may_manage(actor, connection), f"remove connection {connection.key}")
    with transaction.atomic():
        gone, _rows = Connection.objects.filter(pk=connection.pk, stage=Stage.DRAFT).delete()
        if not gone:
            raise Contradiction(_("Nur Entwürfe lassen sich entfernen; andere lassen sich anhalten."))
        audit.record(actor, "connection.remove", f"connection {connection.key}", {}, at)
    declared.forget()


def _staged(actor: Person, connection: Connection, stage: Stage, action: str, at: datetime) -> Connection:
    with transaction.atomic():
        stored = Connection.objects.select_for_update().get(pk=connection.pk)
        state, _made = SourceState.objects.get_or_create(pk=stored.key)
        paused = stage == Stage.PAUSED
        if stored.stage != stage or state.paused != paused:
            stored.stage, stored.changed_at = stage, at
            stored.save(update_fields=["stage", "changed_at"])
            SourceState.objects.filter(pk=stored.key).update(paused=paused, next_attempt_at=None)
            audit.record(actor, action, f"connection {stored.key}", {"revision": stored.revision}, at)
    declared.forget()
    return stored


def _ask_anew(connection: Connection, differing: set[str]) -> None:
    """Another question gets another answer: what is known of the last one no longer counts."""
    if differing - {"title", "title_en", "publisher", "homepage", "attribution", "licence"}:
        rows = SourceState.objects.filter(pk=connection.key)
        rows.update(etag="", last_modified="", next_attempt_at=None)


def _take_over(connection: Connection, wanted: Change, facts: Facts | None) -> set[str]:
    """Set what differs; the names of those fields."""
    given: dict[str, object] = {}
    for name in _OWN_WORDS:
        words: Mapping[str, object] | None = getattr(wanted, name)
        if words is not None:
            given[name] = dict(words)
    if facts is not None:
        given.update({name: _tidy(getattr(facts, name)) for name in Facts.__dataclass_fields__})
    differing = {name for name, value in given.items() if getattr(connection, name) != value}
    for name in differing:
        setattr(connection, name, given[name])
    if wanted.secret is not None:
        connection.secret = seal(wanted.secret)
        differing.add("secret")
    return differing


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
