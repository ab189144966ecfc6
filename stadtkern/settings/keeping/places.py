# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places where files lie: a folder, or a bucket of an S3-compatible server."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from stadtkern.settings.env import Knobs

from .buckets import PIECE, Bucket, Listed
from .words import BackupMissing, BackupRefused, PlaceBusy

_UNFINISHED = ".unfinished-"
_LOCK = "lock"


class Place(Protocol):
    """Somewhere to read and write whole files, by names with slashes."""

    said: str
    """How people name it."""

    def names(self, below: str = "") -> Iterator[Listed]:
        """All files whose name begins with ``below`` (a folder), in no order; none when nothing is there."""

    def read(self, name: str) -> Iterator[bytes]:
        """The pieces of a file.

        Raises:
            BackupMissing: there is no such file.
            BackupRefused: it cannot be read.
        """

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file: afterwards it is there as a whole, also after a loss of power.

        Raises:
            BackupRefused: it cannot be written; nothing of it is there.
        """

    def remove(self, name: str) -> None:
        """Remove a file; it may be gone already."""

    def alone(self) -> AbstractContextManager[None]:
        """Inside nobody else backs up or tidies up here.

        Raises:
            PlaceBusy: somebody does.
        """


def place_of(address: str, knobs: Knobs) -> Place:
    """The place with this address: a path, or ``s3://bucket/path`` with the credentials of the city."""
    if address.startswith("s3://"):
        return Bucket(address, knobs)
    return Folder(Path(address))


class Folder:
    """A folder of this machine, which may be mounted from another."""

    def __init__(self, path: Path, *, private: bool = False) -> None:
        """The folder is made with the first file that is written; ``private``: for nobody but the owner."""
        self.path = path.absolute()
        self._mode = 0o600 if private else 0o666
        self.said = str(self.path)

    def names(self, below: str = "") -> Iterator[Listed]:
        """All files below, without those that are being written."""
        for folder, _folders, files in os.walk(self.path / below):
            for file in files:
                path = Path(folder) / file
                if file.startswith(_UNFINISHED) or path.is_symlink():
                    continue
                yield self._listed(path)

    def read(self, name: str) -> Iterator[bytes]:
        """The pieces of a file.

        Raises:
            BackupMissing: there is no such file.
            BackupRefused: it cannot be read.
        """
        try:
            with (self.path / name).open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise BackupMissing(f"In {self.said} fehlt {name}.") from error
        except OSError as error:
            raise BackupRefused(f"{self.path / name} kann nicht gelesen werden: {error.strerror}.") from error

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write beside and rename.

        Raises:
            BackupRefused: it cannot be written; nothing of it is there.
        """
        target = self.path / name
        unfinished = target.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
        try:
            target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, self._mode)
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
            _settle(target.parent)
        except OSError as error:
            raise BackupRefused(f"In {self.said} kann nicht geschrieben werden: {error.strerror}.") from error
        finally:
            with suppress(OSError):
                unfinished.unlink()

    def remove(self, name: str) -> None:
        """Remove a file; it may be gone already."""
        (self.path / name).unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold a lock on the folder, which the system frees when this process ends.

        Raises:
            PlaceBusy: another process holds it.
            BackupRefused: the folder cannot be written.
        """
        try:
            self.path.mkdir(mode=0o750, parents=True, exist_ok=True)
            handle = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise BackupRefused(f"In {self.said} kann nicht geschrieben werden: {error.strerror}.") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                raise PlaceBusy from error
            raise BackupRefused(f"{self.said} lässt sich nicht sperren: {error.strerror}.") from error
        try:
            yield
        finally:
            os.close(handle)

    def _listed(self, path: Path) -> Listed:
        stat = path.stat()
        name = path.relative_to(self.path).as_posix()
        return Listed(name=name, bytes=stat.st_size, changed_ns=stat.st_mtime_ns)


def _settle(folder: Path) -> None:
    """Make the new name in the folder last beyond a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
