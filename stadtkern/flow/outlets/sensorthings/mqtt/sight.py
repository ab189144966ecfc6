# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What watches may see of the register: entities as HTTP shows them, with the rights of the watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.sensorthings.entities import Kind
from stadtkern.flow.outlets.sensorthings.http import reading
from stadtkern.flow.outlets.sensorthings.http.requests import Request
from stadtkern.flow.outlets.sensorthings.http.served import Served
from stadtkern.flow.outlets.sensorthings.query.addresses import parse_address
from stadtkern.flow.outlets.sensorthings.query.words import (
    Address,
    Both,
    Compare,
    Constant,
    Path,
    Query,
)
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.reading.words import Record
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound

from .topics import Asked
from .watches import at


class Sight:
    """Reads single entities for updates; ``base`` is the address of the service root."""

    def __init__(self, *, base: str, served: Served) -> None:
        self.base = base
        self._served = served

    def reader(self, caller: Caller, now: datetime) -> Reader:
        """A reader with these rights."""
        return Reader(caller=caller, lake=current.lake(), limits=self._served.limits, now=now)

    def require(self, asked: Asked, caller: Caller, now: datetime) -> None:
        """Check that the caller sees what it wants to hear of.

        Raises:
            NotFound: it does not exist, or is hidden.
        """
        address = asked.address
        if not address.many:
            plain = replace(address, attribute=None, attribute_steps=())
            self.reader(caller, now).one(plain, Query(entity=address.entity))
        elif len(address.steps) > 1:
            parent = Address(steps=address.steps[:-1])
            self.reader(caller, now).one(parent, Query(entity=parent.entity))

    def entity(self, asked: Asked, key: str, caller: Caller, now: datetime) -> bytes | None:
        """The entity with this id as JSON; nothing when it is not what was asked for, or is hidden."""
        try:
            record = self._record(asked, key, caller, now)
        except NotFound:
            return None
        if record is None or record.id != key:
            return None
        return reading.entity_answer(record, asked.query, self.base).body

    def property(self, path: str, caller: Caller, now: datetime) -> bytes | None:
        """A property as HTTP answers it; nothing when it has no value or is hidden."""
        request = Request(
            method="GET",
            path=path,
            query="",
            headers={},
            content=lambda _most: b"",
            base=self.base,
            caller=caller,
            now=now,
        )
        try:
            address = parse_address(path, limits=self._served.limits)
            return reading.answer(request, address, self._served).body or None
        except NotFound:
            return None

    def _record(self, asked: Asked, key: str, caller: Caller, now: datetime) -> Record | None:
        reader, query = self.reader(caller, now), asked.query
        known = query.entity.property("id")
        if query.filter is None or known is None or not asked.address.many:
            return reader.one(at(asked.address, key), replace(query, filter=None))
        this = Compare(
            operator="eq",
            left=Path(links=(), property=known, kind=Kind.ID),
            right=Constant(value=key, kind=Kind.ID),
        )
        page = reader.page(asked.address, replace(query, filter=Both(operands=(this, query.filter)), top=1))
        return page.records[0] if page.records else None
