# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: official warnings of severe weather and disasters, and the city's own notices."""

from __future__ import annotations

from stadtkern.kernel.domain import Domain, Retention

DOMAIN = Domain(
    name="warnings",
    title="Warnungen",
    title_en="Warnings",
    slug="warnungen",
    summary="Amtliche Warnungen vor Unwetter und anderen Gefahren, und Hinweise der Stadt.",
    summary_en="Official warnings of severe weather and other dangers, and notices of the city.",
    department="Ordnungsamt",
    fields_of_action=("Sicherheit", "Klimaanpassung"),
    quantities=(),
    sources=(),
    retention=Retention(
        days=365,
        reason="Amtliche Warnungen bleiben nach ihrem Ende ein Jahr nachlesbar, die der Stadt immer.",
        reason_en="Official warnings stay readable for a year after their end, those of the city for good.",
    ),
    icon="warning",
    themes=("JUST", "ENVI"),
    keywords=("Warnungen", "Bevölkerungsschutz"),
)
