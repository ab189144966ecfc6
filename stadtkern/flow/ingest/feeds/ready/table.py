# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All ready connectors, in the order in which the assistant offers them."""

from __future__ import annotations

from .words import Ready

READY: tuple[Ready, ...] = ()


def find(key: str) -> Ready | None:
    """The connector of this key."""
    return next((one for one in READY if one.key == key), None)
