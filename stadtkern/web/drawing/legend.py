# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of lines, bars and classes: a sample with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .letters import text_width
from .palette import Look
from .pen import SIZE, Pen, way

ROW = 20.0
_SAMPLE = 24.0
_BOX = 12.0
_BETWEEN = 18.0


@dataclass(frozen=True, kw_only=True)
class Key:
    """One entry; ``marker`` is the size of the mark on a line."""

    name: str
    colour: int = 0
    sample: Literal["line", "faint", "bar", "hollow", "point", "none"] = "line"
    dash: str = ""
    marker: float = 0.0
    shape: int | None = None


def arranged(keys: Sequence[Key], room: float, *, most: int = 4) -> tuple[tuple[Key, ...], ...]:
    """The keys in rows of so much room; rows beyond ``most`` are left out."""
    rows: list[list[Key]] = []
    used = room
    for key in keys:
        width = _width(key, room)
        if not rows or used + width > room:
            rows.append([])
            used = 0.0
        rows[-1].append(key)
        used += width + _BETWEEN
    return tuple(tuple(row) for row in rows[:most])


def legend(pen: Pen, rows: Sequence[Sequence[Key]], left: float, top: float, room: float) -> float:
    """Draws rows of keys; answers their height."""
    for place, row in enumerate(rows):
        across, middle = left, top + place * ROW + ROW / 2
        for key in row:
            _sample(pen, key, across, middle)
            before = _before(key)
            pen.text(key.name, (across + before, middle + 4.5), room=room - before)
            across += _width(key, room) + _BETWEEN
    return len(rows) * ROW + (6 if rows else 0)


def _width(key: Key, room: float) -> float:
    before = _before(key)
    return before + min(room - before, text_width(key.name, SIZE))


def _before(key: Key) -> float:
    """Room of the sample with its distance to the name."""
    return (_SAMPLE if key.sample in {"line", "faint"} else _BOX) + 6


def _sample(pen: Pen, key: Key, left: float, middle: float) -> None:
    if key.sample in {"bar", "hollow"}:
        look: Look = "fill" if key.sample == "bar" else "hollow"
        pen.rect((left, middle - _BOX / 2, _BOX, _BOX), look, colour=key.colour, round_to=2)
        return
    if key.sample in {"line", "faint"}:
        stroke: Look = "faint" if key.sample == "faint" else "earlier" if key.dash else "line"
        pen.path(way([(left, middle), (left + _SAMPLE, middle)]), stroke, colour=key.colour, dash=key.dash)
    if key.marker:
        look = "ring" if key.sample == "none" else "dot"
        at = (left + (_before(key) - 6) / 2, middle)
        pen.symbol(at, key.marker, look, colour=key.colour, shape=key.shape)
