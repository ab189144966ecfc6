# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""ZIP archives of strangers: what is unpacked is counted as it comes, whatever the archive says about itself.

For gzip and Zstandard see ``bodies``; files on the disk and tar archives: ``flow.ingest.archives``.
"""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

MIB = 1024 * 1024
_BLOCK = 1 << 16
_UNBOUNDED = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much may come out of an archive."""

    member_bytes: int = 64 * MIB
    total_bytes: int = 256 * MIB
    members: int = 10_000
    ratio: int = 250
    """Largest ratio of unpacked to packed size above ``ratio_from`` bytes."""
    ratio_from: int = 16 * MIB


ROOM = Room()


def members(
    content: bytes, *, wanted: Callable[[str], bool], room: Room = ROOM
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each wanted file of an archive, in its order.

    Raises:
        PayloadTooLarge: more comes out than there is room for.
        PayloadRejected: damaged, encrypted, or of a kind that is not known.
    """
    with _opened(io.BytesIO(content), len(content), room) as (archive, tally):
        for info in archive.infolist():
            if not info.is_dir() and wanted(info.filename):
                yield info.filename, b"".join(tally.blocks(archive, info))


def check(file: bytes | Path, *, room: Room = ROOM) -> None:
    """Unpack an archive to nowhere, before somebody reads it who does not count (spreadsheets).

    Raises:
        PayloadTooLarge: more comes out than there is room for.
        PayloadRejected: damaged, encrypted, or of a kind that is not known.
    """
    size = len(file) if isinstance(file, bytes) else file.stat().st_size
    with _opened(io.BytesIO(file) if isinstance(file, bytes) else file, size, room) as (archive, tally):
        for info in archive.infolist():
            for _block in tally.blocks(archive, info):
                pass


class _Tally:
    """Counts what comes out."""

    def __init__(self, packed: int, room: Room) -> None:
        self._packed = packed
        self._room = room
        self._total = 0

    def blocks(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content of a member; its announced size is not believed."""
        true = copy.copy(info)
        true.file_size = _UNBOUNDED
        size = 0
        with archive.open(true) as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                self._total += len(block)
                self._check(size)
                yield block

    def _check(self, size: int) -> None:
        room = self._room
        if size > room.member_bytes or self._total > room.total_bytes:
            raise PayloadTooLarge(
                f"Das Archiv ist entpackt größer als erlaubt (eine Datei {room.member_bytes // MIB} MiB, "
                f"alle {room.total_bytes // MIB} MiB)."
            )
        if self._total > room.ratio_from and self._total > room.ratio * self._packed:
            raise PayloadTooLarge(
                f"Das Archiv wird beim Entpacken mehr als {room.ratio}-mal so groß und wird abgelehnt."
            )


@contextmanager
def _opened(file: io.BytesIO | Path, packed: int, room: Room) -> Iterator[tuple[zipfile.ZipFile, _Tally]]:
    try:
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > room.members:
                raise PayloadTooLarge(f"Das Archiv enthält mehr als {room.members} Dateien.")
            yield archive, _Tally(packed, room)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise PayloadRejected(f"Das ZIP-Archiv ist beschädigt oder verschlüsselt ({error}).") from error
