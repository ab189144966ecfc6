# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Raw records that could not be read may hold anything; keys name who made them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing, Retention, written_by

PROCESSING = (
    Processing(
        key="rejections",
        title=_("Abgewiesene Datensätze"),
        purpose=_("Erklären und nachholen, was nicht eingelesen werden konnte"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO"),
        categories=(_("Rohdaten, wie sie geliefert wurden"),),
        subjects=(_("niemand Bestimmtes; ein Lieferant kann versehentlich personenbezogene Daten senden"),),
        recipients=_("nur die Kommune; keine Übermittlung in Drittländer"),
        holdings=(
            Holding(
                model="ingest.RejectedRecord",
                fields=("raw",),
                found=Found.NOBODY,
                erasure=Erasure.KEEP,
                because=_(
                    "Die Rohdaten führen zu niemandem, nach dem gesucht werden könnte; sie enden mit "
                    "ihrer Frist."
                ),
            ),
        ),
        retentions=(
            Retention(
                model="ingest.RejectedRecord",
                days=90,
                since="settled_at",
                said=_("90 Tage nach dem Erledigen"),
            ),
            Retention(
                model="ingest.RejectedRecord",
                days=730,
                since="last_seen_at",
                said=_("sonst zwei Jahre nach der letzten Lieferung"),
            ),
        ),
    ),
    written_by("ingest.ApiKey"),
)
