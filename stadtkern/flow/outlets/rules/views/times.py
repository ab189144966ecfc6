# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Times as they stand in the JSON of the register."""

from __future__ import annotations

from datetime import datetime


def of_json(text: object) -> datetime | None:
    """An aware time; none when there is none."""
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
