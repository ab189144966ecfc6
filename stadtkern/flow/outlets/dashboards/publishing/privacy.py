# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets reports by e-mail, and who ordered them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing, Retention, written_by

PROCESSING = (
    Processing(
        key="reports",
        title=_("Berichte per E-Mail"),
        purpose=_("Dashboards als Bericht an Beschäftigte und an andere senden, die das wünschen"),
        legal_basis=_(
            "Bei Adressen außerhalb der Kommune Einwilligung durch einen bestätigten Link, Art. 6 Abs. 1 "
            "Buchst. a DSGVO; bei Beschäftigten Art. 6 Abs. 1 Buchst. e DSGVO"
        ),
        categories=(_("E-Mail-Adresse"), _("Zeitpunkte von Einladung, Zustimmung und Abbestellung")),
        subjects=(_("Beschäftigte der Kommune"), _("Personen, die einen Bericht bestellt haben")),
        recipients=_("der E-Mail-Dienst der Kommune"),
        kept=_(
            "Bis zur Abbestellung; jede E-Mail enthält dafür einen Link. Nimmt die Kommune den Auftrag "
            "zurück, 30 Tage, in denen nichts versandt wird"
        ),
        holdings=(
            Holding(
                model="publishing.Recipient",
                fields=("email",),
                found=Found.EMAIL,
                column="email",
                erasure=Erasure.DELETE,
            ),
            Holding(
                model="publishing.Recipient",
                fields=("person",),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
            Holding(
                model="publishing.Sending",
                fields=("recipient",),
                found=Found.PERSON,
                column="recipient__person",
                erasure=Erasure.DELETE,
            ),
        ),
        retentions=(
            Retention(
                model="publishing.Recipient",
                days=14,
                since="invited_at",
                where={"confirmed_at": None},
                said=_("Einladungen, denen niemand zustimmt, 14 Tage"),
            ),
            Retention(
                model="publishing.Recipient",
                days=30,
                since="stopped_at",
                said=_("abbestellte Empfänger 30 Tage"),
            ),
            Retention(
                model="publishing.Sending",
                days=365,
                since="due_at",
                said=_("Nachweise des Versands ein Jahr"),
            ),
        ),
    ),
    written_by("publishing.Screen"),
    written_by("publishing.ReportOrder"),
    written_by("publishing.ReportOrder", "deleted_by"),
)
