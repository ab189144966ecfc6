# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts with placeholders: ``{$.id}`` of the record, ``{topic.2}`` of the topic, ``{name}`` of all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import CityError

from .paths import Query, query

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LEVEL = re.compile(r"topic\.([1-9]\d{0,2})")


class TextRefused(CityError):
    """In diesem Text steht ein Platzhalter, den es nicht gibt."""


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of the topic, from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class _Name:
    """The whole name of the payload."""


Part: TypeAlias = str | Query | _Level | _Name


@dataclass(frozen=True, slots=True)
class Template:
    """A text with placeholders that was read."""

    parts: tuple[Part, ...]

    @property
    def of_record(self) -> bool:
        """Whether it depends on the record, not only on the name of the payload."""
        return any(isinstance(part, Query) for part in self.parts)

    def filled(self, record: Json, name: str, *, loose: bool = False) -> str | None:
        """The text for this record of the payload of this name; none when something is not told."""
        said = []
        for part in self.parts:
            one = part if isinstance(part, str) else _said(part, record, name, loose)
            if not one and one is not part:
                return None
            said.append(one or "")
        return "".join(said).replace("\x00", "").strip()


@lru_cache(maxsize=2_000)
def template(text: str) -> Template:
    """Read a text with placeholders.

    Raises:
        TextRefused: a placeholder is unknown.
        PathRefused: a path in it breaks the grammar.
    """
    parts: list[Part] = []
    at = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > at:
            parts.append(text[at : match.start()])
        parts.append(_part(match[1].strip()))
        at = match.end()
    if at < len(text):
        parts.append(text[at:])
    return Template(parts=tuple(parts))


def scalar_text(value: object) -> str | None:
    """A value as text; none for lists, objects and null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None


def _part(said: str) -> Part:
    if said == "name":
        return _Name()
    level = _LEVEL.fullmatch(said)
    if level:
        return _Level(int(level[1]))
    if said.startswith("$"):
        return query(said)
    raise TextRefused(
        f"Den Platzhalter {{{said}}} gibt es nicht; möglich sind {{$.pfad}}, {{topic.2}} und {{name}}."
    )


def _said(part: Query | _Level | _Name, record: Json, name: str, loose: bool) -> str | None:
    if isinstance(part, _Name):
        return name
    if isinstance(part, _Level):
        levels = name.split("/")
        return levels[part.number - 1] if part.number <= len(levels) else None
    value = part.one(record, loose=loose)
    if loose and isinstance(value, dict):
        value = value.get("#text")
    return scalar_text(value)
