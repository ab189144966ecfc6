# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a ready connector is: what is asked of people, how its feed is fetched and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from stadtkern.flow.ingest.feeds.asking import Asker
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.observation import Decoded, Payload

Text = str | Promise
Fetch = Callable[[Asker, Visit, str], Iterator[Page]]
"""Asks; the last argument is the key of the connection."""
Decode = Callable[[FeedSettings, str, Payload], Decoded]
"""Reads; the second argument is the key of the connection, with which the codes of its things begin."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Something that people fill in."""

    key: str
    label: Text
    hint: Text = ""
    example: str = ""
    required: bool = True
    pattern: str = ""
    """Regular expression of the whole answer; empty: anything."""
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A connector that knows a format."""

    key: str
    title: Text
    explanation: Text
    asked: tuple[Asked, ...]
    domains: tuple[str, ...] = ()
    """Names of the domains it makes sense for, the best first; empty: any."""
    url: Callable[[Mapping[str, str]], str]
    """The address that is asked (first), from the answers."""
    every_s: int = 300
    settings: Mapping[str, object] = field(default_factory=dict)
    """Further settings of the feed."""
    fetch: Fetch | None = None
    """Null: as any feed."""
    decode: Decode | None = None
    """Null: fields are mapped in the assistant."""
    selects_streams: bool = False
    """True when people choose which datastreams of the other server are mirrored."""
    proposal: Mapping[str, object] = field(default_factory=dict)
    """Facts that are known in advance: publisher, licence, homepage, attribution."""
