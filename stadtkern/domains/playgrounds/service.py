# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others may ask about playgrounds."""

from __future__ import annotations

from .collections import COLLECTIONS

KEYS = tuple(one.key for one in COLLECTIONS)
"""Keys of the collections of playgrounds."""
