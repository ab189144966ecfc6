# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work that many threads bring at the same time is done together by one of them, in one go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Brought = TypeVar("Brought")
Answer = TypeVar("Answer")


@dataclass(kw_only=True)
class _Waiting(Generic[Brought, Answer]):
    """One piece of work, its answer, and the wish of the one before that it goes on."""

    work: Brought
    answer: Future[Answer] = field(default_factory=Future)
    moved: threading.Event = field(default_factory=threading.Event)
    """Set when it is answered, or when whoever brought it is to lead."""


class Together(Generic[Brought, Answer]):
    """Where work waits for the work before it; who comes first leads, then the first of those who waited."""

    def __init__(self, do: Callable[[Sequence[Brought]], Sequence[Answer]], *, most: int) -> None:
        """``do`` answers every piece in order; ``most`` pieces go together."""
        self._do = do
        self._most = most
        self._lock = threading.Lock()
        self._waiting: list[_Waiting[Brought, Answer]] = []
        self._led = False

    def bring(self, work: Brought) -> Answer:
        """The answer to this piece; whatever ``do`` raises is raised for all that went together."""
        mine: _Waiting[Brought, Answer] = _Waiting(work=work)
        with self._lock:
            self._waiting.append(mine)
            leads, self._led = not self._led, True
        if not leads:
            mine.moved.wait()
        if not mine.answer.done():
            self._lead()
        return mine.answer.result()

    def _lead(self) -> None:
        """Do what waits, the own work first of all, and hand the lead on."""
        with self._lock:
            some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            self._answer(some)
        finally:
            with self._lock:
                successor = self._waiting[0] if self._waiting else None
                self._led = successor is not None
            for one in some:
                one.moved.set()
            if successor is not None:
                successor.moved.set()

    def _answer(self, some: Sequence[_Waiting[Brought, Answer]]) -> None:
        try:
            answers = self._do([one.work for one in some])
        except Exception as error:  # noqa: BLE001 - whoever waits gets to know it
            for one in some:
                one.answer.set_exception(error)
            return
        for one, answer in zip(some, answers, strict=True):
            one.answer.set_result(answer)
