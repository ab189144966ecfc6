# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Samples of messages, shown as people can read them, and the sheet on which fields get their meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.feeds import assigning
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.ingest.mapping.words import Mapping
from stadtkern.kernel.observation import Payload

from .seen import Seen
from .words import Subscription

_SHOWN = 400


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message as a row of a table."""

    seen: Seen
    text: str
    cut: bool
    usable: bool
    """Whether it can be taken as a sample from the page: it is text."""


def shown(seen: Seen) -> Shown:
    """A message for people."""
    text = seen.payload.decode(errors="replace")
    return Shown(
        seen=seen,
        text=text[:_SHOWN],
        cut=len(text) > _SHOWN,
        usable="\ufffd" not in text and "\x00" not in text,
    )


def sheet(
    connection: Connection, words: Subscription, sample: Payload, *, records: str = ""
) -> assigning.Sheet:
    """The table of fields; as long as nothing else is said the device stands in the topic.

    Raises:
        CityError: the sample is not what the settings say.
    """
    made = assigning.sheet(connection, FeedSettings(url="", form=words.form), sample, records=records)
    return replace(made, thing=made.thing or _thing(connection, words))


def _thing(connection: Connection, words: Subscription) -> str:
    try:
        before = msgspec.convert(connection.mapping, Mapping)
    except msgspec.ValidationError:
        return level_of(words.topics[0])
    return before.thing if "{topic" in before.thing else ""


def level_of(pattern: str) -> str:
    """The placeholder for the first level of a topic that is not always the same."""
    levels = pattern.split("/")
    place = next((number for number, level in enumerate(levels) if level in {"+", "#"}), None)
    return "" if place is None else f"{{topic.{place + 1}}}"
