# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers as they are printed in drawings."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["de", "en"]
_LARGE = {
    "de": ((1e12, "Bio."), (1e9, "Mrd."), (1e6, "Mio.")),
    "en": ((1e12, "tn"), (1e9, "bn"), (1e6, "m")),
}
MINUS = "\u2212"
MOST = 1e15
"""From here on numbers are printed as powers of ten."""


def clean(value: float | None) -> float | None:
    """A value that can be drawn: no number or one beyond all measure is a gap, next to nothing is zero."""
    if value is None or not math.isfinite(value) or abs(value) > 1e300:
        return None
    return 0.0 if abs(value) < 1e-200 else float(value)


def printed(value: float, decimals: int = 0, language: Language = "de") -> str:
    """E.g. ``1.234,5``, with a true minus sign."""
    if abs(value) >= MOST:
        return _power(value, language)
    text = f"{abs(value):,.{max(0, min(decimals, 12))}f}"
    if language == "de":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if value < 0 and text.strip("0.,") else text


def short(value: float, decimals: int = 0, language: Language = "de") -> str:
    """For axes: from a million on in words, e.g. ``1,5 Mio.``."""
    for size, word in _LARGE[language]:
        if size <= abs(value) < MOST:
            part = value / size
            digits = next((digits for digits in (0, 1, 2) if math.isclose(round(part, digits), part)), 3)
            return f"{printed(part, digits, language)}\u00a0{word}"
    return printed(value, decimals, language)


def _power(value: float, language: Language) -> str:
    mantissa, _e, exponent = f"{value:.2e}".partition("e")
    if language == "de":
        mantissa = mantissa.replace(".", ",")
    return f"{mantissa.replace('-', MINUS)}\u00a0·\u00a010^{int(exponent)}"
