# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages become observations: read together, one commit per connection, each answered when durable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import structlog

from stadtkern.flow.ingest import counters, rejections, service
from stadtkern.flow.ingest.mapping.harvest import Harvest
from stadtkern.flow.ingest.models import DecoderKind
from stadtkern.flow.ingest.rejections import Came, Origin
from stadtkern.flow.ingest.service import Stored
from stadtkern.flow.lake.words import Receipt
from stadtkern.kernel.errors import CityError, NotFound, PayloadRejected
from stadtkern.kernel.messages import Verdict
from stadtkern.kernel.observation import Payload, Rejected

from .arriving import Arrival
from .live import Live, is_presence
from .registering import Register, Registered
from .repeating import Repeats
from .tasks import Replies
from .wellness import Wellness

log = structlog.get_logger(__name__)


@dataclass(kw_only=True, slots=True)
class _Read:
    """A message and what became of it so far."""

    arrival: Arrival
    start: int
    end: int
    """Where its observations stand in the harvest."""
    rejected: list[Rejected]
    refused: bool = False
    """Whether nothing of it is stored although it was read."""


@dataclass(kw_only=True)
class _Basket:
    """All messages of a batch for one connection."""

    live: Live
    harvest: Harvest = field(default_factory=Harvest)
    read: list[_Read] = field(default_factory=list)
    unsure: list[range] = field(default_factory=list)
    """Observations without time of their own that came again and may be stored already."""


class Storing:
    """Stores batches; used by one thread."""

    def __init__(self, replies: Replies) -> None:
        self._register = Register()
        self._wellness = Wellness()
        self._repeats = Repeats()
        self._replies = replies

    def store(self, batch: Sequence[Arrival]) -> None:
        """Store messages and answer them.

        Raises:
            LakeUnavailable, DatabaseError: some are not answered; all may be stored again.
        """
        baskets: dict[str, _Basket] = {}
        faults = {arrival: self._sorted(arrival, baskets) for arrival in batch}
        for basket in baskets.values():
            self._store(basket)
            for one in basket.read:
                if one.rejected and (one.refused or one.start == one.end):
                    faults[one.arrival] = one.rejected[0].reason
        for arrival, reason in faults.items():
            arrival.settle(Verdict.UNREADABLE if reason else Verdict.RELAYED, reason)

    def _sorted(self, arrival: Arrival, baskets: dict[str, _Basket]) -> str:
        """Take up a message; what tells of no observation is done at once. Why it cannot be understood."""
        reason = self._replied(arrival) if arrival.reply else ""
        for live in arrival.lives:
            if is_presence(live, arrival.message.topic):
                reason = self._wellness.presence(live, arrival) or reason
            else:
                self._gather(baskets.setdefault(live.key, _Basket(live=live)), arrival)
        return reason

    def _replied(self, arrival: Arrival) -> str:
        return self._replies.told(arrival.message, arrival.at, domain=arrival.domain)

    def _gather(self, basket: _Basket, arrival: Arrival) -> None:
        """Read one message; what is wrong with it costs the others nothing."""
        harvest, live = basket.harvest, basket.live
        start, before = len(harvest.datastreams), len(harvest.rejected)
        message = arrival.message
        at = arrival.at if live.timed else self._repeats.arrived(live, arrival)
        payload = Payload(name=message.topic, content=message.payload, received_at=at or arrival.at)
        try:
            live.reader.gather(payload, harvest)
        except CityError as error:
            harvest.rejected.append(_whole(str(error), message.payload))
        except Exception as error:  # the edge to readers: a fault in one must not stop the others
            log.exception("mqtt_reader_failed", connection=live.key, size=len(message.payload))
            counters.note_fault()
            harvest.rejected.append(
                _whole(f"Beim Lesen ist ein Fehler aufgetreten ({error}).", message.payload)
            )
        rejected = harvest.rejected[before:]
        if at is None:
            basket.unsure.append(range(start, len(harvest.datastreams)))
        basket.read.append(
            _Read(arrival=arrival, start=start, end=len(harvest.datastreams), rejected=rejected)
        )

    def _store(self, basket: _Basket) -> None:
        """Commit the observations, keep the rejections, count, and note how the devices are doing."""
        try:
            known = self._register.ensured(basket.live.key, basket.harvest)
        except NotFound as error:
            known = Registered(refused=dict.fromkeys(basket.harvest.stations, str(error)))
        if known.refused:
            _refuse(basket, known)
        self._repeats.settle(basket.unsure, basket.harvest, known.ids)
        stored, newest = self._committed(basket, known)
        now = basket.read[-1].arrival.at
        came = [_came(basket.live, one.arrival, rejected) for one in basket.read for rejected in one.rejected]
        if came:
            rejections.keep_all(came)
        total = stored + Stored(rejected=len(came))
        service.told(total, source_key=basket.live.key, newest=newest, now=now)
        if basket.harvest.stations:
            self._wellness.received(basket.live, [one.arrival for one in basket.read], basket.harvest)

    def _committed(self, basket: _Basket, known: Registered) -> tuple[Stored, datetime | None]:
        """Store the observations of a basket in one commit; when the lake refuses a value, one by one."""
        observations = basket.harvest.decoded().observations
        try:
            receipt, newest = self._append(basket, observations, known)
        except PayloadRejected:
            return self._one_by_one(basket, known, observations)
        return service.stored_of(receipt), newest

    def _append(
        self, basket: _Basket, observations: pa.Table, known: Registered
    ) -> tuple[Receipt, datetime | None]:
        table = service.with_ids(observations, known.ids)[0]
        return service.append(table, source_key=basket.live.key, now=basket.read[-1].arrival.at)

    def _one_by_one(
        self, basket: _Basket, known: Registered, observations: pa.Table
    ) -> tuple[Stored, datetime | None]:
        total, newest = Stored(), None
        for one in basket.read:
            part = observations.slice(one.start, one.end - one.start)
            try:
                receipt, newest = self._append(basket, part, known)
            except PayloadRejected as error:
                one.rejected.append(_whole(str(error), one.arrival.message.payload))
            else:
                total += service.stored_of(receipt)
        return total, newest


def _refuse(basket: _Basket, known: Registered) -> None:
    """Messages of things that cannot be registered are rejected; their observations have no id."""
    series = basket.harvest.series
    for one in basket.read:
        things = {series[code].station for code in basket.harvest.datastreams[one.start : one.end]}
        reasons = [known.refused[thing] for thing in things if thing in known.refused]
        if reasons:
            one.rejected.append(_whole(reasons[0], one.arrival.message.payload))
            one.refused = True


def _whole(reason: str, payload: bytes) -> Rejected:
    return Rejected(reason=reason, raw=payload, where="ganze Nachricht")


def _came(live: Live, arrival: Arrival, rejected: Rejected) -> Came:
    origin = Origin(source_key=live.key, payload_name=arrival.message.topic, kind=DecoderKind.SOURCE)
    return Came(rejected=rejected, origin=origin, at=arrival.at)
