# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Topic names and topic filters: which are valid, which match (OASIS MQTT 5.0 clause 4.7)."""

from __future__ import annotations

MOST_LETTERS = 4_096
"""Of a topic or filter; SensorThings subscriptions carry query options."""
MOST_LEVELS = 128


def is_topic(text: str) -> bool:
    """Whether a message may have this topic: not empty, no wildcard."""
    return _fits(text) and "+" not in text and "#" not in text


def is_pattern(text: str) -> bool:
    """Whether it is a topic filter: wildcards stand alone in their level, ``#`` at the end."""
    if not _fits(text):
        return False
    levels = text.split("/")
    if any(len(level) > 1 and ("+" in level or "#" in level) for level in levels):
        return False
    return "#" not in levels[:-1]


def has_wildcard(pattern: str) -> bool:
    """Whether a level of the filter is ``+`` or ``#``."""
    return not {"+", "#"}.isdisjoint(pattern.split("/"))


def matches(pattern: str, topic: str) -> bool:
    """Whether the filter covers the topic; ``$…`` topics are not covered by a wildcard in front (4.7.2)."""
    wanted, given = pattern.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in {"+", "#"}:
        return False
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(given) or level not in {"+", given[place]}:
            return False
    return len(wanted) == len(given)


def _fits(text: str) -> bool:
    return 0 < len(text) <= MOST_LETTERS and "\x00" not in text and text.count("/") < MOST_LEVELS
