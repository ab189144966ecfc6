# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps what the city hears in step with the register: which connections are active, at which brokers.

Of several processes of a city one calls the outside brokers; when it dies another goes on with its sessions,
in which the brokers have kept what came meanwhile.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
from django.db import DatabaseError, close_old_connections
from django.db import connections as databases

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mqtt.outside import Broker, OutsideBroker, Traffic
from stadtkern.flow.ingest.mqtt.topics import within
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, SourceUnavailable
from stadtkern.kernel.events import SourceFailed, SourceRecovered, tell
from stadtkern.web.outgoing import guard
from stadtkern.web.outgoing.limits import limits

from .handlers import BrokerTopics, Hearing
from .live import Live, looked_up
from .models import give_turn_back, take_turn
from .words import address_of, subscription_of

log = structlog.get_logger(__name__)

EVERY_S = 1.5
"""A change of a connection counts after at most this long [s]."""
REPLIES_EVERY_S = 10.0
PATIENCE_S = 10.0
"""A broker that is away for longer is an outage of its connections [s]."""
_TURN = "outside-brokers"
DEVICES = Caller(name="mqtt", may_observe=True)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """A broker of somebody else that connections name."""

    broker: str
    address: str = field(repr=False)
    authority: str


@dataclass(kw_only=True)
class _Called:
    """Such a broker with its client."""

    outside: OutsideBroker
    reason: str = "Der Broker hat noch nicht geantwortet."
    since: float = field(default_factory=time.monotonic)
    failed: bool = False
    """Whether its connections count as out of order."""

    def state(self, reason: str) -> None:
        """Note that the connection came, or why it went."""
        if bool(reason) != bool(self.reason):
            self.since = time.monotonic()
        self.reason = reason


class Supervisor:
    """A thread that looks at the register now and then."""

    def __init__(
        self, hearing: Hearing, *, holder: str, alone: bool, city: OutsideBroker | None = None
    ) -> None:
        """``holder``: this process; ``alone``: there is no other; ``city``: the city's outside broker."""
        self._hearing = hearing
        self._holder = holder
        self._alone = alone
        self._city = city
        self._called: dict[_Wanted, _Called] = {}
        self._leads = False
        self._replies_at = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mqtt-supervisor", daemon=True)

    def start(self) -> None:
        """Look once, then begin."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """End the calls; their sessions stay at the brokers."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(20)
        for called in self._called.values():
            called.outside.stop()
        if self._leads and not self._alone:
            give_turn_back(_TURN, self._holder)

    def look(self) -> None:
        """Do what the register says now."""
        hearing = self._hearing
        hearing.table = looked_up(hearing.table)
        if time.monotonic() >= self._replies_at:
            self.look_at_replies()
        self._leads = self._alone or take_turn(_TURN, self._holder, datetime.now(UTC))
        if self._city is not None:
            at_city = _patterns([one for one in hearing.table.lives if not one.subscription.broker])
            replies = dict.fromkeys(hearing.replies.patterns, 1)
            self._city.listen({**replies, **at_city} if self._leads else {})
        self._call(self._wanted() if self._leads else {})
        self._judge()

    def look_at_replies(self) -> None:
        """Look where actuators answer."""
        self._replies_at = time.monotonic() + REPLIES_EVERY_S
        self._hearing.replies.look_up()

    def _run(self) -> None:
        try:
            while not self._end.wait(EVERY_S):
                close_old_connections()
                try:
                    self.look()
                except DatabaseError as error:
                    log.warning("mqtt_register_not_read", reason=str(error))
                except Exception:  # the edge of a thread that must go on
                    log.exception("mqtt_supervisor_failed")
        finally:
            databases.close_all()

    def _wanted(self) -> dict[_Wanted, list[Live]]:
        """The brokers of somebody else, with the connections that name them."""
        wanted: dict[_Wanted, list[Live]] = {}
        elsewhere = {one.key: one for one in self._hearing.table.lives if one.subscription.broker}
        for row in Connection.objects.filter(key__in=elsewhere):
            try:
                words = subscription_of(row)
                one = _Wanted(broker=words.broker, address=address_of(row, words), authority=words.authority)
            except CityError as error:
                log.warning("mqtt_connection_unusable", connection=row.key, reason=str(error))
            else:
                wanted.setdefault(one, []).append(elsewhere[row.key])
        return wanted

    def _call(self, wanted: dict[_Wanted, list[Live]]) -> None:
        for gone in [one for one in self._called if one not in wanted]:
            called = self._called.pop(gone)
            if self._leads:
                called.outside.listen({})
            called.outside.stop()
        for one, lives in wanted.items():
            called = self._called.get(one) or self._begun(one)
            called.outside.listen(_patterns(lives))

    def _begun(self, wanted: _Wanted) -> _Called:
        topics = BrokerTopics(self._hearing, wanted.broker)
        client = hashlib.sha256(wanted.address.encode()).hexdigest()[:12]
        broker = Broker(
            url=wanted.address, client_id=f"stadtkern-{client}", authority=wanted.authority, older=True
        )
        traffic = Traffic(handler=topics, caller=lambda: DEVICES, retained=True)
        called = _Called(outside=OutsideBroker(broker, [traffic], state=lambda why: called.state(why)))
        self._called[wanted] = called
        try:
            check_address(wanted.broker)
            called.outside.start()
        except (SourceUnavailable, ValueError, OSError) as error:
            called.state(str(error))
        return called

    def _judge(self) -> None:
        """Brokers that are away for long are outages of their connections."""
        for wanted, called in self._called.items():
            keys = [one.key for one in self._hearing.table.lives if one.subscription.broker == wanted.broker]
            if called.reason and not called.failed and time.monotonic() - called.since > PATIENCE_S:
                called.failed = True
                _begin_outages(keys, called.reason)
            elif not called.reason and called.failed:
                called.failed = False
                _end_outages(keys)


def _patterns(lives: Sequence[Live]) -> dict[str, int]:
    """Topics of connections with their quality of service; those that lie within others are left out."""
    asked: dict[str, int] = {}
    for one in lives:
        for pattern in one.subscription.patterns:
            asked[pattern] = max(asked.get(pattern, 0), one.subscription.qos)
    return {
        pattern: qos
        for pattern, qos in asked.items()
        if not any(other != pattern and within(pattern, other) for other in asked)
    }


def check_address(url: str) -> None:
    """Refuse brokers in private networks unless the operator allows them.

    Raises:
        SourceUnavailable: the address is refused or cannot be resolved.
    """
    netloc = urlsplit(url).netloc
    guard.checked(f"https://{netloc}", allow_private=limits().allow_private)


def _begin_outages(keys: Sequence[str], reason: str) -> None:
    now = datetime.now(UTC)
    for key in keys:
        SourceState.objects.get_or_create(key=key)
        rows = SourceState.objects.filter(key=key, outage_since__isnull=True)
        if rows.update(outage_since=now, outage_reason=reason[:500]):
            tell(SourceFailed(at=now, source=key, reason=reason))


def _end_outages(keys: Sequence[str]) -> None:
    now = datetime.now(UTC)
    for key in keys:
        rows = SourceState.objects.filter(key=key, outage_since__isnull=False)
        if rows.update(outage_since=None, outage_reason="", failures=0):
            tell(SourceRecovered(at=now, source=key))
