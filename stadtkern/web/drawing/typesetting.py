# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where typst is called: fonts of the house only, no files but the given ones, few documents at a time."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import typst

from stadtkern.kernel.errors import CityError

from .glyphs import FONTS

LARGEST = 20_000_000
"""Bytes of all sources together."""
WAIT_S = 20.0
_turns = threading.BoundedSemaphore(2)
"""More at once would only share the processor and add up in memory."""


class DrawingFailed(CityError):
    """The document could not be made."""


class DrawingBusy(DrawingFailed):
    """Too many documents are being made right now; try again in a moment."""


def compiled(page: str, files: Mapping[str, bytes], *, picture: float | None = None) -> bytes:
    """The finished document: PDF/UA-1, or with ``picture`` (pixels per point) the first page as PNG.

    Raises:
        DrawingFailed: it is too large, or a text or picture in it cannot be set.
        DrawingBusy: no turn within 20 s.
    """
    if len(page) + sum(len(content) for content in files.values()) > LARGEST:
        raise DrawingFailed("the document is too large; choose fewer tiles or a shorter time range")
    if not _turns.acquire(timeout=WAIT_S):
        raise DrawingBusy("too many documents are being made right now; try again in a moment")
    try:
        return _compile({"main.typ": page.encode(), **files}, picture)
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise DrawingFailed(f"the document could not be made: {error}") from error
    finally:
        _turns.release()


def _compile(files: dict[str, bytes], picture: float | None) -> bytes:
    fonts = [str(FONTS)]
    if picture is not None:
        found: object = typst.compile(  # type: ignore[call-overload]  # files by name: missing in its stubs
            files, format="png", ppi=72 * picture, font_paths=fonts, ignore_system_fonts=True
        )
    else:
        found = typst.compile(  # type: ignore[call-overload]
            files, format="pdf", pdf_standards=["ua-1"], font_paths=fonts, ignore_system_fonts=True
        )
    if isinstance(found, list):
        found = found[0]
    if not isinstance(found, bytes):
        raise DrawingFailed("the document could not be made")
    return found
