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


def within(pattern: str, limit: str) -> bool:
    """Whether every topic that the filter ``pattern`` covers is also covered by the filter ``limit``."""
    asked, granted = pattern.split("/"), limit.split("/")
    if pattern.startswith("$") and granted[0] in {"+", "#"}:
        return False
    for place, level in enumerate(granted):
        if level == "#":
            return True
        if place >= len(asked) or asked[place] == "#":
            return False
        if level not in {"+", asked[place]}:
            return False
    return len(asked) == len(granted)


def overlap(one: str, other: str) -> bool:
    """Whether some topic is covered by both filters."""
    first, second = one.split("/"), other.split("/")
    for mine, yours in zip(first, second, strict=False):
        if "#" in {mine, yours}:
            return True
        if mine != yours and "+" not in {mine, yours}:
            return False
    longer = first if len(first) > len(second) else second
    return len(first) == len(second) or longer[min(len(first), len(second))] == "#"


def _fits(text: str) -> bool:
    return 0 < len(text) <= MOST_LETTERS and "\x00" not in text and text.count("/") < MOST_LEVELS
