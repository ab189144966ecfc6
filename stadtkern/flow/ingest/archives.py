# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files in a folder or archive, looked at within limits; nothing is written under a name from an archive.

Members of archives that are still needed go into one nameless temporary file, so that memory stays bounded
and a killed process leaves nothing behind. Links, devices and hidden files are left out.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO

from stadtkern.kernel.errors import CityError, PayloadRejected, PayloadTooLarge
from stadtkern.web.bodies import Readable

from .limits import MIB, limits

_BLOCK = 1 << 20
_GZIP, _XZ, _BZIP2 = {".gz", ".tgz"}, {".xz", ".txz"}, {".bz2", ".tbz2"}
ARCHIVES = frozenset({".zip", ".tar", *_GZIP, *_XZ, *_BZIP2})
"""Endings of files that are looked into rather than read."""
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, gzip.BadGzipFile, EOFError)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A file whose content is wanted."""

    name: str
    """Path with forward slashes and without ``..``."""
    size: int
    sha256: str
    known: bool
    """True when it was imported before; then there is nothing to read."""
    read: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """A file or archive that cannot be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What the walker asks about each file."""

    wanted: Callable[[str], bool]
    known: Callable[[str, str], bool]
    """By name and SHA-256."""


class _NoRoom(CityError):
    """The files of an archive cannot be kept in the folder for temporary files."""


class Spool:
    """One nameless temporary file that holds the wanted members of archives."""

    def __init__(self) -> None:
        """Made with the first member; gone with the process."""
        self._file: IO[bytes] | None = None
        self._end = 0

    def take(self, stream: IO[bytes], name: str, questions: Questions) -> Found:
        """Copy one member; what is known already leaves nothing behind.

        Raises:
            PayloadTooLarge: the member is larger than the limit.
            CityError: there is no room for it.
        """
        start = self._end
        digest, size = hashlib.sha256(), 0
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > limits().file_bytes:
                raise PayloadTooLarge(_too_large(name, size))
            digest.update(block)
            self._write(block, start + size - len(block))
        known = questions.known(name, digest.hexdigest())
        if not known:
            self._end += size

        def read() -> bytes:
            return os.pread(self._handle(), size, start) if size else b""

        return Found(name=name, size=size, sha256=digest.hexdigest(), known=known, read=read)

    def close(self) -> None:
        """Give the space back."""
        if self._file is not None:
            self._file.close()

    def _write(self, block: bytes, place: int) -> None:
        try:
            while block:
                written = os.pwrite(self._handle(), block, place)
                block, place = block[written:], place + written
        except OSError as error:
            if self._file is not None:
                os.ftruncate(self._handle(), self._end)
            raise _NoRoom(
                f"Das Archiv kann nicht ausgepackt werden ({error.strerror}). Bitte Platz schaffen oder mit"
                " TMPDIR einen anderen Ordner für Zwischendateien nennen und noch einmal einlesen."
            ) from error

    def _handle(self) -> int:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close()
        return self._file.fileno()


def walk(path: Path, questions: Questions, spool: Spool) -> Iterator[Found | Trouble]:
    """All wanted files at ``path``: the file itself, those of a folder, or those of an archive.

    Raises:
        PayloadRejected: there is nothing at that path.
    """
    if path.is_dir():
        yield from _folder(path, questions, spool)
    elif not path.is_file():
        raise PayloadRejected(f"„{path}“ gibt es nicht oder es ist keine Datei.")
    elif _is_archive(path) and not questions.wanted(_shown(path.resolve())):
        yield from _archive(path, questions, spool)
    else:
        yield _file(path, _shown(path.resolve()), questions)


def safe_name(name: str) -> str:
    """A name from an archive without root, ``..`` and control characters."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return "".join(char for char in "/".join(parts) if char.isprintable())


def _shown(path: Path) -> str:
    return "/".join(path.parts[-2:]).lstrip("/")


def _folder(folder: Path, questions: Questions, spool: Spool) -> Iterator[Found | Trouble]:
    base = folder.resolve()
    for where, folders, files in os.walk(base):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            path = Path(where, file)
            if file.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            name = PurePosixPath(base.name, *path.relative_to(base).parts).as_posix()
            if questions.wanted(name):
                yield _file(path, name, questions)
            elif _is_archive(path):
                yield from _archive(path, questions, spool)


def _file(path: Path, name: str, questions: Questions) -> Found | Trouble:
    try:
        size = path.stat().st_size
        if size > limits().file_bytes:
            return Trouble(name=name, reason=_too_large(name, size))
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return Trouble(name=name, reason=f"Die Datei ist nicht lesbar: {error.strerror}.")
    return Found(
        name=name, size=size, sha256=digest, known=questions.known(name, digest), read=path.read_bytes
    )


def _is_archive(path: Path) -> bool:
    return path.suffix.lower() in ARCHIVES


def _archive(path: Path, questions: Questions, spool: Spool) -> Iterator[Found | Trouble]:
    name = path.name
    try:
        if path.suffix.lower() == ".zip":
            yield from _zip(path, questions, spool)
        elif _holds_tar(path):
            yield from _tar(path, questions, spool)
        else:
            yield from _single(path, questions, spool)
    except (PayloadTooLarge, _NoRoom) as error:
        yield Trouble(name=name, reason=str(error))
    except _BROKEN as error:
        reason = (
            f"Das Archiv ist beschädigt oder kein {path.suffix}-Archiv ({error}); bitte neu herunterladen."
        )
        yield Trouble(name=name, reason=reason)
    except OSError as error:
        if error.errno is not None:
            raise
        yield Trouble(name=name, reason=f"Das Archiv ist beschädigt ({error}); bitte neu herunterladen.")


def _holds_tar(path: Path) -> bool:
    inner = Path(path.stem).suffix.lower()
    return inner == ".tar" or path.suffix.lower() in {".tar", ".tgz", ".txz", ".tbz2"}


def _single(path: Path, questions: Questions, spool: Spool) -> Iterator[Found | Trouble]:
    name = _shown(path.resolve().with_suffix(""))
    if questions.wanted(name):
        with _unpacked(path) as stream:
            yield spool.take(stream, name, questions)


def _tar(path: Path, questions: Questions, spool: Spool) -> Iterator[Found | Trouble]:
    members = 0
    with _unpacked(path) as stream, tarfile.open(fileobj=stream, mode="r|", bufsize=_BLOCK) as archive:
        for member in archive:
            members += 1
            _check_members(members)
            archive.members = []  # type: ignore[attr-defined]  # else every header stays in memory
            name = safe_name(member.name)
            if not member.isreg() or member.issparse() or not questions.wanted(name):
                continue
            if member.size > limits().file_bytes:
                yield Trouble(name=name, reason=_too_large(name, member.size))
                continue
            content = archive.extractfile(member)
            if content is not None:
                yield spool.take(content, name, questions)


def _zip(path: Path, questions: Questions, spool: Spool) -> Iterator[Found | Trouble]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        _check_members(len(infos))
        total = sum(info.file_size for info in infos)
        _check_unpacked(total, path.stat().st_size)
        for info in infos:
            name = safe_name(info.filename)
            if info.is_dir() or not questions.wanted(name) or _is_link(info):
                continue
            yield _zip_member(archive, info, questions, spool)


def _zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, questions: Questions, spool: Spool
) -> Found | Trouble:
    name = safe_name(info.filename)
    if info.flag_bits & 1:
        return Trouble(name=name, reason="Die Datei im Archiv ist verschlüsselt; bitte ohne Kennwort packen.")
    if info.file_size > limits().file_bytes:
        return Trouble(name=name, reason=_too_large(name, info.file_size))
    try:
        with archive.open(info) as content:
            return spool.take(content, name, questions)
    except (*_BROKEN, NotImplementedError) as error:
        return Trouble(name=name, reason=f"Die Datei im Archiv ist beschädigt ({error}).")


def _is_link(info: zipfile.ZipInfo) -> bool:
    kind = (info.external_attr >> 16) & 0o170000
    return kind not in {0, 0o100000}


def _check_members(members: int) -> None:
    if members > limits().archive_members:
        raise PayloadTooLarge(
            f"Das Archiv enthält mehr als {limits().archive_members} Dateien; bitte aufteilen."
        )


def _check_unpacked(unpacked: int, packed: int) -> None:
    bound = limits()
    if unpacked > bound.archive_bytes:
        raise PayloadTooLarge(f"Das Archiv ist entpackt größer als {bound.archive_bytes // MIB} MiB.")
    if unpacked > bound.archive_ratio_from and unpacked > packed * bound.archive_ratio:
        raise PayloadTooLarge(
            f"Das Archiv wird beim Entpacken mehr als {bound.archive_ratio}-mal so groß und wird abgelehnt."
        )


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    with _opened(path) as stream:
        yield _Watched(stream, path.stat().st_size)  # type: ignore[misc]  # reads like a file; tarfile needs no more


def _opened(path: Path) -> gzip.GzipFile | lzma.LZMAFile | bz2.BZ2File | BufferedReader:
    ending = path.suffix.lower()
    if ending in _GZIP:
        return gzip.open(path, "rb")
    if ending in _XZ:
        return lzma.open(path, "rb")
    return bz2.open(path, "rb") if ending in _BZIP2 else path.open("rb")


class _Watched:
    """A decompressing stream that stops before it becomes a bomb."""

    def __init__(self, stream: Readable, packed: int) -> None:
        """``packed``: size of the archive [byte]."""
        self._stream = stream
        self._packed = packed
        self._unpacked = 0

    def read(self, size: int = _BLOCK) -> bytes:
        """The next bytes, at most a block.

        Raises:
            PayloadTooLarge: the archive unpacks to more than the limits allow.
        """
        block = self._stream.read(min(size, _BLOCK) if size >= 0 else _BLOCK)
        self._unpacked += len(block)
        _check_unpacked(self._unpacked, self._packed)
        return block


def _too_large(name: str, size: int) -> str:
    return (
        f"„{name}“ ist größer als erlaubt ({max(size, limits().file_bytes + 1) / MIB:.0f} MiB, erlaubt"
        f" {limits().file_bytes / MIB:.0f} MiB). Bitte aufteilen oder STADTKERN_MAX_FILE_MB erhöhen."
    )
