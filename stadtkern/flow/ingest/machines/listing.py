# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys as a person manages them: those of subjects within reach, administrators those without one too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from stadtkern.flow.ingest.models import ApiKey, ApiKeyQuerySet
from stadtkern.kernel import registry, rights
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

State = Literal["valid", "ending", "expired", "revoked"]
SOON = timedelta(days=14)
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A key with what people want to know of it."""

    key: ApiKey
    state: State
    domain: Domain | None
    """Its subject; null: none, or one that is no longer declared."""
    rights: tuple[str, ...]
    """What it may do, in the language of the page."""
    former_works: bool
    """Whether the secret before the last change still works."""


def may_open(visitor: Visitor) -> bool:
    """Whether the visitor manages keys of any subject."""
    return rights.may_somewhere(visitor, Action.CONNECT)


def manageable(visitor: Visitor) -> ApiKeyQuerySet:
    """Keys that the visitor may change for new ones and take back."""
    found = ApiKey.objects.order_by("name")
    if rights.may(visitor, Action.ADMINISTRATE):
        return found
    return found.filter(domain__in=rights.domains_of(visitor, Action.CONNECT))


def page(visitor: Visitor, *, words: str, after: str, now: datetime) -> tuple[list[Shown], str]:
    """Keys by name after the last one seen, and the name after which the next page begins (empty: none)."""
    found = manageable(visitor).filter(name__gt=after)
    if words:
        found = found.filter(name__icontains=words)
    rows = list(found[: PAGE + 1])
    return [shown(one, now) for one in rows[:PAGE]], rows[PAGE - 1].name if len(rows) > PAGE else ""


def of_person(person: Person, key_id: int) -> ApiKey:
    """The key with this id.

    Raises:
        NotFound: there is none, or the person does not manage it.
    """
    found = manageable(person).filter(pk=key_id).first()
    if found is None:
        raise NotFound
    return found


def shown(key: ApiKey, now: datetime) -> Shown:
    """The key in words."""
    return Shown(
        key=key,
        state=state_of(key, now),
        domain=next((one for one in registry.domains() if one.name == key.domain), None),
        rights=_rights(key),
        former_works=key.former_until is not None and key.former_until > now,
    )


def state_of(key: ApiKey, now: datetime) -> State:
    """Whether it works, and whether it soon will not."""
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is None or key.expires_at > now + SOON:
        return "valid"
    return "expired" if key.expires_at <= now else "ending"


def _rights(key: ApiKey) -> tuple[str, ...]:
    words = (
        (key.may_observe, _("Messwerte liefern")),
        (key.may_register, _("Objekte anlegen und ändern")),
        (key.may_command, _("Aufträge erteilen")),
        (key.sees_internal and bool(key.domain), _("Internes lesen")),
        (key.may_monitor, _("Kennzahlen des Betriebs lesen")),
    )
    return tuple(word for given, word in words if given) or (_("Öffentliches und Geteiltes lesen"),)
