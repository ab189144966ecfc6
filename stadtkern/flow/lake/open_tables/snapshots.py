# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Released tables as Parquet files on this machine: made when they are asked for, again when they are old.

A cache: whatever is here can be made anew from the lake, and is removed when it was not read for long. Each
machine of a scaled-out city has its own.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import pyarrow.parquet as pq

from stadtkern.kernel.errors import LakeUnavailable

MIB = 1024 * 1024
_KEPT = timedelta(hours=2)
"""So long an older file stays, for those who are paging through it."""
_NAME = re.compile(r"(\d{8}T\d{12})_([0-9a-f]{16})\.parquet")
_TIME = "%Y%m%dT%H%M%S%f"
_UNFINISHED = ".part"

Write = Callable[[Path], None]
"""Writes the file whole; raises a city error when it cannot."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a snapshot is made of."""

    name: str
    """Key and identity of the dataset: what was deleted and made again is another one."""
    revision: str
    """Equal texts mean that nothing has changed."""

    @property
    def folder(self) -> str:
        """Name of the folder of its files."""
        return blake2b(self.name.encode(), digest_size=12).hexdigest()

    @property
    def mark(self) -> str:
        """The revision as it stands in file names."""
        return blake2b(self.revision.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One table as it was at one time."""

    path: Path
    made_at: datetime
    mark: str
    """Of its revision."""

    @property
    def bytes(self) -> int:
        """Size of the file."""
        return self.path.stat().st_size

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(pq.read_metadata(self.path).num_rows)

    @property
    def address(self) -> str:
        """Names this very file within its folder, for cursors and entity tags."""
        return self.path.stem


class Shelf:
    """The folder of the snapshots of this machine; safe to be used by many threads and processes."""

    def __init__(self, folder: Path, *, most_bytes: int = 2048 * MIB) -> None:
        self.folder = folder
        self._most_bytes = most_bytes
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    def newest(self, subject: Subject) -> Snapshot | None:
        """The newest snapshot of any revision; null: there is none yet."""
        found = self._snapshots(subject.folder)
        if not found:
            return None
        _used(found[-1].path)
        return found[-1]

    def named(self, subject: Subject, address: str) -> Snapshot | None:
        """The snapshot with this address, while it is kept."""
        return next((one for one in self._snapshots(subject.folder) if one.address == address), None)

    def make(self, subject: Subject, write: Write, now: datetime) -> Snapshot:
        """A snapshot of this revision, made now unless somebody else has just made it.

        Raises:
            LakeUnavailable: the disk is full or cannot be written; city errors of ``write``.
        """
        with self._guard:
            lock = self._locks[subject.folder]
        with lock:
            known = self.newest(subject)
            if known is not None and known.mark == subject.mark:
                return known
            path = self.folder / subject.folder / f"{now.astimezone(UTC):{_TIME}}_{subject.mark}.parquet"
            self._written(path, write)
            self._tidy(now, keep=path)
        return Snapshot(path=path, made_at=now, mark=subject.mark)

    def beside(self, snapshot: Snapshot, suffix: str, write: Write) -> Path:
        """The snapshot in another format (``suffix`` with its dot), made when it is asked for first."""
        path = snapshot.path.with_suffix(suffix)
        with self._guard:
            lock = self._locks[str(path)]
        with lock:
            if not path.exists():
                self._written(path, write)
        _used(path)
        return path

    def size(self) -> int:
        """Bytes of all files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def _snapshots(self, folder: str) -> list[Snapshot]:
        """Of one subject, oldest first."""
        place = self.folder / folder
        found = []
        for name in sorted(one.name for one in place.iterdir()) if place.is_dir() else ():
            if told := _NAME.fullmatch(name):
                made = datetime.strptime(told[1], _TIME).replace(tzinfo=UTC)
                found.append(Snapshot(path=place / name, made_at=made, mark=told[2]))
        return found

    def _written(self, path: Path, write: Write) -> None:
        unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_UNFINISHED}")
        try:
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            write(unfinished)
            unfinished.replace(path)
        except OSError as error:
            raise LakeUnavailable(
                f"the open table cannot be written to {path.parent}: {error.strerror or error}"
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)

    def _tidy(self, now: datetime, keep: Path) -> None:
        """Remove superseded snapshots after a while, then what was not read for longest."""
        for folder in [one for one in self.folder.iterdir() if one.is_dir()]:
            for old in self._snapshots(folder.name)[:-1]:
                if now - old.made_at > _KEPT:
                    _remove(old.path)
        used = [(path.stat().st_mtime, path.stat().st_size, path) for path in self.folder.glob("*/*.parquet")]
        room = self._most_bytes - self.size()
        for _time, _size, path in sorted(used):
            if room >= 0:
                return
            if path != keep:
                room += _remove(path)


def _remove(path: Path) -> int:
    """Remove a snapshot with its other formats; the bytes that were freed."""
    freed = 0
    for one in path.parent.glob(f"{path.stem}.*"):
        freed += one.stat().st_size
        one.unlink(missing_ok=True)
    if not any(path.parent.iterdir()):
        shutil.rmtree(path.parent, ignore_errors=True)
    return freed


def _used(path: Path) -> None:
    """Note that a file was read now."""
    os.utime(path)
