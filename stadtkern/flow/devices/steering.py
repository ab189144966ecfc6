# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pausing declared sources and fetching them at once; the fetching itself is ingest's work."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from .models import Datastream, SourceState


def may_steer(person: Person, domain: Domain) -> bool:
    """Whether the person may connect, pause and fetch the sources of a domain: its department does."""
    return rights.may_in(person, Action.CONNECT, domain.name)


def may_tend(visitor: Visitor, datastream: Datastream) -> bool:
    """Whether the visitor may check, calibrate and maintain what measures here."""
    thing = datastream.thing
    return any(
        rights.may(visitor, Action.CONNECT, thing.owner, domain=thing.domain, subject=subject)
        for subject in (f"thing:{thing.code}", f"datastream:{datastream.code}")
    )


def fetch_now(actor: Person, key: str, *, at: datetime) -> None:
    """Make a source due now, whatever its back-off says.

    Raises:
        NotFound: no source of that key is declared.
        NotPermitted: the actor does not work for its department.
        Contradiction: the source is not one that is fetched, or it is paused.
    """
    state = _steered(actor, key)
    if state.paused:
        raise Contradiction(_("Die Datenquelle ist angehalten."))
    with transaction.atomic():
        SourceState.objects.filter(pk=key).update(next_attempt_at=at)
        audit.record(actor, "source.fetch", f"source {key}", {}, at)


def pause_source(actor: Person, key: str, paused: bool, *, at: datetime) -> None:
    """Stop fetching a source, or go on.

    Raises:
        NotFound: no source of that key is declared.
        NotPermitted: the actor does not work for its department.
        Contradiction: the source is not one that is fetched.
    """
    _steered(actor, key)
    with transaction.atomic():
        if SourceState.objects.filter(pk=key).exclude(paused=paused).update(paused=paused):
            audit.record(actor, "source.pause" if paused else "source.resume", f"source {key}", {}, at)


def _steered(actor: Person, key: str) -> SourceState:
    domain, source = registry.source(key)
    rights.require(may_steer(actor, domain), f"steer source {key}")
    if source.pull is None:
        raise Contradiction(_("Diese Datenquelle wird nicht abgerufen: Sie liefert selbst oder als Datei."))
    return SourceState.objects.get_or_create(pk=key)[0]
