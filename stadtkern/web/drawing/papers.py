# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Documents as tagged PDF (PDF/UA-1, ISO 14289-1): title, language, headings, alternative texts, tables."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import Image

from .glyphs import lacking, printable
from .numerals import Language
from .time_axis import BERLIN
from .typesetting import DrawingFailed, compiled

_HOUSE = Path(__file__).with_name("house.typ")
_FEW = 3
"""Columns of a table that is as wide as the text; more of them share the room as they need it."""
_HIGHEST = 0.65
"""Height of a photograph in widths of the text: it fits on a page that lies, too."""
MOST_PARTS = 2000
MOST_CELLS = 60_000
"""More makes a document that nobody reads and that takes minutes; the values themselves are there as CSV."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; level 1 is below the title of the document."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Words; ``lead`` is larger, ``note`` smaller, ``strong`` stands out."""

    text: str
    kind: Literal["normal", "lead", "note", "strong"] = "normal"
    href: str = ""
    """Where the words lead: https, http or mailto."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list with dots."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Pairs of a name and what is said about it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing (mode ``print``) or an uploaded picture with its alternative text."""

    content: str | bytes
    """SVG, or the bytes of a PNG, JPEG or WebP."""
    alternative: str
    caption: str = ""
    width: float = 1.0
    """Part of the width of the text."""


@dataclass(frozen=True, kw_only=True)
class TableOf:
    """A table; its header is repeated on each page."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    """Columns that are set to the right."""


@dataclass(frozen=True, kw_only=True)
class BigNumber:
    """A number that is seen at once."""

    title: str
    value: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Cards of numbers side by side."""

    items: tuple[BigNumber, ...]
    columns: int = 2


@dataclass(frozen=True, kw_only=True)
class NewPage:
    """What follows begins on a new page."""


Part: TypeAlias = Heading | Paragraph | Listing | Facts | Picture | TableOf | Numbers | NewPage


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Parts that stay together on a page, such as a tile; long tables do not belong in it."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is printed on A4 pages."""

    title: str
    language: Language = "de"
    sections: tuple[Part | Kept, ...] = ()
    subtitle: str = ""
    author: str = ""
    made: datetime | None = None
    """When it was made; printed in Europe/Berlin in the foot of each page."""
    foot: str = ""
    """Left in the foot, e.g. the address of the page."""
    landscape: bool = False


@dataclass
class Files:
    """Pictures of a document by the name that its text uses, and the level of its last heading."""

    found: dict[str, bytes] = field(default_factory=dict)
    level: int = 0

    def heading(self, part: Heading) -> str:
        """A heading, at most one level below the one before; without words there is none."""
        if not part.text.strip():
            return ""
        self.level = min(part.level, self.level + 1)
        return f"#heading(level: {self.level + 1}, text({quoted(part.text)}))"

    def name(self, content: str | bytes) -> str:
        """Keeps a picture and answers its name."""
        drawing = printable(content) if isinstance(content, str) else _framed(content)
        name = f"picture-{len(self.found)}.svg"
        self.found[name] = drawing.encode()
        return name


def paper(document: Document) -> bytes:
    """The document as PDF.

    Raises:
        DrawingFailed: it is too large, or a picture in it cannot be read.
    """
    _bounded(document)
    files = Files()
    lines = [*_head(document), *(line for part in document.sections for line in _section(part, files))]
    if lacking(repr(document)):
        lines.append(f"#note({quoted(_LACKING[document.language])})")
    return compiled("\n".join(lines), {"house.typ": _HOUSE.read_bytes(), **files.found})


def parts(document: Document) -> Iterator[Part]:
    """All parts, those that are kept together one by one."""
    for section in document.sections:
        yield from section.parts if isinstance(section, Kept) else (section,)


def _bounded(document: Document) -> None:
    found = list(parts(document))
    cells = sum(len(part.columns) * (len(part.rows) + 1) for part in found if isinstance(part, TableOf))
    if len(found) > MOST_PARTS or cells > MOST_CELLS:
        raise DrawingFailed("the document is too large; choose fewer tiles or a shorter time range")


def quoted(text: str) -> str:
    """A text as a string of typst: nothing in it is read as markup or code."""
    clean = printable(text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _head(document: Document) -> list[str]:
    made = document.made.astimezone(BERLIN) if document.made else None
    words, stand, clock = _WORDS[document.language]
    foot = [text for text in (document.foot, f"{stand} {made:{clock}}" if made else "") if text]
    fields = {
        "title": quoted(document.title.strip() or "–"),
        "subtitle": quoted(document.subtitle),
        "author": quoted(document.author) if document.author else "()",
        "date": f"datetime(year: {made.year}, month: {made.month}, day: {made.day})" if made else "none",
        "language": quoted(document.language),
        "flipped": str(document.landscape).lower(),
        "foot": quoted(" · ".join(foot)),
        "words": _array(words),
    }
    given = ", ".join(f"{name}: {value}" for name, value in fields.items())
    return ['#import "house.typ": *', f"#show: paper.with({given})"]


_LACKING = {
    "de": "Für manche Zeichen in diesem Dokument fehlt die Schrift: Sie stehen als „?“. Die Seite im Netz"
    " zeigt sie.",
    "en": "This document has no type for some of its characters: they are printed as “?”. The page on the"
    " web shows them.",
}

_WORDS = {
    "de": (("Seite", "von"), "Stand", "%d.%m.%Y, %H:%M"),
    "en": (("Page", "of"), "As of", "%d %B %Y, %H:%M"),
}


def _array(texts: Sequence[str]) -> str:
    """An array of strings in typst; the comma keeps one of one from being a mere string."""
    return "(" + "".join(f"{quoted(text)}, " for text in texts) + ")"


def _section(section: Part | Kept, files: Files) -> Iterator[str]:
    if isinstance(section, Kept):
        yield "#block(breakable: false, width: 100%, above: 1.8em)["
        for part in section.parts:
            yield from _part(part, files)
        yield "]"
    else:
        yield from _part(section, files)


def _part(part: Part, files: Files) -> Iterator[str]:
    if isinstance(part, Heading):
        yield files.heading(part)
    elif isinstance(part, Paragraph):
        yield _paragraph(part)
    elif isinstance(part, Listing):
        yield f"#list({', '.join(f'text({quoted(item)})' for item in part.items)})"
    elif isinstance(part, Picture):
        width = max(0.05, min(1.0, part.width, _widest(part.content))) * 100
        name, words = quoted(files.name(part.content)), quoted(part.alternative or part.caption or "–")
        yield f"#drawing({name}, {words}, {width:.0f}%, {quoted(part.caption)})"
    elif isinstance(part, NewPage):
        yield "#pagebreak(weak: true)"
    else:
        yield _rows(part)


def _rows(part: Facts | TableOf | Numbers) -> str:
    """What consists of rows."""
    if isinstance(part, Facts):
        return f"#facts({', '.join(_array(pair) for pair in part.pairs)})"
    if isinstance(part, Numbers):
        items = ", ".join(_array((item.title, item.value, item.note)) for item in part.items)
        return f"#cards({max(1, min(4, part.columns))}, {items})"
    return _table(part)


_LOOKS = {"normal": "normal", "lead": "lead", "note": "note", "strong": "strong-words"}


def _paragraph(part: Paragraph) -> str:
    words = quoted(part.text)
    if part.href.startswith(("https://", "http://", "mailto:")):
        words = f"link({quoted(part.href)}, {words})"
    return f"#{_LOOKS[part.kind]}({words})"


def _table(part: TableOf) -> str:
    places = range(max(1, len(part.columns)))
    few = len(places) <= _FEW
    widths = "".join("1fr, " if few and place not in part.numeric else "auto, " for place in places)
    sides = "".join("right, " if place in part.numeric else "left, " for place in places)
    cells = "\n".join(_row(row, len(places)) for row in part.rows)
    return f"#rows({quoted(part.caption)}, ({widths}), ({sides}), {_array(part.columns or ('',))},\n{cells})"


def _row(cells: Sequence[str], count: int) -> str:
    filled = [*cells[:count], *[""] * (count - len(cells))]
    return " ".join(f"{quoted(cell)}," for cell in filled)


def _widest(content: str | bytes) -> float:
    """Part of the width of the text at which a photograph is not too high for its page."""
    if isinstance(content, str):
        return 1.0
    width, height, _media_type = _measured(content)
    return _HIGHEST * width / height


def _measured(picture: bytes) -> tuple[int, int, str]:
    """Width and height in pixels, and the media type."""
    try:
        with Image.open(BytesIO(picture)) as found:
            return found.width, found.height, Image.MIME[found.format or ""]
    except (OSError, KeyError, Image.DecompressionBombError) as error:
        raise DrawingFailed("a picture cannot be read") from error


def _framed(picture: bytes) -> str:
    """A photograph within an SVG of its size: files given in memory have to be text."""
    width, height, media_type = _measured(picture)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}"><image width="{width}" height="{height}"'
        f' href="data:{media_type};base64,{b64encode(picture).decode()}"/></svg>'
    )
