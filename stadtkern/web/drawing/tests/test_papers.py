# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Documents and pictures: tagged, with every text as text, within limits."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from stadtkern.web.drawing.drawings import svg
from stadtkern.web.drawing.figures import SparkFigure
from stadtkern.web.drawing.glyphs import lacking, printable
from stadtkern.web.drawing.papers import (
    BigNumber,
    Document,
    Facts,
    Heading,
    Kept,
    Listing,
    NewPage,
    Numbers,
    Paragraph,
    Picture,
    TableOf,
    paper,
    quoted,
)
from stadtkern.web.drawing.pictures import MOST, png
from stadtkern.web.drawing.typesetting import DrawingFailed

DRAWING = svg(SparkFigure(title="Räder", values=[1.0, 2.0, 3.0]), width=160, mode="print")
MADE = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)


def document() -> Document:
    tile = Kept(
        parts=(
            Heading(text="Räder je Tag"),
            Picture(content=DRAWING, alternative="Der Verlauf steigt.", caption="Räder je Tag"),
            Paragraph(text="Mehr Räder als zuvor.", kind="strong"),
            Facts(pairs=(("Quelle", "Eco-Counter"),)),
        )
    )
    table = TableOf(
        caption="Werte", columns=("Tag", "Räder"), rows=(("1. Mai", "12"), ("2. Mai",)), numeric=(1,)
    )
    return Document(
        title="Rad und Fuß", subtitle="Mai 2026", author="Stadt", made=MADE, foot="https://stadt.example/",
        sections=(
            Numbers(items=(BigNumber(title="Räder", value="1.234", note="mehr"),)),
            tile,
            NewPage(),
            table,
            Listing(items=("eins",)),
            Paragraph(text="Daten", href="https://stadt.example/d/1/"),
        ),
    )  # fmt: skip


def test_a_document_is_tagged_and_says_its_language_and_title() -> None:
    content = paper(document())
    assert content.startswith(b"%PDF-1.7")
    assert b"/Lang(de)" in content
    assert b"/StructTreeRoot" in content
    assert content.count(b"/TH/") == 2
    assert b"/Marked true" in content
    assert b"pdfuaid:part" in content
    assert b"/Alt(" in content or b"/Alt<" in content
    assert b"/URI(https://stadt.example/d/1/)" in content


def test_the_same_document_is_the_same_file() -> None:
    assert paper(document()) == paper(document())


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '"; #read("/etc/passwd")',
        "\\",
        "$x$ *a* _b_ `c` <d> @e",
        "漢字 😀 مرحبا \x00\ud800",
        "",
    ],
)
def test_every_text_is_set_as_it_stands(text: str) -> None:
    parts = (
        Heading(text=text), Paragraph(text=text), Listing(items=(text,)), Facts(pairs=((text, text),)),
        TableOf(caption=text, columns=(text,), rows=((text,),)),
        Numbers(items=(BigNumber(title=text, value=text),)),
        Picture(content=svg(SparkFigure(title=text, values=[1.0])), alternative=text),
    )  # fmt: skip
    content = paper(Document(title=text or "leer", subtitle=text, author=text, foot=text, sections=parts))
    assert content.startswith(b"%PDF")


def test_letters_without_a_shape_become_a_mark() -> None:
    assert printable("Straße № 5 – Ελλάδα Київ") == "Straße № 5 – Ελλάδα Київ"
    assert set(printable("漢字")) == {"?"}
    names = "Łódź Şişli A\u011fr\u0131 Čapek Žižka Đặng Ștefan Ørsted Київ Ελλάδα ẞ"
    signs = "→•·×\u2212±≤≥≈°²³₂µ‰€½„“–…"
    assert printable(names + signs) == names + signs
    assert lacking(names) == frozenset()
    assert lacking("Straße 漢") == {"漢"}
    assert quoted('a"b\\c\n') == '"a\\"b\\\\c "'


def test_no_heading_skips_a_level() -> None:
    levels = (
        Heading(text="a", level=3),
        Heading(text="b", level=2),
        Heading(text="c", level=3),
        Heading(text="d"),
    )
    assert paper(Document(title="a", sections=levels)).startswith(b"%PDF")


def test_addresses_that_run_something_are_no_links() -> None:
    link = Paragraph(text="b", href="javascript:alert(1)")
    content = paper(Document(title="a", sections=(link,)))
    assert b"/URI" not in content


def test_a_document_beyond_all_measure_is_refused() -> None:
    rows = (("1",) * 10,) * 7_000
    with pytest.raises(DrawingFailed, match="fewer tiles"):
        paper(Document(title="a", sections=(TableOf(caption="b", columns=("c",) * 10, rows=rows),)))


def test_a_picture_has_the_size_that_was_asked_for() -> None:
    content = png(DRAWING, width=160, height=44, scale=2)
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">LL", content[16:24]) == (320, 88)


def test_a_picture_stays_within_its_limit() -> None:
    content = png(DRAWING, width=1000, height=44, scale=1000)
    assert struct.unpack(">L", content[16:20])[0] <= MOST + 1


@pytest.mark.parametrize(
    "content",
    ["", "<svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
)
def test_what_is_no_drawing_is_refused(content: str) -> None:
    with pytest.raises(DrawingFailed):
        png(content, width=100, height=100)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photograph_is_printed_with_its_words(kind: str) -> None:
    Image.new("RGB", (40, 30), "teal").save(photograph := BytesIO(), kind)
    content = paper(Document(title="a", sections=(Picture(content=photograph.getvalue(), alternative="b"),)))
    assert b"/Subtype/Image" in content
    assert b"/Alt(b)" in content


def test_a_broken_photograph_is_refused() -> None:
    with pytest.raises(DrawingFailed, match="picture"):
        paper(Document(title="a", sections=(Picture(content=b"\x89PNG broken", alternative="b"),)))
