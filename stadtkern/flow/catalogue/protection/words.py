# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the protection check reads and what it says, free of Django's register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

Block = Mapping[str, pa.StringArray]
"""Some rows: texts by name of column, all of one length; null where a cell is empty."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as texts, block by block."""

    blocks: Iterator[Block]
    whole: bool = True
    """False when only its beginning is read."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One suspicion about one column."""

    column: str
    check: str
    """Name in ``reasons.REASONS``."""
    hits: int
    scanned: int
    """Values that were looked at."""
