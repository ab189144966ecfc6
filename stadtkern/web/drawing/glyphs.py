# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which letters the fonts of the house have: PDF/UA needs a shape for each (ISO 14289-1, 7.21.8)."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "print"
_REPLACED = "?"


def printable(text: str) -> str:
    """The text with ``?`` for each letter that the fonts lack; line breaks and tabs become spaces."""
    return "".join(_letter(letter) for letter in text)


def lacking(text: str) -> frozenset[str]:
    """Letters of the text that are printed as a mark in their stead."""
    return frozenset(letter for letter in set(text) if _letter(letter) == _REPLACED != letter)


def _letter(letter: str) -> str:
    if letter in "\n\r\t\u2028\u2029":
        return " "
    if ord(letter) in _known():
        return letter
    return "" if letter in "\u200b\u200c\u200d\u00ad\ufeff\ufe0e\ufe0f" or ord(letter) < 32 else _REPLACED


@cache
def _known() -> frozenset[int]:
    """Code points that every font of the house has."""
    sets = [_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(sets[0].intersection(*sets[1:]))


def _code_points(font: bytes) -> set[int]:
    """Code points of a TrueType font with a character map of format 4 (OpenType 1.9, cmap)."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {
        tag: offset for tag, _sum, offset, _size in struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * count])
    }
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * number)[0]
        if struct.unpack_from(">H", font, start)[0] == 4:
            found |= _segments(font, start)
    return found


def _segments(font: bytes, start: int) -> set[int]:
    double = struct.unpack_from(">H", font, start + 6)[0]
    shape = f">{double // 2}H"
    ends = struct.unpack_from(shape, font, start + 14)
    firsts = struct.unpack_from(shape, font, start + 16 + double)
    deltas = struct.unpack_from(shape, font, start + 16 + 2 * double)
    at = start + 16 + 3 * double
    offsets = struct.unpack_from(shape, font, at)
    found: set[int] = set()
    for place, (first, last) in enumerate(zip(firsts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if not offsets[place]:
                glyph = (code + deltas[place]) & 0xFFFF
            else:
                glyph = struct.unpack_from(">H", font, at + 2 * place + offsets[place] + 2 * (code - first))[
                    0
                ]
            if glyph:
                found.add(code)
    return found
