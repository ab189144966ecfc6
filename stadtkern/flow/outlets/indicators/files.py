# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of an indicator as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from stadtkern.kernel.indicators import Indicator

from .computing import Value

CSV = "text/csv; charset=utf-8"


def separated(indicator: Indicator, rows: Sequence[Value]) -> bytes:
    """One row per period; times are UTC, a gap is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["start", "end", "value", "unit", "coverage", "withheld"])
    for one in rows:
        writer.writerow(
            [
                one.start.isoformat(),
                one.end.isoformat(),
                "" if one.value is None else f"{one.value:.{max(indicator.decimals, 6)}g}",
                indicator.ucum,
                "" if one.coverage is None else f"{one.coverage:.4f}",
                "true" if one.withheld else "false",
            ]
        )
    return out.getvalue().encode()
