# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small counts stay unpublished: which values of fine intervals may be shown, so that none can be worked out.

Time is cut into *blocks* of the width from which on the domain publishes everything (usually an hour). Fine
values of a block are published all or not at all: only when the block is over, complete, and no value in it
is small, for this datastream and for its siblings (a total and its directions). Otherwise the published
block total minus the published fine values would give the small one away. For the same reason coarser
intervals must consist of whole blocks that are over, and smallest, largest and percentile values below the
limit are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from stadtkern.flow.lake.words import Bucket, Interval
from stadtkern.kernel.domain import SmallCounts

_ANCHOR = datetime(1969, 12, 31, 23, tzinfo=UTC)
"""Where the lake counts fixed lengths from: midnight of 1 January 1970, Central European Time."""
_FIXED_S = {"second": 1, "minute": 60, "hour": 3600}


def applies(rule: SmallCounts | None, spacing_s: int | None) -> bool:
    """Whether observations of this spacing need protection; an unknown spacing does."""
    return rule is not None and (spacing_s is None or spacing_s < rule.finer_than_s)


def width_s(interval: Interval) -> int:
    """Width of a bucket [s]; of calendar units a day, because all of them consist of whole days."""
    return interval.number * _FIXED_S.get(interval.unit, 86_400)


def is_fine(rule: SmallCounts, interval: Interval) -> bool:
    """Whether buckets of this width show small counts."""
    return width_s(interval) < rule.finer_than_s


def fits(rule: SmallCounts, interval: Interval) -> bool:
    """Whether the interval divides a block, or consists of whole blocks."""
    width = width_s(interval)
    return rule.finer_than_s % width == 0 if width < rule.finer_than_s else width % rule.finer_than_s == 0


def block(rule: SmallCounts) -> Interval:
    """A block as an interval of the lake."""
    for unit in ("hour", "minute"):
        if rule.finer_than_s % _FIXED_S[unit] == 0:
            return Interval(
                number=rule.finer_than_s // _FIXED_S[unit], unit="hour" if unit == "hour" else "minute"
            )
    return Interval(number=rule.finer_than_s, unit="second")


def block_start(rule: SmallCounts, at: datetime) -> datetime:
    """Start of the block that contains this moment."""
    width = timedelta(seconds=rule.finer_than_s)
    return _ANCHOR + (at - _ANCHOR) // width * width


def block_end(rule: SmallCounts, at: datetime) -> datetime:
    """End of the block that contains this moment; a moment between two blocks is an end itself."""
    start = block_start(rule, at)
    return start if start == at else start + timedelta(seconds=rule.finer_than_s)


def whole_blocks(
    rule: SmallCounts, interval: Interval, start: datetime, end: datetime, *, now: datetime
) -> tuple[datetime, datetime]:
    """The blocks that a range touches; with intervals that are sums of blocks only as far as they are over.

    A running block would show its parts one after the other to whoever asks again and again.
    """
    begin, stop = block_start(rule, start), block_end(rule, end)
    return begin, stop if is_fine(rule, interval) else max(begin, min(stop, block_start(rule, now)))


def open_blocks(
    rule: SmallCounts, series: Iterable[tuple[int | None, Sequence[Bucket]]], *, now: datetime
) -> frozenset[datetime]:
    """Starts of the blocks whose fine values may be published.

    ``series`` holds, for the datastream and each sibling that has data, its spacing [s] and its blocks.
    """
    admitted: frozenset[datetime] | None = None
    for spacing_s, blocks in series:
        own = frozenset(b.start for b in blocks if _is_open(rule, spacing_s, b, now))
        admitted = own if admitted is None else admitted & own
    return admitted or frozenset()


def _is_open(rule: SmallCounts, spacing_s: int | None, bucket: Bucket, now: datetime) -> bool:
    if spacing_s is None or bucket.min is None or bucket.end > now:
        return False
    return bucket.count * spacing_s >= rule.finer_than_s and bucket.min >= rule.below
