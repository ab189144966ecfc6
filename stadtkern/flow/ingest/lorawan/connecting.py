# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""LoRaWAN applications among the connections: how they are made and changed, and when they can be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.declared import Reading
from stadtkern.flow.ingest.connections.facts import Change, Facts
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Decoded, Payload

from . import effects, raw, servers, webhook_wsgi
from .servers import Secrets, Server
from .words import UplinkEvent


@dataclass(frozen=True, kw_only=True)
class Secret:
    """What people enter anew; null: as before."""

    token: str | None = None
    api_key: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return "Secret(…)"


def create(
    actor: Person, key: str, facts: Facts, server: Server, secret: Secret, *, at: datetime
) -> Connection:
    """Make a draft of an application; without a token it gets one.

    Raises:
        NotPermitted: the actor does not work for the department of the subject.
        Contradiction: the key is taken, or the facts cannot be true.
    """
    made = Secrets(
        token=secret.token or servers.new_token(),
        api_key=secret.api_key or "",
        password=secret.password or "",
    )
    more = Change(settings=_plain(server), secret=msgspec.json.encode(made).decode())
    connection = service.create(actor, key, Wire.LORAWAN, facts, more=more, at=at)
    webhook_wsgi.forget()
    return connection


def change(
    actor: Person, connection: Connection, server: Server, secret: Secret, *, at: datetime
) -> Connection:
    """Change the settings of an application, and those secrets that were entered anew.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: an active connection would no longer be usable.
    """
    before = servers.secrets_of(connection)
    after = Secrets(
        token=before.token if secret.token is None else secret.token,
        api_key=before.api_key if secret.api_key is None else secret.api_key,
        password=before.password if secret.password is None else secret.password,
    )
    wanted = Change(
        settings=_plain(server),
        secret=None if after == before else msgspec.json.encode(after).decode(),
    )
    changed = service.change(actor, connection, wanted, at=at)
    webhook_wsgi.forget()
    return changed


def check(connection: Connection) -> None:
    """Look whether an application can be used.

    Raises:
        Contradiction: something is missing; the sentence says what.
    """
    server, secret = servers.server_of(connection), servers.secrets_of(connection)
    if server.proof != "bearer" and not server.header:
        raise Contradiction(_("Es fehlt der Name der Kopfzeile, in der Schlüssel oder Signatur stehen."))
    if not server.broker and not secret.token:
        raise Contradiction(_("Es fehlt der Schlüssel, mit dem sich der Netzserver ausweist."))
    if server.base_url and not server.base_url.startswith(("https://", "http://")):
        raise Contradiction(_("Die Adresse des Netzservers beginnt mit https:// oder http://."))


def _decoder(connection: Connection) -> Decoder:
    """Reads again what could not be read: its uplinks are kept, and read with all others that wait."""

    def decode(payload: Payload) -> Decoded:
        server, now = servers.server_of(connection), payload.received_at
        found = servers.events(server, payload.name, payload.content, now)
        raw.keep([(connection, event) for event in found if isinstance(event, UplinkEvent)], now)
        others = [event for event in found if not isinstance(event, UplinkEvent)]
        effects.apply([effects.Told(connection=connection, event=event, at=now) for event in others])
        return Decoded()

    return decode


def _plain(server: Server) -> dict[str, object]:
    plain = msgspec.to_builtins(server)
    return dict(plain)


READING = Reading(decode=_decoder, check=check)
