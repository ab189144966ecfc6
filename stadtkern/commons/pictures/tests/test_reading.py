# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2

from __future__ import annotations

import io

import pytest
from PIL import Image

from stadtkern.commons.pictures.reading import LONGEST_SIDE, upright
from stadtkern.kernel.errors import PayloadRejected

_TURNED, _ARTIST = 0x0112, 0x013B


def photo(width: int, height: int, **tags: object) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[_ARTIST] = "Erika Mustermann"
    if "turned" in tags:
        exif[_TURNED] = tags["turned"]
    Image.new("RGB", (width, height), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_taken_sideways_is_turned() -> None:
    assert upright(photo(40, 20, turned=6)).size == (20, 40)


def test_a_large_picture_is_made_smaller() -> None:
    assert max(upright(photo(4000, 3000)).size) == LONGEST_SIDE


def test_nothing_of_what_the_camera_wrote_is_left() -> None:
    found = upright(photo(40, 20))
    assert not found.info
    assert not dict(found.getexif())


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PayloadRejected):
        upright(content)
