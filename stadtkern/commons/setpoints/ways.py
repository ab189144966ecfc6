# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way to what is told, as inventories write it: ``lorawan:DEVICE``, ``mqtt:TOPIC``, ``webhook:URL``."""

from __future__ import annotations

_WAYS = {"lorawan": "device", "mqtt": "topic", "webhook": "url"}


def is_way(text: str) -> bool:
    """Whether a driver may understand this."""
    way, _colon, target = text.partition(":")
    return way.lower() in _WAYS and bool(target.strip())


def properties_of(text: str) -> dict[str, dict[str, str]]:
    """Properties of the actuator that drivers read, e.g. ``{"mqtt": {"topic": "licht/1"}}``."""
    way, _colon, target = text.partition(":")
    return {way.lower(): {_WAYS.get(way.lower(), "target"): target.strip()}}
