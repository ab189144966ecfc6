# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages of visitors."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing, Retention

PROCESSING = (
    Processing(
        key="feedback",
        title=_("Rückmeldungen zur Plattform"),
        purpose=_("Fehler beheben, Barrieren abbauen und auf Wunsch antworten"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO; Barrieren: Barrierefreiheitsrecht des Landes"),
        categories=(_("Nachricht"), _("E-Mail-Adresse, wenn angegeben")),
        subjects=(_("Besucherinnen und Besucher"),),
        recipients=_("nur die Kommune; keine Übermittlung in Drittländer"),
        holdings=(
            Holding(
                model="feedback.Feedback",
                fields=("email", "message"),
                found=Found.EMAIL,
                column="email",
                erasure=Erasure.DELETE,
            ),
        ),
        retentions=(
            Retention(
                model="feedback.Feedback", days=365, since="created_at", said=_("ein Jahr nach Eingang")
            ),
        ),
    ),
)
