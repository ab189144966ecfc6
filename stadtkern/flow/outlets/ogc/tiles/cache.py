# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Layers of tiles that were made before: some in memory, more in a folder, under the state they were made of.

The state of a collection is part of the name, so a change is seen at once by every process: it asks for a
name that nobody has written yet. What is not asked for any more goes when the room is used up.
"""

from __future__ import annotations

import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import structlog

log = structlog.get_logger(__name__)

_MIB = 1024 * 1024
_STRIPES = 64
_ENTRY_BYTES = 300
"""What an entry takes in memory beside its bytes."""
_KEEP_SHARE = 0.7
"""When the folder is full, this part of the room stays in use."""


@dataclass(frozen=True, kw_only=True)
class CacheSettings:
    """What tiles may take."""

    folder: Path | None = None
    """Null: memory alone."""
    memory_bytes: int = 64 * _MIB
    folder_bytes: int = 512 * _MIB


class TileName(NamedTuple):
    """Which layer of which tile, made of what."""

    collection: int
    state: str
    """Letters, digits and hyphens."""
    grid: str
    z: int
    x: int
    y: int

    def path(self, folder: Path) -> Path:
        """Where it lies."""
        return folder / str(self.collection) / self.state / self.grid / str(self.z) / f"{self.x}-{self.y}.mvt"


class TileCache:
    """Layers by name; empty ones too. May be asked from any thread."""

    def __init__(self, settings: CacheSettings) -> None:
        """Nothing is read before the first question."""
        self._settings = settings
        self._lock, self._room = threading.Lock(), threading.Lock()
        self._makers = tuple(threading.Lock() for _ in range(_STRIPES))
        self._memory: OrderedDict[TileName, bytes] = OrderedDict()
        self._memory_bytes = 0
        self._folder_bytes: int | None = None

    def get(self, name: TileName, make: Callable[[], bytes]) -> bytes:
        """The layer, made now when it is not kept; two who ask at once make it once.

        Raises:
            CityError: as ``make`` does; nothing is kept then.
        """
        found = self._remembered(name)
        if found is not None:
            return found
        with self._makers[hash(name) % _STRIPES]:
            found = self._remembered(name)
            if found is None:
                found = self._read(name)
            if found is None:
                found = make()
                self._write(name, found)
            self._remember(name, found)
        return found

    def _remembered(self, name: TileName) -> bytes | None:
        with self._lock:
            found = self._memory.get(name)
            if found is not None:
                self._memory.move_to_end(name)
            return found

    def _remember(self, name: TileName, layer: bytes) -> None:
        with self._lock:
            if name in self._memory:
                return
            self._memory[name] = layer
            self._memory_bytes += len(layer) + _ENTRY_BYTES
            while self._memory_bytes > self._settings.memory_bytes and self._memory:
                _gone, content = self._memory.popitem(last=False)
                self._memory_bytes -= len(content) + _ENTRY_BYTES

    def _read(self, name: TileName) -> bytes | None:
        if self._settings.folder is None:
            return None
        try:
            return name.path(self._settings.folder).read_bytes()
        except OSError:
            return None

    def _write(self, name: TileName, layer: bytes) -> None:
        """Kept files are whole: they get their name when they are written. A full disk costs speed only."""
        folder = self._settings.folder
        if folder is None:
            return
        path = name.path(folder)
        half = path.with_name(f"{uuid4().hex}.part")
        try:
            self._clear_older(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(layer)
            half.replace(path)
            self._make_room(folder, len(layer))
        except OSError as error:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            log.warning("tile_not_kept", reason=error.strerror)

    def _clear_older(self, folder: Path, name: TileName) -> None:
        """Remove what was made of earlier states of the collection, when this is the first of its state."""
        mine = folder / str(name.collection)
        if (mine / name.state).exists() or not mine.exists():
            return
        for other in mine.iterdir():
            shutil.rmtree(other, ignore_errors=True)
        with self._room:
            self._folder_bytes = None

    def _make_room(self, folder: Path, more: int) -> None:
        with self._room:
            if self._folder_bytes is None:
                self._folder_bytes = sum(size for _time, size, _path in _files(folder))
            else:
                self._folder_bytes += more
            if self._folder_bytes <= self._settings.folder_bytes:
                return
            self._folder_bytes = _thinned(folder, int(self._settings.folder_bytes * _KEEP_SHARE))


def _files(folder: Path) -> list[tuple[float, int, Path]]:
    """Time of writing, size and path of every kept layer; other processes may remove some meanwhile."""
    found = []
    for path in folder.rglob("*.mvt"):
        try:
            facts = path.stat()
        except OSError:
            continue
        found.append((facts.st_mtime, facts.st_size, path))
    return found


def _thinned(folder: Path, room: int) -> int:
    """Remove the oldest until the others fit; the bytes that stay."""
    kept = 0
    for _time, size, path in sorted(_files(folder), reverse=True):
        if kept + size > room:
            path.unlink(missing_ok=True)
        else:
            kept += size
    return kept


_PROVIDED: list[TileCache] = [TileCache(CacheSettings())]


def provide(settings: CacheSettings) -> None:
    """Say what tiles may take in this process."""
    _PROVIDED[:] = [TileCache(settings)]


def cache() -> TileCache:
    """What this process keeps."""
    return _PROVIDED[0]
