# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signs to print: a PDF with one sign per page (A6) or eight labels per page (A4), vector QR codes.

The built-in fonts of PDF know the letters of Western Europe; other letters lose their marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import segno
from fpdf import FPDF

Format = Literal["a6", "labels"]
_ENCODING = "cp1252"
_APART = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
"""Letters whose marks cannot be taken off by rule."""
_MARGIN_MM = 8.0
_QUIET = 4
"""White modules around a code (ISO/IEC 18004, section 6.3.8)."""


Printed = tuple[str, str]
"""Name of a place and full short address, which the QR code holds."""


@dataclass(frozen=True, kw_only=True)
class _Box:
    x: float
    y: float
    width: float
    height: float
    """[mm]"""


def pdf(signs: Iterable[Printed], *, city: str, invitation: str, form: Format) -> bytes:
    """The signs in this format; ``invitation`` is the sentence above the code."""
    document = FPDF(orientation="portrait", unit="mm", format=(105, 148) if form == "a6" else "A4")
    document.core_fonts_encoding = _ENCODING
    document.set_auto_page_break(False)
    document.set_title(_plain(city))
    document.set_lang("de")
    boxes = _boxes(form)
    for number, sign in enumerate(signs):
        if number % len(boxes) == 0:
            document.add_page()
        _sign(document, sign, boxes[number % len(boxes)], (_plain(city), _plain(invitation)))
    return bytes(document.output())


def _boxes(form: Format) -> Sequence[_Box]:
    if form == "a6":
        return (_Box(x=0, y=0, width=105, height=148),)
    return tuple(
        _Box(x=column * 105.0, y=row * 74.25, width=105, height=74.25)
        for row in range(4)
        for column in range(2)
    )


def _sign(document: FPDF, sign: Printed, box: _Box, words: tuple[str, str]) -> None:
    city, invitation = words
    wide = box.height > box.width
    side = box.width - 2 * _MARGIN_MM - 14 if wide else box.height - 2 * _MARGIN_MM - 12
    left = box.x + (box.width - side) / 2 if wide else box.x + box.width - side - _MARGIN_MM
    top = box.y + box.height - side - _MARGIN_MM - 12
    text_width = box.width - 2 * _MARGIN_MM if wide else box.width - side - 3 * _MARGIN_MM
    document.set_xy(box.x + _MARGIN_MM, box.y + _MARGIN_MM)
    _line(document, city, 9, text_width)
    _line(document, _plain(sign[0])[:90], 15 if wide else 12, text_width, style="B")
    _line(document, invitation, 9, text_width)
    _code(document, sign[1], _Box(x=left, y=top, width=side, height=side))
    document.set_xy(left - 10, top + side + 1)
    document.set_font("Helvetica", size=8)
    document.cell(side + 20, 4, _plain(sign[1]), align="C")


def _line(document: FPDF, text: str, size: int, width: float, style: Literal["", "B"] = "") -> None:
    left = document.get_x()
    document.set_font("Helvetica", style=style, size=size)
    document.multi_cell(width, size * 0.5, text, align="L", new_x="LEFT", new_y="NEXT")
    document.set_xy(left, document.get_y() + 1)


def _code(document: FPDF, address: str, box: _Box) -> None:
    """Drawn as rectangles, sharp at any size."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET)]
    module = box.width / len(rows)
    document.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        for x, start in enumerate(row):
            if start:
                document.rect(box.x + x * module, box.y + y * module, module, module, style="F")


def _plain(text: str) -> str:
    return "".join(_printable(char) for char in text)


def _printable(char: str) -> str:
    """The letter, or the one below its marks, or a question mark."""
    for one in (char, _APART.get(char, ""), unicodedata.normalize("NFKD", char)[:1]):
        try:
            if one.encode(_ENCODING):
                return one
        except UnicodeEncodeError:
            continue
    return "?"
