# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How wide a text of Fira Sans is, so that labels are placed without a browser."""

from __future__ import annotations

from functools import lru_cache

_WIDTHS = {
    219: "'", 240: ",.:;!·\u202f", 265: " \u00a0", 282: "ijlI`J", 323: "[]{}()", 350: "ft", 392: "r\"-|",
    433: "1z*²³₂",
    459: "7?s", 482: "cxFvy~2", 500: "L+3<=>5×\u2212",
    516: "kT#/\\_g–°", 530: "Z9$46E", 542: "XaSeä^", 553: "Y8V0C",
    576: "AÄP€", 586: "unohKüöß", 596: "bpdqR", 608: "B", 640: "GD", 670: "UHNÜ", 692: "QOÖ", 725: "w&…",
    780: "M—", 835: "%Wm", 1020: "@",
}  # fmt: skip
"""Advance in thousandths of the type size, by letter; those of like width share a row."""
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 620
"""Letters that are not in the table: wider than most, so that nothing overlaps."""


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 13, *, bold: bool = False) -> float:
    """Width in units of the drawing; semibold is about three percent wider."""
    width = sum(_WIDTH.get(letter, _OTHER if ord(letter) < 0x2E80 else 1000) for letter in text)
    return width * size / 1000 * (1.03 if bold else 1.0)


def cut(text: str, room: float, size: float = 13) -> str:
    """The text, shortened with an ellipsis to the room that there is."""
    if text_width(text, size) <= room:
        return text
    room -= text_width("…", size)
    kept = 0
    while kept < len(text) and (room := room - text_width(text[kept], size)) >= 0:
        kept += 1
    return text[:kept].rstrip(" ,;·–-") + "…"


def wrap(text: str, room: float, *, size: float = 13, most: int = 2) -> list[str]:
    """The text in at most so many rows; what does not fit is shortened."""
    rows = [""]
    words = text.split()
    for place, word in enumerate(words):
        longer = f"{rows[-1]} {word}".strip()
        if not rows[-1] or text_width(longer, size) <= room:
            rows[-1] = longer
        elif len(rows) < most:
            rows.append(word)
        else:
            rows[-1] = " ".join([rows[-1], *words[place:]])
            break
    return [cut(row, room, size) for row in rows]
