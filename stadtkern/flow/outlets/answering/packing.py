# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Packed answers: gzip and Zstandard, as the client accepts them (RFC 9110 section 12.5.3)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import pyarrow as pa

from stadtkern.web.bodies import GZIP_WINDOW

LEAST = 1_024
"""Smaller answers go as they are [bytes]."""
_GZIP_LEVEL = 3
_ZSTD = pa.Codec("zstd", compression_level=3)
_UNPACKABLE = frozenset(
    {
        "application/vnd.apache.parquet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""Packed inside."""
_PREFERRED = ("zstd", "gzip")


def coding(accepted: str, body: bytes, media_type: str) -> str:
    """The content coding for an answer: zstd, gzip, or none (empty)."""
    if len(body) < LEAST or not accepted or media_type in _UNPACKABLE:
        return ""
    weights = weighted(accepted)
    anything = weights.get("*", 0.0)
    offered = [(weights.get(name, anything), name) for name in _PREFERRED]
    weight, best = max(offered, key=lambda one: one[0])
    return best if weight > 0 else ""


def packed(body: bytes, how: str) -> bytes:
    """The body in a content coding."""
    if how == "zstd":
        content: bytes = _ZSTD.compress(body, asbytes=True)
        return content
    if how == "gzip":
        packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
        return packer.compress(body) + packer.flush()
    return body


def accepts_gzip(accepted: str, media_type: str) -> bool:
    """Whether an answer that is made while it is sent goes packed: gzip only, which flushes part by part."""
    if not accepted or media_type in _UNPACKABLE:
        return False
    weights = weighted(accepted)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def packed_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts as one gzip stream."""
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
    for part in parts:
        if ready := packer.compress(part):
            yield ready
    yield packer.flush()


def weighted(header: str) -> dict[str, float]:
    """The members of an Accept header with their weights, 0 to 1."""
    found: dict[str, float] = {}
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        weight = next((_number(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        if name:
            found[name] = weight
    return found


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
