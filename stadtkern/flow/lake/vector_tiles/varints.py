# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Variable-length integers of Protocol Buffers, a whole array at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_STEPS = tuple(1 << (7 * n) for n in range(1, 9))


def lengths(values: Ints) -> Ints:
    """Bytes that each number takes; numbers are not negative."""
    found = np.ones(len(values), np.int64)
    most = int(values.max(initial=0))
    for step in _STEPS:
        if most < step:
            break
        found += values >= step
    return found


def written(values: Ints) -> Bytes:
    """The numbers one after the other, seven bits per byte, lowest first."""
    sizes = lengths(values)
    starts = np.cumsum(sizes) - sizes
    found = np.empty(int(sizes.sum()), np.uint8)
    for place in range(int(sizes.max(initial=0))):
        longer = np.flatnonzero(sizes > place)
        piece = (values[longer] >> (7 * place)) & 0x7F
        piece |= np.where(sizes[longer] > place + 1, 0x80, 0)
        found[starts[longer] + place] = piece
    return found


def zigzag(values: Ints) -> Ints:
    """Signed numbers as unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return (values << 1) ^ (values >> 63)


def one(value: int) -> bytes:
    """A single number."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)
