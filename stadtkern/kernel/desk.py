# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the first page of the cockpit is put together from; ``settings.wiring`` names who tells it what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from .finding import Hit
from .models import Person


@dataclass(frozen=True, kw_only=True)
class SubjectCount:
    """Something that is counted per subject and should be none: rejected records, open alarms."""

    key: str
    title: str | Promise
    url_name: str
    """Page where it is dealt with."""
    counts: Callable[[Person, datetime], Mapping[str, int]]
    """By name of the subject, as far as the person may see; one query."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """Objects that somebody uses daily, offered on the first page."""

    title: str | Promise
    url_name: str
    """Page with all of them."""
    found: Callable[[Person], Sequence[Hit]]
    """A few, the most wanted first."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """How a kind of the audit log is told on the first page: ``thing muenster/1`` becomes name and page."""

    kind: str
    """First word of the entry's subject."""
    title: str | Promise
    """One of them: ``Objekt``."""
    named: Callable[[Person, Collection[str]], Mapping[str, Hit]]
    """By key, only those that this person may open; one query, two at most."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who tells the first page what."""

    counts: tuple[SubjectCount, ...] = ()
    own: tuple[Own, ...] = ()
    names: Mapping[str, Named] = field(default_factory=dict)


_DESK: list[Desk] = [Desk()]


def declare(
    *, counts: Iterable[SubjectCount] = (), own: Iterable[Own] = (), names: Iterable[Named] = ()
) -> None:
    """Replace what the first page of this process is put together from."""
    _DESK[:] = [Desk(counts=tuple(counts), own=tuple(own), names={one.kind: one for one in names})]


def desk() -> Desk:
    """Who tells the first page what."""
    return _DESK[0]
