# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: the platform about itself: data, sources, devices, use."""

from __future__ import annotations

from stadtkern.kernel.domain import Domain, Retention
from stadtkern.kernel.quantities import (
    ANSWERED_REQUESTS,
    DEVICES_HEARD,
    DEVICES_SILENT,
    PUBLISHED_DATASETS,
    REJECTED_RECORDS,
    SOURCES_IN_ORDER,
    SOURCES_OUT_OF_ORDER,
    STORED_OBSERVATIONS,
)

DOMAIN = Domain(
    name="platform",
    title="Datenplattform",
    title_en="Data platform",
    slug="plattform",
    summary="Wie viele Daten die Stadt veröffentlicht und ob Quellen und Geräte arbeiten.",
    summary_en="How much data the city publishes, and whether sources and devices work.",
    department="Digitalisierung",
    fields_of_action=("Digitalisierung",),
    quantities=(
        PUBLISHED_DATASETS,
        STORED_OBSERVATIONS,
        REJECTED_RECORDS,
        SOURCES_IN_ORDER,
        SOURCES_OUT_OF_ORDER,
        DEVICES_HEARD,
        DEVICES_SILENT,
        ANSWERED_REQUESTS,
    ),
    sources=(),
    retention=Retention(
        days=None,
        reason="Zählungen der Plattform haben keinen Personenbezug; lange Reihen zeigen, wie sie wächst.",
        reason_en="Counts of the platform concern no person; long series show how it grows.",
    ),
    icon="chart",
    purpose="Zeigt, ob die Datenplattform arbeitet und wie viel sie veröffentlicht.",
    purpose_en="Shows whether the data platform works and how much it publishes.",
    not_measured="Nicht, wer welche Seite aufruft; nur, wie viele Anfragen beantwortet wurden.",
    not_measured_en="Not who opens which page; only how many requests were answered.",
    themes=("GOVE", "TECH"),
    keywords=("Datenplattform", "Offene Daten", "Betrieb"),
)
