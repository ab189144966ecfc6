# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""API keys of devices and clients: 256 random bits, stored as SHA-256, scoped to one source, revocable.

A fast hash is right here: the secret has full entropy, so it cannot be guessed from its hash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import Contradiction, KeyMissing, KeyRefused, NotFound
from stadtkern.kernel.models import Person

from . import counters
from .models import ApiKey
from .mqtt.topics import is_pattern
from .streams import Scope

CACHE_S = 5.0
"""A revoked key stops working in every process after at most this long [s]."""
_MOST_CACHED = 10_000


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """The facts of a key that is to be made."""

    name: str
    domain: str
    """Name of a declared domain."""
    source: str = ""
    """Key of a declared source; empty: ``push-<name>``."""
    may_observe: bool = True
    may_register: bool = False
    may_command: bool = False
    internal: bool = False
    """True: what the key creates is seen only within its domain."""
    topics: tuple[str, ...] = ()
    """MQTT topic filters to which the key is bound, ``%u`` is its name; empty: the topics of its domain."""
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearer:
    """Who pushes: a valid key."""

    id: int
    name: str
    scope: Scope
    may_register: bool
    expires_at: datetime | None
    caller: Caller
    """The same for interfaces that also read and change."""


_LOCK = threading.Lock()
_CACHE: dict[str, tuple[float, Bearer | None]] = {}


def create(actor: Person | str, facts: NewKey, *, now: datetime) -> tuple[ApiKey, str]:
    """Make a key; the secret is in the answer and never shown again.

    ``actor`` is an administrator, or the name of a process on the machine (command line).

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: no such domain.
        Contradiction: the name is taken or empty, the source belongs to another domain, or a topic is none.
    """
    if isinstance(actor, Person):
        rights.require(rights.may_administrate(actor), "create an API key")
    source = _source_of(facts)
    _check_topics(facts)
    secret = f"sk_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        if not facts.name.strip() or ApiKey.objects.filter(name=facts.name.strip()).exists():
            raise Contradiction(f"Der Name „{facts.name}“ ist leer oder schon vergeben.")
        key = ApiKey.objects.create(
            name=facts.name.strip(),
            prefix=secret[:9],
            digest=_digest(secret),
            domain=facts.domain,
            source=source,
            may_observe=facts.may_observe,
            may_register=facts.may_register,
            may_command=facts.may_command,
            internal=facts.internal,
            topics=list(facts.topics),
            created_at=now,
            created_by=actor if isinstance(actor, str) else actor.get_username(),
            expires_at=facts.expires_at,
        )
        change: dict[str, str | bool | list[str]] = {
            "source": source,
            "domain": facts.domain,
            "may_observe": facts.may_observe,
            "may_register": facts.may_register,
            "may_command": facts.may_command,
            "internal": facts.internal,
            "topics": list(facts.topics),
        }
        audit.record(actor, "key.create", f"key {key.name}", change, now)
    return key, secret


def revoke(actor: Person | str, name: str, *, now: datetime) -> None:
    """Take a key out of use; takes effect in every process within five seconds.

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: no usable key of that name.
    """
    if isinstance(actor, Person):
        rights.require(rights.may_administrate(actor), "revoke an API key")
    with transaction.atomic():
        if not ApiKey.objects.filter(name=name, revoked_at__isnull=True).update(revoked_at=now):
            raise NotFound(f"Kein gültiger Zugangsschlüssel „{name}“.")
        audit.record(actor, "key.revoke", f"key {name}", {}, now)
    forget()


def bearer(header: str, *, now: datetime) -> Bearer:
    """Who stands behind an ``Authorization`` header (RFC 6750 section 2.1).

    Raises:
        KeyMissing: no bearer token was sent.
        KeyRefused: the key is unknown, revoked or expired.
    """
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise KeyMissing
    return holder(secret.strip(), now=now)


def authenticate(header: str, *, now: datetime) -> Caller:
    """Who stands behind an ``Authorization`` header: Bearer, or Basic (RFC 7617) with the key as password.

    The user name of Basic may be anything. An empty header is anybody.

    Raises:
        KeyMissing: another scheme, or no key in it.
        KeyRefused: the key is unknown, revoked or expired.
    """
    if not header.strip():
        return ANYBODY
    scheme, _, given = header.strip().partition(" ")
    secret = given.strip()
    if scheme.lower() == "basic":
        secret = _password(secret)
    elif scheme.lower() != "bearer":
        secret = ""
    if not secret:
        raise KeyMissing
    found = holder(secret, now=now)
    counters.note_key_used(found.id, now)
    return found.caller


def holder(secret: str, *, now: datetime) -> Bearer:
    """Who holds this key.

    Raises:
        KeyRefused: it is unknown, revoked or expired.
    """
    digest = _digest(secret)
    entry = _CACHE.get(digest)
    if entry is None or entry[0] < time.monotonic():
        entry = _look_up(digest, now)
    found = entry[1]
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        raise KeyRefused
    return found


def scope_of(source_key: str) -> Scope | None:
    """Whose datastreams a source may fill; none for a source that only administrators import."""
    for domain, source in registry.sources():
        if source.key == source_key:
            return Scope(domain=domain.name, source=source_key, declared=True)
    row = ApiKey.objects.filter(source=source_key).order_by("-pk").first()
    return Scope(domain=row.domain, source=source_key, declared=False) if row else None


def forget() -> None:
    """Forget all cached keys of this process."""
    with _LOCK:
        _CACHE.clear()


def _look_up(digest: str, now: datetime) -> tuple[float, Bearer | None]:
    row = ApiKey.objects.usable(now).filter(digest=digest).first()
    found = None
    if row is not None:
        declared = _is_declared(row.source)
        found = Bearer(
            id=row.pk,
            name=row.name,
            scope=Scope(domain=row.domain, source=row.source, declared=declared),
            may_register=row.may_register,
            expires_at=row.expires_at,
            caller=_caller(row, declared),
        )
    entry = (time.monotonic() + CACHE_S, found)
    with _LOCK:
        if len(_CACHE) >= _MOST_CACHED:
            _CACHE.clear()
        _CACHE[digest] = entry
    return entry


def _caller(row: ApiKey, declared: bool) -> Caller:
    return Caller(
        name=row.name,
        key_id=row.pk,
        domain=row.domain,
        source=row.source,
        source_only=declared,
        may_observe=row.may_observe,
        may_register=row.may_register,
        may_command=row.may_command,
        creates_internal=row.internal,
        topics=tuple(str(one).replace("%u", row.name) for one in row.topics),
    )


def _password(given: str) -> str:
    """The password of Basic credentials; empty when they cannot be read."""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _is_declared(source_key: str) -> bool:
    return any(source.key == source_key for _, source in registry.sources())


def _source_of(facts: NewKey) -> str:
    domain = registry.domain(facts.domain)
    if not facts.source:
        return f"push-{facts.name.strip()}"[:100]
    for owner, source in registry.sources():
        if source.key == facts.source and owner.name != domain.name:
            raise Contradiction(f"Die Quelle „{facts.source}“ gehört zum Thema „{owner.title}“.")
    return facts.source


def _check_topics(facts: NewKey) -> None:
    """The name of a key that stands in topics is one level of them, so that it cannot mean other devices."""
    for one in facts.topics:
        if not is_pattern(one):
            raise Contradiction(
                f"„{one}“ ist kein MQTT-Topic: + und # stehen allein zwischen Schrägstrichen."
            )
        if "%u" in one and not set(facts.name).isdisjoint("/+#"):
            raise Contradiction("Der Name eines Schlüssels, der in Topics steht, enthält kein /, + oder #.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
