# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Frame counters tell what was lost: every number between two that arrived is a frame nobody heard.

Frames may arrive late or in any order; then what was counted as lost is counted back. A new session (join) or
a device that starts again begins a new row of numbers. Counters of 16 bits run over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

_TURN = 1 << 16
MAX_GAP = 16_384
"""MAX_FCNT_GAP of LoRaWAN 1.0.3 section 4.3.1.5: a network server takes no larger step over a turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frames:
    """What is known about the frames of a device."""

    session: str = ""
    first: int | None = None
    """Lowest number of the session that arrived."""
    last: int | None = None
    """Highest number of the session that arrived, counted on over 16-bit turns."""
    last_at: datetime | None = None
    """When the network server had the frame with the highest number."""
    received: int = 0
    lost: int = 0
    resets: int = 0


def joined(known: Frames, session: str, at: datetime) -> Frames:
    """A new session begins; numbers start from 0. A join told late changes nothing."""
    same = bool(session) and session == known.session
    if same or (known.last_at is not None and at <= known.last_at):
        return known
    return replace(known, session=session, first=None, last=None, last_at=at)


def counted(known: Frames, session: str, f_cnt: int, at: datetime) -> Frames:
    """One more frame that has not been counted yet."""
    heard = replace(known, received=known.received + 1)
    if session and known.session and session != known.session:
        return _other_session(heard, session, f_cnt, at)
    if known.first is None or known.last is None or known.last_at is None:
        return replace(heard, session=session or known.session, first=f_cnt, last=f_cnt, last_at=at)
    number = _with_turns(f_cnt, known.last)
    if number > known.last:
        lost = known.lost + number - known.last - 1
        return replace(heard, last=number, last_at=max(at, known.last_at), lost=lost)
    if at > known.last_at and number != known.last:
        return replace(heard, first=f_cnt, last=f_cnt, last_at=at, resets=known.resets + 1)
    return _late(heard, number, known.first)


def _late(heard: Frames, number: int, first: int) -> Frames:
    """A frame that comes after one that was sent later: what was counted as lost was not."""
    if number < first:
        return replace(heard, first=number, lost=heard.lost + first - number - 1)
    if number in {first, heard.last}:
        return heard
    return replace(heard, lost=max(0, heard.lost - 1))


def _other_session(heard: Frames, session: str, f_cnt: int, at: datetime) -> Frames:
    """A frame of a session that began later, or of one that is over."""
    if heard.last_at is not None and at < heard.last_at:
        return heard
    reset = heard.resets + 1 if heard.session else heard.resets
    return replace(heard, session=session, first=f_cnt, last=f_cnt, last_at=at, resets=reset)


def _with_turns(f_cnt: int, last: int) -> int:
    """The number nearest to the last one, when the counter may have 16 bits."""
    if f_cnt >= _TURN:
        return f_cnt
    same_turn = last - last % _TURN + f_cnt
    if same_turn - last > _TURN // 2 and same_turn >= _TURN:
        return same_turn - _TURN
    next_turn = same_turn + _TURN
    return next_turn if last - same_turn > _TURN // 2 and next_turn - last <= MAX_GAP else same_turn
