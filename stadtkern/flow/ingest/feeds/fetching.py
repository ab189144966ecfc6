# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A feed page by page: along its links, or as its ready connector knows."""

from __future__ import annotations

from collections.abc import Iterator

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.kernel.sealed import unseal

from .asking import Asker
from .paging import linked
from .ready import table
from .words import settings_of


def fetch(key: str, visit: Visit) -> Iterator[Page]:
    """The pages of the connection of this key; what it says and its secret are read when it is asked.

    Raises:
        SourceUnavailable: it does not answer as agreed.
        SealBroken: the secret cannot be read.
        Contradiction: its settings are incomplete.
    """
    connection = Connection.objects.active().filter(key=key).first()
    if connection is None:
        raise SourceUnavailable("Die Anbindung ist nicht mehr aktiv.")
    yield from pages(connection, visit)


def pages(connection: Connection, visit: Visit) -> Iterator[Page]:
    """The pages of a connection, also of a draft.

    Raises:
        SourceUnavailable: it does not answer as agreed.
        SealBroken: the secret cannot be read.
        Contradiction: its settings are incomplete.
    """
    asker = asker_of(connection)
    ready = table.find(asker.settings.ready)
    if ready is not None and ready.fetch is not None:
        yield from ready.fetch(asker, visit, connection.key)
    else:
        yield from linked(asker, visit)


def asker_of(connection: Connection) -> Asker:
    """Who asks in the name of a connection.

    Raises:
        SealBroken: the secret cannot be read.
        Contradiction: the settings are incomplete.
    """
    return Asker(settings=settings_of(connection), secret=unseal(connection.secret))
