# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A batch becomes one message per partition, each small enough for the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stadtkern.kernel.errors import PayloadRejected

from .envelope import encode
from .words import PARTITIONS, Part

Int64s = npt.NDArray[np.int64]
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Multiplying by it spreads neighbouring numbers (Knuth, The Art of Computer Programming 3, 6.4)."""
_SHIFT = np.uint64(60)


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is published at once."""

    partition: int
    content: bytes
    rows: Int64s
    """Where its rows stood in the batch."""


def partitions_of(datastreams: Int64s) -> Int64s:
    """Which partition each datastream belongs to: the first four bits of a spread number."""
    spread = datastreams.astype(np.uint64) * _SPREAD
    return (spread >> _SHIFT).astype(np.int64) % PARTITIONS


def messages(table: pa.Table, parts: Sequence[Part], *, most: int) -> list[Message]:
    """The messages of a batch, none larger than ``most`` bytes.

    Raises:
        PayloadRejected: one observation alone is larger.
    """
    where = partitions_of(table.column("datastream_id").to_numpy())
    owner = np.repeat(np.arange(len(parts)), [part.rows for part in parts])
    found: list[Message] = []
    for partition in np.unique(where).tolist():
        rows = np.flatnonzero(where == partition)
        found += _fitting(_Cut(table=table, parts=parts, owner=owner, partition=partition), rows, most)
    return found


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """What is cut into messages."""

    table: pa.Table
    parts: Sequence[Part]
    owner: Int64s
    """Which part each row belongs to."""
    partition: int


def _fitting(cut: _Cut, rows: Int64s, most: int) -> Iterator[Message]:
    """One message, or halves of it until each fits."""
    table = cut.table if len(rows) == cut.table.num_rows else cut.table.take(rows)
    counts = np.bincount(cut.owner[rows], minlength=len(cut.parts)).tolist()
    content = encode(
        table, [part._replace(rows=count) for part, count in zip(cut.parts, counts, strict=True) if count]
    )
    if len(content) <= most:
        yield Message(partition=cut.partition, content=content, rows=rows)
        return
    if len(rows) == 1:
        raise PayloadRejected(f"one observation has {len(content)} bytes, at most {most} fit into the log")
    middle = len(rows) // 2
    yield from _fitting(cut, rows[:middle], most)
    yield from _fitting(cut, rows[middle:], most)
