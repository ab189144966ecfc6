# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The features of the lake: what the rest of the city may ask of them, ``current.lake().features``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.lake.engine import Engine
from stadtkern.flow.lake.turns import Turns

from . import reading, tiles, writing
from .tables import Tables
from .tiles import TilePlace
from .words import Bounds, Changes, FeatureQuestion, FeatureTable, TilePart
from .writing import Batches


class FeatureStore:
    """The tables of features of an open lake; all methods may be called from any thread."""

    def __init__(self, engine: Engine, turns: Turns) -> None:
        """Nothing is read before something is asked; the first question costs 0.2 s more."""
        self.tables = Tables(engine, turns)

    def ensure(self, table: FeatureTable) -> None:
        """Make the table when it is missing, and add fields that it lacks.

        Raises:
            PayloadRejected: a name cannot be a field, or stands twice.
            LakeUnavailable: the lake cannot be written.
        """
        self.tables.ensure(table)

    def drop(self, table: FeatureTable) -> None:
        """Remove the table with its history; ``compact`` frees the disk.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        self.tables.drop(table)

    def alone(self) -> AbstractContextManager[None]:
        """Inside nobody else writes features, in this process and all others; may be nested."""
        return self.tables.turn()

    def write(
        self,
        table: FeatureTable,
        batches: Batches,
        *,
        complete: bool,
        at: datetime,
        kept: Sequence[str] = (),
    ) -> Changes:
        """Store features (columns key, geometry as WKB in OGC:CRS84, fields) in one commit.

        The difference is found by comparison: unchanged features are not touched, what was before goes into
        the history. With ``complete`` features that did not arrive are removed, but for those of ``kept``,
        which is read when everything has arrived.

        Raises:
            PayloadRejected: a column, key or geometry is wrong; nothing was written.
            LakeUnavailable: nothing was written.
        """
        arrival = writing.Arrival(batches=batches, complete=complete, kept=kept)
        return writing.write(self.tables, table, arrival, at=at)

    def remove(self, table: FeatureTable, keys: Sequence[str], *, at: datetime) -> Changes:
        """Remove the features with these keys; what they were stays in the history.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        return writing.remove(self.tables, table, keys, at=at)

    def page(self, question: FeatureQuestion) -> pa.Table:
        """One page: fid, key, geometry (WKB), fields; ordered as asked, else by fid.

        Raises:
            PayloadRejected: a field does not exist, or a value does not fit its condition.
            LimitExceeded: the page is too large, or the query took too long.
            LakeUnavailable: the lake cannot be read.
        """
        return reading.page(self.tables, question)

    def stream(self, question: FeatureQuestion) -> Iterator[pa.RecordBatch]:
        """The same without a limit, batch by batch and as of one moment.

        Raises:
            PayloadRejected: a field does not exist, or a value does not fit its condition.
            LimitExceeded: it took longer than an hour.
            LakeUnavailable: the lake cannot be read.
        """
        return reading.stream(self.tables, question)

    def count(self, question: FeatureQuestion) -> int:
        """How many features meet the question, counted; ``limit``, ``order`` and ``columns`` do not matter.

        Raises:
            LimitExceeded: counting took too long.
            LakeUnavailable: the lake cannot be read.
        """
        return reading.count(self.tables, question)

    def estimate(self, question: FeatureQuestion) -> int:
        """About how many features meet the question; counted when that takes no longer than 0.3 s.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return reading.estimate(self.tables, question)

    def feature(
        self, table: FeatureTable, key: str, *, at: datetime | None = None, crs: int = 4326
    ) -> pa.Table:
        """The feature with this key as a table of one row, or none.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return reading.feature(self.tables, table, key, at, crs)

    def versions(self, table: FeatureTable, key: str) -> pa.Table:
        """All that was ever true of a feature, oldest first: _since, _until, fid, key, geometry, fields.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return reading.versions(self.tables, table, key)

    def extent(self, table: FeatureTable) -> Bounds | None:
        """The box of all features [°]; null when none has a geometry.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return reading.extent(self.tables, table)

    def tile(self, parts: Sequence[TilePart], place: TilePlace) -> bytes:
        """A Mapbox Vector Tile with a layer per part that has features there; empty when none has.

        Raises:
            PayloadRejected: a field does not exist, or a value does not fit its condition.
            LimitExceeded: reading took too long.
            LakeUnavailable: the lake cannot be read.
        """
        return tiles.tile(self.tables, parts, place)

    def tile_layer(self, part: TilePart, place: TilePlace, *, most_bytes: int = tiles.MOST_BYTES) -> bytes:
        """One layer of a tile; layers one after the other are a tile. Errors as :meth:`tile`."""
        return tiles.layer(self.tables, part, place, most_bytes=most_bytes)

    def close(self) -> None:
        """Let go of everything."""
        self.tables.close()
