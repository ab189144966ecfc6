# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An uploaded picture becomes one that may be shown.

Cameras write where and when a picture was taken, sometimes by whom; nothing of that is kept.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from stadtkern.kernel.errors import PayloadRejected, PayloadTooLarge

MOST_BYTES = 15 * 1024 * 1024
LONGEST_SIDE = 1600
"""Of what is kept [pixel]."""
_MOST_PIXELS = 60_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning)


def upright(content: bytes) -> Image.Image:
    """The picture turned as it was taken, at most ``LONGEST_SIDE`` long, with nothing but its pixels.

    Raises:
        PayloadRejected: no JPEG, PNG or WebP, or too large.
    """
    if len(content) > MOST_BYTES:
        raise PayloadTooLarge(f"Das Bild ist größer als {MOST_BYTES // 1024 // 1024} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=_FORMATS)
            if opened.width * opened.height > _MOST_PIXELS:
                raise PayloadTooLarge("Das Bild hat mehr als 60 Millionen Bildpunkte.")
            turned = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PayloadRejected("Das ist kein lesbares Bild (erwartet: JPEG, PNG oder WebP).") from error
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    return plain
