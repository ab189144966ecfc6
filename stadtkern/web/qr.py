# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""QR codes (ISO/IEC 18004, error correction M) as pictures."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> bytes:
    """The code of an address as SVG, with the quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, scale=8, svgclass=None, lineclass=None, light="#fff"
    )
    return out.getvalue()
