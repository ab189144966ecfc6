# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finished answers that are kept in memory: a change of their collection changes the tag."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from stadtkern.flow.outlets.answering.answers import Answer

from .served import served

_SHARE = 8
"""One answer takes at most this part of the room."""


class Kept:
    """Answers by tag, together of at most so many bytes as the operator allows; the least used go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._bytes = 0
        self._making: dict[str, tuple[threading.Lock, int]] = {}

    def answer(self, tag: str, make: Callable[[], Answer]) -> Answer:
        """The answer with this tag; of many who ask for it at the same time one makes it for all."""
        turn = self._turn(tag)
        try:
            with turn:
                return self.get(tag) or self.keep(replace(make(), tag=tag))
        finally:
            self._leave(tag)

    def get(self, tag: str) -> Answer | None:
        """The answer with this tag, when it is kept."""
        with self._lock:
            found = self._answers.get(tag)
            if found is not None:
                self._answers.move_to_end(tag)
            return found

    def keep(self, answer: Answer) -> Answer:
        """The same answer, kept when it is not large."""
        room = served().kept_bytes
        if answer.parts is not None or len(answer.body) * _SHARE > room:
            return answer
        with self._lock:
            if answer.tag not in self._answers:
                self._answers[answer.tag] = answer
                self._bytes += len(answer.body)
            while self._bytes > room:
                _tag, gone = self._answers.popitem(last=False)
                self._bytes -= len(gone.body)
        return answer

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._answers.clear()
            self._bytes = 0

    def _turn(self, tag: str) -> threading.Lock:
        with self._lock:
            turn, waiting = self._making.get(tag, (threading.Lock(), 0))
            self._making[tag] = (turn, waiting + 1)
            return turn

    def _leave(self, tag: str) -> None:
        with self._lock:
            turn, waiting = self._making[tag]
            if waiting == 1:
                del self._making[tag]
            else:
                self._making[tag] = (turn, waiting - 1)


KEPT = Kept()
"""Of this process."""
