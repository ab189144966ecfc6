# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The dry run: what a connection would make of its sample; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.devices.service import misplaced
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Decoder, Domain
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.observation import Decoded, Payload, Quality, Rejected, Series, Station
from stadtkern.kernel.quantities import Quantity

from .reading import decoder

_THINGS, _VALUES, _REJECTED = 20, 30, 20
_RAW = 300


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value that would be stored."""

    thing: str
    series: str
    time: datetime
    result: str
    symbol: str
    clock: bool
    """The feed's own time cannot be true; the time of arrival would stand for it."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A record that would be rejected."""

    reason: str
    where: str
    raw: str


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What would be stored."""

    things: tuple[Station, ...] = ()
    """The first of them."""
    thing_count: int = 0
    series_count: int = 0
    value_count: int = 0
    values: tuple[Value, ...] = ()
    """The first of each datastream."""
    rejected: tuple[Refused, ...] = ()
    rejected_count: int = 0
    misplaced: tuple[str, ...] = ()
    """Positions that cannot be a place."""
    failure: str = ""
    """Why nothing would be stored at all."""
    complaint: str = ""

    @property
    def usable(self) -> bool:
        """Whether something would be stored."""
        return bool(self.value_count) and not self.failure


def tried(connection: Connection, payload: Payload, *, decode: Decoder | None = None) -> Trial:
    """What would become of a payload; ``decode``: another decoder than that of the feed.

    Raises:
        NotFound: the subject is no longer declared.
    """
    domain = registry.domain(connection.domain)
    try:
        decoded = (decode or decoder(connection))(payload)
    except CityError as error:
        return Trial(failure=str(error))
    foreign = _undeclared(decoded, domain)
    if foreign:
        return Trial(failure=f"Das Thema „{domain.title}“ misst nicht: {', '.join(foreign)}.")
    return Trial(
        things=decoded.stations[:_THINGS],
        thing_count=len(decoded.stations),
        series_count=len(decoded.series),
        value_count=decoded.observations.num_rows,
        values=tuple(_values(decoded, {one.key: one for one in domain.measurable}))[:_VALUES],
        rejected=tuple(_refused(one) for one in decoded.rejected[:_REJECTED]),
        rejected_count=len(decoded.rejected),
        misplaced=tuple(f"{code}: {fault}" for code, fault in misplaced(decoded.stations).items())[:_THINGS],
        complaint=decoded.complaint,
    )


def _undeclared(decoded: Decoded, domain: Domain) -> list[str]:
    known = {one.key for one in domain.measurable}
    return sorted({key for one in decoded.series for key in one.quantities} - known)


def _values(decoded: Decoded, quantities: Mapping[str, Quantity]) -> Iterator[Value]:
    series: dict[str, Series] = {one.code: one for one in decoded.series}
    names = {one.code: one.name or one.code for one in decoded.stations}
    seen: set[str] = set()
    for row in decoded.observations.to_pylist():
        one = series.get(row["datastream"])
        if one is None or one.code in seen:
            continue
        seen.add(one.code)
        quantity = quantities.get(one.quantities[0])
        number = row["result"]
        yield Value(
            thing=names.get(one.station, one.station),
            series=one.name,
            time=row["phenomenon_time"],
            result=str(row["result_json"] or "") if number is None else f"{number:.6g}".replace(".", ","),
            symbol=quantity.symbol if quantity else "",
            clock=bool((row["quality"] or 0) & Quality.CLOCK),
        )
        if len(seen) == _VALUES:
            return


def _refused(one: Rejected) -> Refused:
    return Refused(reason=one.reason, where=one.where, raw=one.raw[:_RAW].decode("utf-8", errors="replace"))
