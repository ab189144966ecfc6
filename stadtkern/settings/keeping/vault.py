# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Encrypted objects at a place: each content once, named by its keyed hash; and the heads of backups.

stadtkern-backup.json      format and fingerprint of the key
objects/ab/ab12…           a piece: compressed (Zstandard), encrypted (AES-256-GCM)
backups/2026-11-22T…       the head of a backup, written last: without it there is no backup
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import zstandard

from .keys import Key
from .places import Place
from .words import FORMAT, BackupDamaged, BackupMissing, BackupRefused, Body, Head, Piece, WrongKey

_LABEL = "stadtkern-backup.json"
_OBJECTS = "objects"
_HEADS = "backups"
_PLAIN, _PACKED = b"\0", b"\1"
_LEVEL = 3


class _Label(msgspec.Struct):
    format: int
    key: str
    about: str = (
        "Backups of a Stadtkern city, encrypted. To read them: stadtkern restore --from PLACE --key FILE"
    )


class Vault:
    """What lies at one place under one key; not for several threads."""

    def __init__(self, place: Place, key: Key, *, again: bool = False) -> None:
        """Nothing is read yet; ``again``: what lies here counts as missing, so that it is written anew."""
        self.place = place
        self._key = key
        self._known: set[str] | None = set() if again else None
        self.written_bytes = 0

    def require(self) -> None:
        """Make sure that backups of this key lie here.

        Raises:
            BackupMissing: nothing lies here.
            WrongKey: they are of another key.
            BackupRefused: they are of another format, or the place cannot be read.
        """
        try:
            label = msgspec.json.decode(b"".join(self.place.read(_LABEL)), type=_Label)
        except BackupMissing as error:
            raise BackupMissing(f"In {self.place.said} liegen keine Sicherungen.") from error
        except msgspec.DecodeError as error:
            raise BackupDamaged(f"{_LABEL} in {self.place.said} ist beschädigt.") from error
        if label.format != FORMAT:
            raise BackupRefused(
                f"Die Sicherungen in {self.place.said} haben das Format {label.format}; diese Version kennt "
                f"{FORMAT}. Bitte die Version verwenden, die gesichert hat."
            )
        if label.key != self._key.fingerprint:
            raise WrongKey

    def begin(self) -> None:
        """Make the place ready for backups of this key.

        Raises:
            WrongKey: backups of another key lie here.
            BackupRefused: the place cannot be used.
        """
        try:
            self.require()
        except BackupMissing:
            if any(True for _ in self.place.names(_HEADS)):
                raise BackupDamaged(
                    f"{_LABEL} fehlt in {self.place.said}, Sicherungen sind aber da."
                ) from None
            label = _Label(format=FORMAT, key=self._key.fingerprint)
            self.place.write(_LABEL, [msgspec.json.encode(label)])

    def put(self, content: bytes) -> Piece:
        """Keep a content of a few megabytes; written only when it is not there yet.

        Raises:
            BackupRefused: the place cannot be written.
        """
        name = self._key.name_of(content)
        if name not in self.known():
            packed = zstandard.ZstdCompressor(level=_LEVEL).compress(content)
            plain = _PACKED + packed if len(packed) < len(content) else _PLAIN + content
            sealed = self._key.seal(plain, name=name)
            self.place.write(_path(name), [sealed])
            self.written_bytes += len(sealed)
            self.known().add(name)
        return Piece(name=name, bytes=len(content))

    def put_all(self, contents: Iterable[bytes]) -> list[Piece]:
        """The pieces of a longer content, in order."""
        return [self.put(content) for content in contents]

    def get(self, piece: Piece) -> bytes:
        """A content, which is exactly what was kept.

        Raises:
            BackupDamaged: it is missing or was changed.
            BackupRefused: the place cannot be read.
        """
        try:
            sealed = b"".join(self.place.read(_path(piece.name)))
        except BackupMissing as error:
            raise BackupDamaged(f"Der Sicherung fehlt das Objekt {piece.name}.") from error
        opened = self._key.open(sealed, name=piece.name)
        content = opened[1:] if opened[:1] == _PLAIN else _unpacked(opened[1:], piece)
        if len(content) != piece.bytes or self._key.name_of(content) != piece.name:
            raise BackupDamaged(f"Das Objekt {piece.name} der Sicherung ist beschädigt.")
        return content

    def get_all(self, pieces: Iterable[Piece]) -> Iterator[bytes]:
        """The contents of pieces, in order."""
        return (self.get(piece) for piece in pieces)

    def known(self) -> set[str]:
        """Names of all objects that lie here."""
        if self._known is None:
            self._known = {listed.name.rpartition("/")[2] for listed in self.place.names(_OBJECTS)}
        return self._known

    def forget(self, names: Iterable[str]) -> int:
        """Remove objects; how many."""
        removed = 0
        for name in names:
            self.place.remove(_path(name))
            self.known().discard(name)
            removed += 1
        return removed

    def write_head(self, head: Head) -> None:
        """Make a backup exist."""
        sealed = self._key.seal(msgspec.json.encode(head), name=_head_name(head.id))
        self.place.write(f"{_HEADS}/{head.id}", [sealed])

    def remove_head(self, backup: str) -> None:
        """Let a backup exist no longer; its objects stay until they are forgotten."""
        self.place.remove(f"{_HEADS}/{backup}")

    def ids(self) -> list[str]:
        """Ids of all backups, oldest first."""
        return sorted(listed.name.rpartition("/")[2] for listed in self.place.names(_HEADS))

    def head(self, backup: str) -> Head:
        """The head of a backup.

        Raises:
            BackupMissing: there is none of this id.
            BackupDamaged: it cannot be read.
        """
        sealed = b"".join(self.place.read(f"{_HEADS}/{backup}"))
        try:
            return msgspec.json.decode(self._key.open(sealed, name=_head_name(backup)), type=Head)
        except msgspec.DecodeError as error:
            raise BackupDamaged(f"Die Sicherung {backup} ist beschädigt.") from error

    def body(self, head: Head) -> Body:
        """All of a backup.

        Raises:
            BackupDamaged: it cannot be read.
        """
        try:
            return msgspec.json.decode(b"".join(self.get_all(head.body)), type=Body)
        except msgspec.DecodeError as error:
            raise BackupDamaged(f"Die Sicherung {head.id} ist beschädigt.") from error


def _path(name: str) -> str:
    return f"{_OBJECTS}/{name[:2]}/{name}"


def _head_name(backup: str) -> str:
    return f"backup {backup}"


def _unpacked(packed: bytes, piece: Piece) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=piece.bytes)
    except zstandard.ZstdError as error:
        raise BackupDamaged(f"Das Objekt {piece.name} der Sicherung ist beschädigt.") from error
