# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The body of a push request: read and unpacked within limits."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import BinaryIO, Protocol

import pyarrow as pa

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

from .limits import MIB
from .problems import EncodingRefused, LengthMissing, MediaTypeRefused

GZIP_WINDOW = 31
"""Window bits of zlib that mean: gzip header and trailer (zlib manual, inflateInit2)."""


class Readable(Protocol):
    """Something with a request body inside, such as ``wsgi.input``."""

    def read(self, size: int = -1, /) -> bytes:
        """At most that many bytes."""
        ...


def read_body(environ: Mapping[str, object], stream: Readable, *, most: int) -> bytes:
    """The unpacked JSON body.

    Raises:
        MediaTypeRefused, EncodingRefused, LengthMissing: as the headers say.
        PayloadTooLarge: more than ``most`` bytes, packed or unpacked.
        PayloadRejected: the body is not what its encoding says.
    """
    _check_media_type(str(environ.get("CONTENT_TYPE") or ""))
    encoding = str(environ.get("HTTP_CONTENT_ENCODING") or "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", "zstd"}:
        raise EncodingRefused
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not length and "chunked" not in str(environ.get("HTTP_TRANSFER_ENCODING") or "").lower():
        raise LengthMissing
    if length.isdecimal() and int(length) > most:
        raise _too_large(most)
    packed = _read_all(stream, int(length) if length.isdecimal() else None, most)
    if encoding == "identity":
        return packed
    return unpack_zstd(packed, most=most) if encoding == "zstd" else unpack_gzip(packed, most=most)


def unpack_gzip(packed: bytes, *, most: int) -> bytes:
    """Unpacked gzip (RFC 1952), all members.

    Raises:
        PayloadTooLarge: it would be more than ``most`` bytes.
        PayloadRejected: broken or cut off.
    """
    parts: list[bytes] = []
    room, rest = most + 1, packed
    try:
        while rest:
            member = zlib.decompressobj(GZIP_WINDOW)
            parts.append(member.decompress(rest, room))
            room -= len(parts[-1])
            if room <= 0:
                raise _too_large(most)
            if not member.eof:
                raise PayloadRejected("Die gzip-Daten sind unvollständig; bitte vollständig senden.")
            rest = member.unused_data
    except zlib.error as error:
        raise PayloadRejected("Die Daten sind kein gültiges gzip.") from error
    return b"".join(parts)


def unpack_zstd(packed: bytes, *, most: int) -> bytes:
    """Unpacked Zstandard (RFC 8878).

    Raises:
        PayloadTooLarge: it would be more than ``most`` bytes.
        PayloadRejected: broken or cut off.
    """
    try:
        with pa.CompressedInputStream(pa.BufferReader(packed), "zstd") as stream:
            unpacked: bytes = stream.read(most + 1)
    except OSError as error:
        raise PayloadRejected("Die Daten sind kein gültiges Zstandard.") from error
    if len(unpacked) > most:
        raise _too_large(most)
    return unpacked


def _check_media_type(header: str) -> None:
    kind = header.partition(";")[0].strip().lower()
    if (
        kind
        and kind != "application/json"
        and not (kind.startswith("application/") and kind.endswith("+json"))
    ):
        raise MediaTypeRefused(
            f"Content-Type „{kind}“ wird nicht gelesen; erwartet wird „Content-Type: application/json“."
        )


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
        raise _too_large(most)
    if length is not None and len(body) < length:
        raise PayloadRejected(f"Angekündigt waren {length} Byte, angekommen sind {len(body)}.")
    return body


def _too_large(most: int) -> PayloadTooLarge:
    return PayloadTooLarge(
        f"Eine Anfrage darf (entpackt) höchstens {most // MIB or 1} MiB groß sein; bitte aufteilen."
    )
