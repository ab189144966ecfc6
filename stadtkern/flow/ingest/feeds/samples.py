# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Samples: fetched through the guard, or given by people; kept until the next one comes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.kernel import rights
from stadtkern.kernel.domain import Visit
from stadtkern.kernel.errors import PayloadTooLarge, SourceUnavailable
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Payload

from .fetching import pages
from .models import FeedSample

MOST_BYTES = 8 * 1024 * 1024


def fetch(actor: Person, connection: Connection, *, at: datetime) -> FeedSample:
    """Ask the feed once and keep its (first) answer as the sample.

    Raises:
        NotPermitted: the actor does not work for the department.
        SourceUnavailable: it does not answer, or not as agreed.
        PayloadTooLarge: the answer is larger than a sample may be.
    """
    rights.require(service.may_manage(actor, connection), f"sample connection {connection.key}")
    page = next(iter(pages(connection, Visit(now=at))), None)
    if page is None:
        raise SourceUnavailable(_("Der Abruf brachte keine Daten."))
    return _keep(connection, page.payload.name, page.payload.content, at)


def give(actor: Person, connection: Connection, name: str, content: bytes, *, at: datetime) -> FeedSample:
    """Keep what a person uploaded or pasted as the sample.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadTooLarge: it is larger than a sample may be.
    """
    rights.require(service.may_manage(actor, connection), f"sample connection {connection.key}")
    return _keep(connection, name, content, at)


def of(connection: Connection) -> Payload | None:
    """The sample of a connection."""
    sample = FeedSample.objects.filter(connection=connection).first()
    if sample is None:
        return None
    return Payload(name=sample.name, content=bytes(sample.content), received_at=sample.taken_at)


def _keep(connection: Connection, name: str, content: bytes, at: datetime) -> FeedSample:
    if len(content) > MOST_BYTES:
        raise PayloadTooLarge(_("Das Beispiel ist größer als 8 MiB. Bitte laden Sie einen Ausschnitt hoch."))
    values = {"name": name[:2000], "content": content, "taken_at": at}
    return FeedSample.objects.update_or_create(connection=connection, defaults=values)[0]
