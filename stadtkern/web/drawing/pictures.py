# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures (PNG) of drawings, in memory and without a browser."""

from __future__ import annotations

from .typesetting import compiled

MOST = 6000
"""Pixels of an edge; larger pictures are scaled down to it."""


def png(svg: str, *, width: float, height: float, scale: float = 1.0) -> bytes:
    """A drawing on white as PNG of width × height × scale pixels; texts in Fira Sans.

    Raises:
        DrawingFailed: the drawing cannot be read.
    """
    width, height = max(1.0, width), max(1.0, height)
    scale = max(0.1, min(scale, MOST / width, MOST / height))
    page = (
        f"#set page(width: {width:.2f}pt, height: {height:.2f}pt, margin: 0pt, fill: white)\n"
        f'#image("drawing.svg", width: {width:.2f}pt, height: {height:.2f}pt, fit: "contain")'
    )
    return compiled(page, {"drawing.svg": svg.encode()}, picture=scale)
