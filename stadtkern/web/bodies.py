# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body of a request of a machine interface: read and unpacked within limits."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import BinaryIO, Protocol

import pyarrow as pa

from stadtkern.kernel.errors import CityError, PayloadRejected, PayloadTooLarge

MIB = 1024 * 1024
GZIP_WINDOW = 31
"""Window bits of zlib that mean: gzip header and trailer (zlib manual, inflateInit2)."""


class EncodingRefused(CityError):
    """Content-Encoding darf gzip, zstd oder identity sein."""


class LengthMissing(CityError):
    """Die Länge fehlt: Kopfzeile „Content-Length“ oder „Transfer-Encoding: chunked“ mitsenden."""


class BodyDamaged(PayloadRejected):
    """Der Inhalt der Anfrage ist nicht, was seine Kopfzeilen sagen."""


class BodyTooLarge(PayloadTooLarge):
    """Der Inhalt der Anfrage ist (entpackt) größer als erlaubt."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Eine Anfrage darf (entpackt) höchstens {most // MIB or 1} MiB groß sein; bitte aufteilen."
        )
        self.most = most
        """The limit [bytes]."""


class Readable(Protocol):
    """Something with a request body inside, such as ``wsgi.input``."""

    def read(self, size: int = -1, /) -> bytes:
        """At most that many bytes."""
        ...


def read_body(environ: Mapping[str, object], stream: Readable, *, most: int) -> bytes:
    """The unpacked body.

    Raises:
        EncodingRefused, LengthMissing: as the headers say.
        BodyTooLarge: more than ``most`` bytes, packed or unpacked.
        BodyDamaged: the body is not what its encoding or length says.
    """
    encoding = str(environ.get("HTTP_CONTENT_ENCODING") or "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", "zstd"}:
        raise EncodingRefused
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length and "chunked" not in str(environ.get("HTTP_TRANSFER_ENCODING") or "").lower():
        raise LengthMissing
    if length.isdecimal() and int(length) > most:
        raise BodyTooLarge(most)
    packed = _read_all(stream, int(length) if length.isdecimal() else None, most)
    if encoding == "identity":
        return packed
    return unpack_zstd(packed, most=most) if encoding == "zstd" else unpack_gzip(packed, most=most)


def unpack_gzip(packed: bytes, *, most: int) -> bytes:
    """Unpacked gzip (RFC 1952), all members.

    Raises:
        BodyTooLarge: it would be more than ``most`` bytes.
        BodyDamaged: broken or cut off.
    """
    parts: list[bytes] = []
    room, rest = most + 1, packed
    try:
        while rest:
            member = zlib.decompressobj(GZIP_WINDOW)
            parts.append(member.decompress(rest, room))
            room -= len(parts[-1])
            if room <= 0:
                raise BodyTooLarge(most)
            if not member.eof:
                raise BodyDamaged("Die gzip-Daten sind unvollständig; bitte vollständig senden.")
            rest = member.unused_data
    except zlib.error as error:
        raise BodyDamaged("Die Daten sind kein gültiges gzip.") from error
    return b"".join(parts)


def unpack_zstd(packed: bytes, *, most: int) -> bytes:
    """Unpacked Zstandard (RFC 8878).

    Raises:
        BodyTooLarge: it would be more than ``most`` bytes.
        BodyDamaged: broken or cut off.
    """
    try:
        with pa.CompressedInputStream(pa.BufferReader(packed), "zstd") as stream:
            unpacked: bytes = stream.read(most + 1)
    except OSError as error:
        raise BodyDamaged("Die Daten sind kein gültiges Zstandard.") from error
    if len(unpacked) > most:
        raise BodyTooLarge(most)
    return unpacked


def _read_all(stream: Readable | BinaryIO, length: int | None, most: int) -> bytes:
    wanted = most + 1 if length is None else length
    parts: list[bytes] = []
    while wanted > 0:
        part = stream.read(wanted)
        if not part:
            break
        parts.append(part)
        wanted -= len(part)
    body = parts[0] if len(parts) == 1 else b"".join(parts)
    if len(body) > most:
        raise BodyTooLarge(most)
    if length is not None and len(body) < length:
        raise BodyDamaged(f"Angekündigt waren {length} Byte, angekommen sind {len(body)}.")
    return body
