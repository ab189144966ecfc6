# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The symbols of the styles in one picture, each shape in each colour (sprite of MapLibre styles)."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from .drawing import COLOURS, SHAPES

SIDE = 20
"""Pixels of a symbol on a plain screen."""
_SAMPLES = 4
"""Points per pixel and direction that decide how much of it is covered."""
_HALO = 0.07
_PAPER = (255, 255, 255)

Picture = npt.NDArray[np.uint8]


def places(ratio: int) -> dict[str, dict[str, int]]:
    """Where each symbol lies in the picture; ``ratio`` 2 is for fine screens."""
    side = SIDE * ratio
    return {
        f"{shape}-{colour}": {
            "x": column * side,
            "y": row * side,
            "width": side,
            "height": side,
            "pixelRatio": ratio,
        }
        for row, colour in enumerate(COLOURS)
        for column, shape in enumerate(SHAPES)
    }


@cache
def picture(ratio: int) -> bytes:
    """The symbols as PNG (ISO/IEC 15948)."""
    side = SIDE * ratio
    sheet = np.zeros((side * len(COLOURS), side * len(SHAPES), 4), np.uint8)
    for column, shape in enumerate(SHAPES):
        outline = _outline(shape)
        body, around = _covered(outline, side), _covered(outline.buffer(_HALO), side)
        for row, colour in enumerate(COLOURS.values()):
            place = slice(row * side, (row + 1) * side), slice(column * side, (column + 1) * side)
            sheet[place] = _painted(body, around, colour)
    return _png(sheet)


def _painted(body: npt.NDArray[np.float64], around: npt.NDArray[np.float64], colour: str) -> Picture:
    """The shape over its halo of paper."""
    ink = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)], np.float64)
    share = np.divide(body, around, out=np.zeros_like(body), where=around > 0)[..., None]
    mixed = ink * share + np.array(_PAPER, np.float64) * (1 - share)
    return np.concatenate([mixed, around[..., None] * 255], axis=2).round().astype(np.uint8)


def _covered(shape: BaseGeometry, side: int) -> npt.NDArray[np.float64]:
    """Of each pixel the part that the shape covers."""
    fine = side * _SAMPLES
    centres = (np.arange(fine) + 0.5) / fine
    x, y = np.meshgrid(centres, centres)
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x.ravel(), y.ravel()).reshape(side, _SAMPLES, side, _SAMPLES)
    covered: npt.NDArray[np.float64] = inside.mean(axis=(1, 3))
    return covered


def _outline(shape: str) -> BaseGeometry:
    """The shape in a square of side 1, y downwards."""
    if shape == "circle":
        return shapely.Point(0.5, 0.5).buffer(0.36)
    if shape == "square":
        return shapely.box(0.17, 0.17, 0.83, 0.83)
    if shape == "cross":
        return shapely.union(shapely.box(0.36, 0.08, 0.64, 0.92), shapely.box(0.08, 0.36, 0.92, 0.64))
    if shape == "star":
        return shapely.Polygon([*_round(10, (0.44, 0.21))])
    corners = {"triangle": 3, "diamond": 4, "pentagon": 5, "hexagon": 6}[shape]
    return shapely.Polygon([*_round(corners, (0.42,))])


def _round(corners: int, reaches: tuple[float, ...]) -> Iterator[tuple[float, float]]:
    """Corners round the middle, the first one at the top."""
    for number in range(corners):
        angle, reach = 2 * math.pi * number / corners, reaches[number % len(reaches)]
        yield 0.5 + reach * math.sin(angle), 0.5 - reach * math.cos(angle)


def _png(sheet: Picture) -> bytes:
    height, width, _ = sheet.shape
    rows = np.zeros((height, width * 4 + 1), np.uint8)
    rows[:, 1:] = sheet.reshape(height, -1)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
