# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small deliveries that are on their way at the same time travel together: one batch, one commit.

One sender leads: it takes everybody who waits to the lake and answers them, then the first of those who came
meanwhile leads. A thousand single values a second would otherwise be a thousand small Arrow tables.
Senders that do not wait (:meth:`Gathering.hand_in`) are led by a courier, a thread of its own. Who brings
rows has prepared the rules of their datastreams (``checking.known``): who leads asks no register. With a
shared ingest log they are all answered once it has taken what they brought.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.lake import rows as lake_rows
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import Receipt
from stadtkern.kernel import tracing
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected

from .checking import judging
from .log import current as shared
from .log.handing import Log
from .log.words import Part

SMALL = 50
"""Requests with more records go to the lake on their own."""
_LINGER_S = 0.004
"""Senders that were just answered come back within this time."""


@dataclass(kw_only=True)
class _Sender:
    rows: Sequence[Row]
    part: Part
    """Whose rows they are."""
    places: bool
    """Whether it wants to know where its rows ended up."""
    waits: bool
    """False: no thread of its own waits, so it cannot lead."""
    turn: Future[Receipt | None] = field(default_factory=Future)
    """The receipt, or nothing when this sender is to lead."""


class Gathering:
    """Where small deliveries wait for each other."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._waiting: list[_Sender] = []
        self._led = False
        self._expected = 0
        """Senders of the last batch and those who came meanwhile."""
        self._called = threading.Semaphore(0)
        self._courier: threading.Thread | None = None

    def append(self, rows: Sequence[Row], *, source: str, now: datetime, places: bool = False) -> Receipt:
        """Store the rows of a source; returns after the commit, or when the shared log has taken them.

        Raises:
            PayloadRejected: a value cannot be stored; nothing of this delivery was.
            LakeUnavailable: nothing was stored.
        """
        sender = _Sender(rows=rows, part=_part(rows, source, now), places=places, waits=True)
        receipt = None if self._join(sender) else sender.turn.result()
        if receipt is None:
            self._lead()
            receipt = sender.turn.result()
        if receipt is None:
            raise LakeUnavailable
        return receipt

    def hand_in(
        self, rows: Sequence[Row], *, source: str, now: datetime, places: bool = False
    ) -> Future[Receipt | None]:
        """The same without waiting: the receipt (never nothing) or the error comes from another thread."""
        sender = _Sender(rows=rows, part=_part(rows, source, now), places=places, waits=False)
        sender.turn.set_running_or_notify_cancel()
        if self._join(sender):
            self._call_courier()
        return sender.turn

    def _join(self, sender: _Sender) -> bool:
        """Queue up; true when nobody leads, so that somebody has to."""
        with self._arrived:
            self._waiting.append(sender)
            leads, self._led = not self._led, True
            if len(self._waiting) >= self._expected:
                self._arrived.notify()
        return leads

    def _lead(self) -> None:
        """Take everybody to the lake, the leader too, and hand the lead on."""
        senders = self._take()
        try:
            _store(senders)
        finally:
            with self._arrived:
                self._expected = len(senders) + len(self._waiting)
                self._led = bool(self._waiting)
                successor = next((one for one in self._waiting if one.waits), None)
                called = self._led and successor is None
            if successor:
                successor.turn.set_result(None)
            elif called:
                self._call_courier()

    def _take(self) -> list[_Sender]:
        until = time.monotonic() + _LINGER_S
        with self._arrived:
            while len(self._waiting) < self._expected and (left := until - time.monotonic()) > 0:
                self._arrived.wait(left)
            senders, self._waiting = self._waiting, []
        for sender in senders:
            sender.turn = sender.turn if not sender.turn.done() else Future()
        return senders

    def _call_courier(self) -> None:
        """Let the courier lead; only whoever holds the lead calls, so there is never a second one."""
        if self._courier is None or not self._courier.is_alive():
            self._courier = threading.Thread(target=self._carry, name="intake-courier", daemon=True)
            self._courier.start()
        self._called.release()

    def _carry(self) -> None:
        while self._called.acquire():
            self._lead()


def _store(senders: Sequence[_Sender]) -> None:
    """Store what they bring and answer each; one whose values are refused costs the others nothing."""
    try:
        with tracing.span("ingest.batch", deliveries=len(senders)):
            receipts = _together(senders)
    except PayloadRejected as error:
        if len(senders) == 1:
            senders[0].turn.set_exception(error)
            return
        for sender in senders:
            _store([sender])
    except Exception as error:  # noqa: BLE001 - whatever happens, everybody who waits gets to know it
        for sender in senders:
            sender.turn.set_exception(error)
    else:
        for sender, receipt in zip(senders, receipts, strict=True):
            sender.turn.set_result(receipt)


def _together(senders: Sequence[_Sender]) -> list[Receipt]:
    table = lake_rows.table([row for sender in senders for row in sender.rows])
    log = shared.log()
    if log is not None:
        return _handed_over(log, table, senders)
    wanted = any(sender.places for sender in senders)
    lengths = [len(sender.rows) for sender in senders]
    return lake().append_parts(judging.judged_from_memory(table), lengths, places=wanted)


def _handed_over(log: Log, table: pa.Table, senders: Sequence[_Sender]) -> list[Receipt]:
    """Each gets to know how many of its own the log has taken; a writer judges and stores them."""
    total = log.hand_over(table, [sender.part for sender in senders if sender.rows])
    return [replace(total, accepted=len(sender.rows)) for sender in senders]


def _part(rows: Sequence[Row], source: str, now: datetime) -> Part:
    return Part(source=source, rows=len(rows), at_us=micros(now))


small = Gathering()
"""The gathering of this process."""
