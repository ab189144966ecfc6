# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The features of the lake: what the rest of the city may ask of them, ``current.lake().features``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from stadtkern.flow.lake.engine import Engine
from stadtkern.flow.lake.turns import Turns

from . import exporting, reading, statistics, tiles, writing
from .tables import Tables
from .tiles import TilePlace
from .words import (
    Bounds,
    Changes,
    ColumnStatistics,
    FeatureQuestion,
    FeatureSize,
    FeatureTable,
    FileFormat,
    TilePart,
)
from .writing import Batches


class FeatureStore:
    """The tables of features of an open lake; all methods may be called from any thread."""

    def __init__(self, engine: Engine, turns: Turns) -> None:
        """Nothing is read before something is asked; the first question costs 0.2 s more."""
        self.tables = Tables(engine, turns)

    def ensure(self, table: FeatureTable) -> None:
        """Make the table when it is missing, add fields that it lacks, convert those of another kind.

        Raises:
            PayloadRejected: a name cannot be a field, or stands twice.
            LimitExceeded: too many fields with text for the memory of the lake.
            Contradiction: values of a field are not of its new kind; nothing was changed.
            LakeUnavailable: the lake cannot be written.
        """
        self.tables.ensure(table)

    def narrow(self, table: FeatureTable) -> None:
        """Take away fields that the table no longer has, with all their values, in the history too.

        Raises:
            LakeUnavailable: the lake cannot be written.
        """
        self.tables.narrow(table)

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

    def statistics(self, question: FeatureQuestion) -> Sequence[ColumnStatistics]:
        """What stands in the columns of the question, over all features; bounds and conditions do not count.

        Raises:
            LimitExceeded: it took too long.
            LakeUnavailable: the lake cannot be read.
        """
        return statistics.statistics(self.tables, question)

    def export(self, question: FeatureQuestion, format: FileFormat, target: Path) -> int:  # noqa: A002 - the word of the interface
        """Write what the question finds into a file, which appears only when it is whole; how many features.

        Raises:
            LakeUnavailable: the lake cannot be read, or the file cannot be written.
            LimitExceeded: it took longer than an hour.
        """
        return _FORMATS[format](self.tables, question, target)

    def forget(self, table: FeatureTable, before: datetime) -> int:
        """Remove from the history what was no longer true then; how many versions.

        Raises:
            LakeUnavailable: nothing was removed.
        """
        return writing.forget(self.tables, table, before)

    def size(self) -> FeatureSize:
        """How many tables and features there are, and the bytes of their files.

        Raises:
            LakeUnavailable: the lake cannot be read.
        """
        return reading.size(self.tables)

    def tidy(self, now: datetime) -> None:
        """Remove what writes that were killed left behind; for ``compact``."""
        writing.tidy(self.tables.engine.settings.folder, now)

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

    def tile_cells(self, table: FeatureTable, z: int, *, most: int) -> set[tuple[int, int]]:
        """Column and row of every tile of web mercator of this level that a feature touches.

        Raises:
            LimitExceeded: there are more than ``most``, or reading took too long.
            LakeUnavailable: the lake cannot be read.
        """
        return tiles.cells(self.tables, table, z, most=most)

    def close(self) -> None:
        """Let go of everything."""
        self.tables.close()


_FORMATS: Mapping[FileFormat, Callable[[Tables, FeatureQuestion, Path], int]] = {
    "geoparquet": exporting.export
}
