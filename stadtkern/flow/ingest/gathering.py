# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small pushes that are on their way at the same time travel together: one batch, one conversion, one commit.

One sender leads: it takes everybody who waits to the lake and answers them, then the first of those who came
meanwhile leads. A thousand single values a second would otherwise be a thousand small Arrow tables.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import Receipt
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected

from . import push_words
from .push_words import PushObservation

SMALL = 50
"""Requests with more records go to the lake on their own."""
_LINGER_S = 0.004
"""Senders that were just answered come back within this time."""


@dataclass(kw_only=True)
class _Sender:
    observations: Sequence[PushObservation]
    ids: Sequence[int]
    turn: Future[Receipt | None] = field(default_factory=Future)
    """The receipt, or nothing when this sender is to lead."""


class Gathering:
    """Where small pushes wait for each other."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._waiting: list[_Sender] = []
        self._led = False
        self._expected = 0
        """Senders of the last batch and those who came meanwhile."""

    def append(self, observations: Sequence[PushObservation], ids: Sequence[int]) -> Receipt:
        """Store the records; returns after the commit.

        Raises:
            PayloadRejected: a value cannot be stored; nothing of this request was.
            LakeUnavailable: nothing was stored.
        """
        sender = _Sender(observations=observations, ids=ids)
        with self._arrived:
            self._waiting.append(sender)
            leads, self._led = not self._led, True
            if len(self._waiting) >= self._expected:
                self._arrived.notify()
        receipt = None if leads else sender.turn.result()
        if receipt is None:
            self._lead()
            receipt = sender.turn.result()
        if receipt is None:
            raise LakeUnavailable
        return receipt

    def _lead(self) -> None:
        """Take everybody to the lake, the leader too, and hand the lead on."""
        senders = self._take()
        try:
            _store(senders)
        finally:
            with self._arrived:
                self._expected = len(senders) + len(self._waiting)
                self._led = bool(self._waiting)
                successor = self._waiting[0] if self._waiting else None
            if successor:
                successor.turn.set_result(None)

    def _take(self) -> list[_Sender]:
        until = time.monotonic() + _LINGER_S
        with self._arrived:
            while len(self._waiting) < self._expected and (left := until - time.monotonic()) > 0:
                self._arrived.wait(left)
            senders, self._waiting = self._waiting, []
        for sender in senders:
            sender.turn = sender.turn if not sender.turn.done() else Future()
        return senders


def _store(senders: Sequence[_Sender]) -> None:
    """Store what they bring and answer each; one whose values are refused costs the others nothing."""
    try:
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
    observations = [one for sender in senders for one in sender.observations]
    ids = [key for sender in senders for key in sender.ids]
    table = push_words.with_ids(observations, ids)
    return lake().append_parts(table, [len(sender.ids) for sender in senders])


small = Gathering()
"""The gathering of this process."""
