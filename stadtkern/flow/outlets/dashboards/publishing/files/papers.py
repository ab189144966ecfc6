# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A dashboard as a report on paper; texts are in the language that is active."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.dashboards import provenance, tabling
from stadtkern.flow.outlets.dashboards.shown import Number, ShownTile
from stadtkern.flow.outlets.dashboards.tabling import PrintedTable
from stadtkern.flow.outlets.series.words import SourceFact
from stadtkern.kernel.dashboards import ImageTile, NumberTile, TextTile
from stadtkern.web.drawing import drawings
from stadtkern.web.drawing.figures import Figure, SparkFigure
from stadtkern.web.drawing.numerals import Language, printed
from stadtkern.web.drawing.papers import (
    BigNumber,
    Document,
    Heading,
    Kept,
    Listing,
    Numbers,
    Paragraph,
    Part,
    Picture,
    TableOf,
)
from stadtkern.web.templatetags import web

ROWS = 12
"""Rows of a table in a report; all of them are on the page of the tile."""
MOST_COLUMNS = 9
"""A wider table of few rows is turned, one of many rows is only on the page of the tile."""
GLANCE = 6
"""Sentences at the beginning of a report."""
_CARD = 14
"""Characters of a number with its unit that fit on a card."""
_FULL, _HALF = 640.0, 420.0
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,1000})\)")

Sections = Sequence[tuple[str, Sequence[ShownTile]]]
"""Title of each page with its tiles."""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What a report says beside its tiles."""

    city: str
    title: str
    summary: str
    span: str
    """The time range in words."""
    places: str
    """Chosen places in words; empty: all."""
    address: str
    """Of the dashboard, absolute; paths of sources are joined to its host."""
    home: str
    """Of the city, absolute, without a slash at the end."""
    made_at: datetime
    language: Language
    plain: bool = False
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Uploaded pictures by the key of their tile."""


def document(cover: Cover, pages: Sections) -> Document:
    """The report: what is most important, each tile with figure, sentence and table, and all sources."""
    tiles = [tile for _title, page in pages for tile in page]
    sections: list[Part | Kept] = [*_beginning(cover, tiles)]
    for title, page in pages:
        if len(pages) > 1 and page:
            sections.append(Heading(text=title, level=1))
        sections += _page(cover, page, level=2 if len(pages) > 1 else 1)
    sections += _sources(cover, tiles)
    return Document(
        title=cover.title,
        language=cover.language,
        subtitle=" · ".join(one for one in (cover.city, cover.span, cover.places) if one),
        author=cover.city,
        made=cover.made_at,
        foot=cover.address,
        sections=tuple(sections),
    )


def sentences(tiles: Sequence[ShownTile], language: Language) -> tuple[str, ...]:
    """The most important in a few sentences, each with the title of its tile when it does not name it."""
    found: dict[str, str] = {}
    for one in tiles:
        if one.number is not None and one.number.value is not None:
            found[one.title] = f"{one.title}: {_large(one.number, language)}, {one.number.period}".rstrip(
                ", "
            )
        elif one.sentence and one.state in {"shown", "stale"}:
            found.setdefault(one.sentence, f"{one.title}: {one.sentence}")
    return tuple(found.values())[:GLANCE]


def _beginning(cover: Cover, tiles: Sequence[ShownTile]) -> Iterator[Part]:
    if cover.summary:
        for block in cover.summary.split("\n\n"):
            yield Paragraph(text=" ".join(block.split()), kind="lead")
    told = [one for one in tiles if one.number is None and one.sentence and one.state in {"shown", "stale"}]
    if len(told) > 2 and not cover.plain:
        yield Heading(text=_("Auf einen Blick"))
        yield Listing(items=sentences(told, cover.language))


def _page(cover: Cover, page: Sequence[ShownTile], *, level: int) -> Iterator[Part | Kept]:
    for numbers, group in groupby(page, key=_is_number):
        if numbers:
            yield from _numbers(list(group), cover.language)
        else:
            for shown in group:
                yield from _tile(cover, shown, level)


def _is_number(shown: ShownTile) -> bool:
    return isinstance(shown.tile, NumberTile)


def _numbers(tiles: Sequence[ShownTile], language: Language) -> Iterator[Part]:
    cards = tuple(_card(one, language) for one in tiles)
    yield Numbers(items=cards, columns=2 if len(cards) in {1, 2, 4} else 3)


def _card(shown: ShownTile, language: Language) -> BigNumber:
    """The unit stands beside the number where there is room, else before what it is about."""
    number, note = shown.number, _about(shown)
    if number is None:
        return BigNumber(title=shown.title, value=_("keine Daten"), note=shown.message)
    value = _large(number, language)
    if number.value is not None and len(value) > _CARD:
        value = printed(number.value, number.decimals, language)
        note = f"{number.unit} {note}"
    return BigNumber(title=shown.title, value=value, note=note)


def _large(number: Number, language: Language) -> str:
    if number.value is None:
        return _("keine Daten")
    return f"{printed(number.value, number.decimals, language)} {number.unit}".rstrip()


def _about(shown: ShownTile) -> str:
    number = shown.number
    if number is None:
        return ""
    said = [number.period, number.change_words, number.target_words]
    said.append(shown.message if shown.state != "shown" else "")
    return " · ".join(one for one in said if one)


def _tile(cover: Cover, shown: ShownTile, level: int) -> Iterator[Part | Kept]:
    parts: list[Part] = [Heading(text=shown.title, level=2 if level > 1 else 1)]
    note = provenance.state_note(shown)
    if note is not None:
        parts.append(Paragraph(text=note.text, kind="strong"))
    parts += _content(cover, shown)
    if shown.sentence:
        parts.append(Paragraph(text=shown.sentence))
    if shown.note:
        parts.append(Paragraph(text=shown.note, kind="note"))
    yield Kept(parts=tuple(parts))
    if not cover.plain:
        yield from _table(cover, shown)
    yield from _origin(shown)


def _content(cover: Cover, shown: ShownTile) -> Iterator[Part]:
    if shown.number is not None:
        yield Numbers(items=(_card(shown, cover.language),), columns=2)
    if shown.figure is not None and not isinstance(shown.figure, SparkFigure):
        yield _picture(shown.figure, shown, cover.language)
    if isinstance(shown.tile, TextTile):
        yield from _words(cover, shown.tile)
    if isinstance(shown.tile, ImageTile):
        yield from _image(cover, shown.tile)
    if shown.entries:
        yield Listing(items=tuple(f"{one.title}. {one.text}".rstrip(". ") + "." for one in shown.entries))


def _picture(figure: Figure, shown: ShownTile, language: Language) -> Picture:
    wide = shown.tile.width > 4
    room = _FULL if wide else _HALF
    svg = drawings.svg(figure, width=room, language=language, mode="print")
    alternative = " ".join(one for one in (shown.sentence, drawings.described(figure, language)) if one)
    return Picture(content=svg, alternative=alternative, width=1.0 if wide else _HALF / _FULL)


def _image(cover: Cover, tile: ImageTile) -> Iterator[Part]:
    content = cover.pictures.get(tile.key)
    if content is not None:
        text = web.local(tile, "alternative")
        yield Picture(content=content, alternative=text, caption=tile.credit, width=min(1.0, tile.width / 8))


def _words(cover: Cover, tile: TextTile) -> Iterator[Part]:
    """Paragraphs and lists of a text tile; of a link the address stands behind its words."""
    text = web.local(tile, "text").replace("\r\n", "\n")
    text = _LINK.sub(lambda found: f"{found[1]} ({_absolute(found[2], cover.home)})", text)
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        for listed, group in groupby(lines, key=lambda line: line.startswith("- ")):
            found = list(group)
            if listed:
                yield Listing(items=tuple(line.removeprefix("- ").strip() for line in found))
            else:
                yield Paragraph(text=" ".join(found))


def _table(cover: Cover, shown: ShownTile) -> Iterator[Part]:
    if shown.table is None or not shown.table.rows:
        return
    most = 100 if shown.figure is None else ROWS
    table = tabling.printed(shown.table, cover.language, most=most)
    caption = table.caption or shown.title
    if len(table.heads) > MOST_COLUMNS:
        yield from _turned(table, caption)
        return
    if table.left_out:
        words = ngettext(
            "%(n)s weitere Zeile im Internet", "%(n)s weitere Zeilen im Internet", table.left_out
        )
        caption = f"{caption} ({words % {'n': web.number(table.left_out)}})"
    yield TableOf(
        caption=caption,
        columns=tuple(title for title, _numeric in table.heads),
        rows=tuple(tuple(text for text, _numeric in row) for row in table.rows),
        numeric=tuple(place for place, (_title, numeric) in enumerate(table.heads) if numeric),
    )


def _turned(table: PrintedTable, caption: str) -> Iterator[Part]:
    """A wide table of few rows with its columns as rows, as for the hours of the week."""
    if len(table.rows) >= MOST_COLUMNS or table.left_out:
        yield Paragraph(text=_("%(title)s: als Tabelle im Internet.") % {"title": caption}, kind="note")
        return
    lines = list(zip(*(tuple(text for text, _numeric in row) for row in table.rows), strict=True))
    yield TableOf(
        caption=caption,
        columns=("", *lines[0]),
        rows=tuple((head, *line) for (head, _numeric), line in zip(table.heads[1:], lines[1:], strict=True)),
        numeric=tuple(range(1, len(table.rows) + 1)),
    )


def _origin(shown: ShownTile) -> Iterator[Part]:
    """One small line below a tile: whose data, how new, how complete."""
    facts = shown.facts
    share = provenance.coverage(facts)
    said = [
        _("Quelle: %(names)s") % {"names": ", ".join(dict.fromkeys(_named(one) for one in facts.sources))}
        if facts.sources
        else "",
        _("neuester Messwert %(at)s") % {"at": web.moment(facts.newest)} if facts.newest else "",
        _("%(percent)s %% der erwarteten Werte") % {"percent": web.number(min(99.9, 100 * share), 1)}
        if share is not None and share < 1
        else "",
        ngettext("%(n)s Messreihe zurückgezogen", "%(n)s Messreihen zurückgezogen", facts.withdrawn)
        % {"n": facts.withdrawn}
        if facts.withdrawn
        else "",
    ]
    text = " · ".join(one for one in said if one)
    if text:
        yield Paragraph(text=text, kind="note")


def _named(source: SourceFact) -> str:
    return source.attribution or source.publisher or source.title


def _sources(cover: Cover, tiles: Sequence[ShownTile]) -> Iterator[Part]:
    sources = {one.key: one for tile in tiles for one in tile.facts.sources}
    methods = dict.fromkeys(one for tile in tiles for one in tile.facts.method)
    if sources:
        yield Heading(text=_("Quellen und Lizenzen"))
        for source in sources.values():
            said = ", ".join(one for one in (_titled(source, cover.language), source.publisher) if one)
            licence = f" – {source.licence}" if source.licence else ""
            yield Paragraph(
                text=f"{said}{licence}",
                kind="note",
                href=_absolute(source.href, cover.home) if source.href else "",
            )
    if methods and not cover.plain:
        yield Heading(text=_("Wie berechnet wurde"))
        yield Listing(items=tuple(methods))
    yield Paragraph(
        text=_("Aktuelle Werte, alle Tabellen und Dateien: %(address)s") % {"address": cover.address},
        kind="note",
        href=cover.address,
    )


def _titled(source: SourceFact, language: Language) -> str:
    return (source.title_en or source.title) if language == "en" else source.title


def _absolute(address: str, home: str) -> str:
    return f"{home}{address}" if address.startswith("/") else address
