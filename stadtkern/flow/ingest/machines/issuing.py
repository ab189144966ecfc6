# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys are given out, changed for new ones and taken back; nobody gives a key more rights than oneself has.

A secret has 256 random bits and is stored as SHA-256 only: a fast hash is right, as it cannot be guessed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.flow.ingest.mqtt.topics import is_pattern, within
from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from . import memory

MOST_NAMED = 200
"""To so many datastreams or collections a key is bound at most."""
OVERLAP = timedelta(days=7)
"""How long the old secret works beside the new one unless somebody says otherwise."""
MOST_OVERLAP = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """The facts of a key that is to be made."""

    name: str
    domain: str
    """Name of a declared domain; empty: the key reads what is public and what is shared with its name."""
    source: str = ""
    """Key of a declared source; empty: ``push-<name>``."""
    may_observe: bool = True
    may_register: bool = False
    may_command: bool = False
    may_monitor: bool = False
    """May read the metrics of the platform."""
    sees_internal: bool = True
    """Reads what is internal of its domain."""
    internal: bool = False
    """True: what the key creates is seen only within its domain."""
    topics: tuple[str, ...] = ()
    """MQTT topic filters to which the key is bound, ``%u`` is its name; empty: the topics of its domain."""
    datastreams: tuple[str, ...] = ()
    """Codes of the datastreams to which it is bound; with ``collections`` empty: all of its domain."""
    collections: tuple[str, ...] = ()
    """Keys of the collections to which it is bound."""
    oauth_client: str = ""
    """``client_id`` of tokens by which it comes; empty: a secret key is made."""
    oauth_subject: str = ""
    """``sub`` that these tokens must carry; empty: that of the client itself."""
    purpose: str = ""
    expires_at: datetime | None = None


def create(actor: Person | str, facts: NewKey, *, now: datetime) -> tuple[ApiKey, str]:
    """Make a key; the secret is in the answer and never shown again (empty for a client with tokens).

    ``actor`` is a person, or the name of a process on the machine (command line).

    Raises:
        NotPermitted: the actor may not make such a key.
        NotFound: no such domain, datastream or collection.
        Contradiction: a fact is taken, empty or does not go with another one.
    """
    if isinstance(actor, Person):
        _require_rights(actor, facts)
    _check(facts)
    secret = "" if facts.oauth_client else _fresh()
    with transaction.atomic():
        _check_taken(facts)
        key = ApiKey.objects.create(
            name=facts.name.strip(),
            purpose=facts.purpose.strip(),
            prefix=secret[:9],
            digest=digest_of(secret) if secret else None,
            oauth_client=facts.oauth_client.strip(),
            oauth_subject=facts.oauth_subject.strip(),
            domain=facts.domain,
            source=_source_of(facts),
            may_observe=facts.may_observe,
            may_register=facts.may_register,
            may_command=facts.may_command,
            may_monitor=facts.may_monitor,
            sees_internal=facts.sees_internal,
            datastreams=list(facts.datastreams),
            collections=list(facts.collections),
            internal=facts.internal,
            topics=list(facts.topics),
            created_at=now,
            created_by=actor if isinstance(actor, str) else actor.get_username(),
            expires_at=facts.expires_at,
        )
        audit.record(actor, "key.create", f"key {key.name}", _told(key), now)
    return key, secret


def rotate(
    actor: Person | str, name: str, *, now: datetime, overlap: timedelta = OVERLAP
) -> tuple[ApiKey, str]:
    """Give a key a new secret; the old one works on for the overlap, one before it ends at once.

    Raises:
        NotPermitted: the actor may not give out such a key.
        NotFound: no usable key of that name.
        Contradiction: it comes with tokens, or the overlap is longer than 90 days.
    """
    if not timedelta() <= overlap <= MOST_OVERLAP:
        raise Contradiction("Der alte Schlüssel kann höchstens 90 Tage weiter gelten.")
    with transaction.atomic():
        key = _usable(name, now)
        if isinstance(actor, Person):
            _require_rights(actor, _facts_of(key))
        if key.digest is None:
            raise Contradiction("Dieser Zugang kommt mit Tokens; ein Wechsel geschieht beim Anmeldedienst.")
        secret = _fresh()
        key.former_digest, key.former_until = (key.digest, now + overlap) if overlap else (None, None)
        key.digest, key.prefix, key.rotated_at = digest_of(secret), secret[:9], now
        key.save(update_fields=["digest", "prefix", "former_digest", "former_until", "rotated_at"])
        change: dict[str, audit.Fact] = {"overlap_h": round(overlap.total_seconds() / 3600)}
        audit.record(actor, "key.rotate", f"key {key.name}", change, now)
    memory.forget()
    return key, secret


def end_former(actor: Person | str, name: str, *, now: datetime) -> None:
    """End the overlap: only the newest secret works from now on.

    Raises:
        NotPermitted, NotFound: as :func:`rotate` says.
    """
    with transaction.atomic():
        key = _usable(name, now)
        if isinstance(actor, Person):
            require_management(actor, key.domain)
        key.former_digest = key.former_until = None
        key.save(update_fields=["former_digest", "former_until"])
        audit.record(actor, "key.end_former", f"key {key.name}", {}, now)
    memory.forget()


def revoke(actor: Person | str, name: str, *, now: datetime) -> None:
    """Take a key out of use; takes effect in every process within five seconds.

    Raises:
        NotPermitted: the actor may not manage keys of this subject.
        NotFound: no usable key of that name.
    """
    with transaction.atomic():
        key = ApiKey.objects.filter(name=name, revoked_at__isnull=True).first()
        if key is None:
            if isinstance(actor, Person):
                rights.require(rights.may_somewhere(actor, Action.CONNECT), "revoke an API key")
            raise NotFound(f"Kein gültiger Zugangsschlüssel „{name}“.")
        if isinstance(actor, Person):
            require_management(actor, key.domain)
        ApiKey.objects.filter(pk=key.pk).update(revoked_at=now)
        audit.record(actor, "key.revoke", f"key {name}", {}, now)
    memory.forget()


def may_manage(visitor: Visitor, domain: str) -> bool:
    """Whether the visitor may give out and take back keys of a subject; without one: only administrators."""
    if rights.may(visitor, Action.ADMINISTRATE):
        return True
    known = domain in {one.name for one in registry.domains()}
    return known and rights.may_in(visitor, Action.CONNECT, domain)


def require_management(visitor: Visitor, domain: str) -> None:
    """Go on only when the visitor may manage keys of this subject.

    Raises:
        NotPermitted: otherwise.
    """
    rights.require(may_manage(visitor, domain), "manage API keys of this subject")


def digest_of(secret: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _require_rights(actor: Person, facts: NewKey) -> None:
    """Nobody gives a key what oneself may not do.

    Raises:
        NotPermitted: a right is missing; the message says which.
    """
    require_management(actor, facts.domain)
    if rights.may(actor, Action.ADMINISTRATE):
        return
    needed = {
        Action.SEE_INTERNAL: facts.sees_internal,
        Action.EDIT: facts.may_register,
        Action.COMMAND: facts.may_command,
        Action.RELEASE: facts.may_register and not facts.internal,
    }
    for action, wanted in needed.items():
        rights.require(not wanted or rights.may_in(actor, action, facts.domain), _MISSING[action])
    rights.require(
        not facts.may_monitor and not facts.oauth_client,
        "Kennzahlen und Zugänge mit Tokens gibt nur die Verwaltung der Plattform frei.",
    )
    rights.require(
        all(within(one, f"{facts.domain}/#") for one in facts.topics),
        f"MQTT-Topics eines Schlüssels beginnen mit „{facts.domain}/“; andere gibt nur die Verwaltung frei.",
    )


_MISSING = {
    Action.SEE_INTERNAL: "Sie sehen selbst nicht, was in diesem Thema intern ist.",
    Action.EDIT: "Sie dürfen in diesem Thema selbst nichts anlegen.",
    Action.COMMAND: "Sie dürfen in diesem Thema selbst keine Aufträge erteilen.",
    Action.RELEASE: "Sie dürfen nichts veröffentlichen: der Schlüssel legt dann nur intern Sichtbares an.",
}


def _check(facts: NewKey) -> None:
    if facts.domain:
        registry.domain(facts.domain)
    elif facts.may_observe or facts.may_register or facts.may_command or facts.source or facts.topics:
        raise Contradiction("Ein Schlüssel ohne Thema darf nur lesen.")
    if facts.oauth_subject and not facts.oauth_client:
        raise Contradiction("Ein Subjekt gehört zu einer Client-Kennung.")
    _check_topics(facts)
    _check_named(facts)


def _check_topics(facts: NewKey) -> None:
    """The name of a key that stands in topics is one level of them, so that it cannot mean other devices."""
    for one in facts.topics:
        if not is_pattern(one):
            raise Contradiction(
                f"„{one}“ ist kein MQTT-Topic: + und # stehen allein zwischen Schrägstrichen."
            )
        if "%u" in one and not set(facts.name).isdisjoint("/+#"):
            raise Contradiction("Der Name eines Schlüssels, der in Topics steht, enthält kein /, + oder #.")


def _check_named(facts: NewKey) -> None:
    """What a key is bound to exists, and lies in its subject."""
    if not facts.datastreams and not facts.collections:
        return
    if max(len(facts.datastreams), len(facts.collections)) > MOST_NAMED:
        raise Contradiction(f"Ein Schlüssel nennt höchstens {MOST_NAMED} Datenströme oder Sammlungen.")
    if facts.may_command or (facts.may_register and not facts.collections):
        raise Contradiction(
            "Ein auf Datenströme beschränkter Schlüssel legt nichts an und erteilt keine Aufträge."
        )
    if facts.topics:
        raise Contradiction("Ein Schlüssel ist an Datenströme oder an MQTT-Topics gebunden, nicht an beides.")
    streams = Datastream.objects.order_by().filter(code__in=facts.datastreams, thing__domain=facts.domain)
    _require_all(facts.datastreams, streams.values_list("code", flat=True), "Den Datenstrom")
    found = FeatureCollection.objects.order_by().filter(key__in=facts.collections, domain=facts.domain)
    _require_all(facts.collections, found.values_list("key", flat=True), "Die Sammlung")


def _require_all(named: Iterable[str], known: Iterable[str], what: str) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise NotFound(f"{what} „{unknown[0]}“ gibt es in diesem Thema nicht.")


def _check_taken(facts: NewKey) -> None:
    name = facts.name.strip()
    if not name or ApiKey.objects.filter(name=name).exists():
        raise Contradiction(f"Der Name „{facts.name}“ ist leer oder schon vergeben.")
    client = facts.oauth_client.strip()
    same = ApiKey.objects.filter(oauth_client=client, oauth_subject=facts.oauth_subject.strip())
    if client and same.exists():
        raise Contradiction(f"Für die Client-Kennung „{client}“ gibt es schon einen Zugang.")


def _source_of(facts: NewKey) -> str:
    if not facts.source:
        return f"push-{facts.name.strip()}"[:100]
    for owner, source in registry.sources():
        if source.key == facts.source and owner.name != facts.domain:
            raise Contradiction(f"Die Quelle „{facts.source}“ gehört zum Thema „{owner.title}“.")
    return facts.source


def _usable(name: str, now: datetime) -> ApiKey:
    key = ApiKey.objects.usable(now).select_for_update().filter(name=name).first()
    if key is None:
        raise NotFound(f"Kein gültiger Zugangsschlüssel „{name}“.")
    return key


def _facts_of(key: ApiKey) -> NewKey:
    return NewKey(
        name=key.name,
        domain=key.domain,
        may_observe=key.may_observe,
        may_register=key.may_register,
        may_command=key.may_command,
        may_monitor=key.may_monitor,
        sees_internal=key.sees_internal,
        internal=key.internal,
        topics=tuple(str(one) for one in key.topics),
        oauth_client=key.oauth_client,
    )


def _told(key: ApiKey) -> dict[str, audit.Fact | list[audit.Fact]]:
    """What the audit log keeps of a new key."""
    names = ("source", "domain", "may_observe", "may_register", "may_command", "may_monitor", "sees_internal")
    told: dict[str, audit.Fact | list[audit.Fact]] = {name: getattr(key, name) for name in names}
    told["internal"] = key.internal
    told["topics"] = list[audit.Fact](key.topics)
    told["datastreams"] = list[audit.Fact](key.datastreams)
    told["collections"] = list[audit.Fact](key.collections)
    told["oauth_client"] = key.oauth_client
    return told


def _fresh() -> str:
    return f"sk_{secrets.token_urlsafe(32)}"
