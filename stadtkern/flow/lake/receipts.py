# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What each sender of a shared commit is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .chains import Plan
from .state import Int64s
from .words import Receipt


def receipts(asked: Sequence[tuple[int, bool]], planned: Plan | None, snapshot: int) -> list[Receipt]:
    """A receipt for each part (rows, whether its places are asked for)."""
    ends = np.cumsum([length for length, _ in asked])
    stored = _per_caller(ends, planned.positions if planned else None)
    superseded = _per_caller(ends, planned.replacing if planned else None)
    places = planned.places() if planned and any(wanted for _, wanted in asked) else []
    return [
        Receipt(
            stored=new,
            duplicates=length - new,
            superseded=old,
            snapshot=snapshot,
            places=tuple(places[end - length : end]) if wanted else (),
        )
        for (length, wanted), end, new, old in zip(asked, ends.tolist(), stored, superseded, strict=True)
    ]


def _per_caller(ends: Int64s, positions: Int64s | None) -> list[int]:
    if positions is None or not len(positions):
        return [0] * len(ends)
    callers = np.searchsorted(ends, positions, side="right")
    return [int(number) for number in np.bincount(callers, minlength=len(ends))]
