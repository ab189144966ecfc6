# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The last messages that passed this process, so that people can see what a topic brings."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.ingest.mqtt.topics import matches
from stadtkern.kernel.messages import Message

MOST_TOPICS = 500
MOST_BYTES = 16 * 1024
"""Of one message; larger ones are not kept."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last message of a topic."""

    topic: str
    payload: bytes
    at: datetime


_LOCK = threading.Lock()
_LAST: OrderedDict[str, Seen] = OrderedDict()


def note(message: Message, at: datetime) -> None:
    """A message came."""
    if len(message.payload) > MOST_BYTES:
        return
    with _LOCK:
        _LAST[message.topic] = Seen(message.topic, message.payload, at)
        _LAST.move_to_end(message.topic)
        if len(_LAST) > MOST_TOPICS:
            _LAST.popitem(last=False)


def messages(patterns: Iterable[str], most: int = 20) -> Sequence[Seen]:
    """The last message of each topic that one of these patterns covers, newest first."""
    wanted = tuple(patterns)
    with _LOCK:
        last = list(_LAST.values())
    found = [one for one in reversed(last) if any(matches(pattern, one.topic) for pattern in wanted)]
    return found[:most]


def forget() -> None:
    """Forget all of them."""
    with _LOCK:
        _LAST.clear()
