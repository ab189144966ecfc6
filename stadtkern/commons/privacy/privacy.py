# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Requests to be erased are about people themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing, Retention

PROCESSING = (
    Processing(
        key="erasure_requests",
        title=_("Anträge betroffener Personen"),
        purpose=_("Löschanträge fristgerecht prüfen und beantworten"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. c DSGVO mit Art. 12 und 17 DSGVO"),
        categories=(_("Konto"), _("Zeitpunkt"), _("Antwort")),
        subjects=(_("Personen mit Konto"),),
        recipients=_("nur die Kommune; keine Übermittlung in Drittländer"),
        holdings=(
            Holding(
                model="privacy.ErasureRequest",
                fields=("person",),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
        ),
        retentions=(
            Retention(
                model="privacy.ErasureRequest",
                days=3 * 365,
                since="answered_at",
                said=_("drei Jahre nach der Antwort"),
            ),
        ),
    ),
)
