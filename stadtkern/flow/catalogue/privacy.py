# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People who ask for data, and offices that answer for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing, Retention, written_by

_OFFICE = _(
    "Angaben einer Stelle, die mit offenen Daten veröffentlicht werden müssen (DCAT-AP.de: dct:publisher, "
    "dcat:contactPoint); Namen von Personen gehören nicht hinein."
)

PROCESSING = (
    Processing(
        key="dataset_requests",
        title=_("Datenwünsche"),
        purpose=_("Wünsche nach offenen Daten prüfen und beantworten"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO mit dem Open-Data-Recht des Landes"),
        categories=(_("Wunsch und Zweck"), _("E-Mail-Adresse, wenn angegeben")),
        subjects=(_("Besucherinnen und Besucher"),),
        recipients=_("nur die Kommune; keine Übermittlung in Drittländer"),
        holdings=(
            Holding(
                model="catalogue.DatasetRequest",
                fields=("email", "subject", "purpose"),
                found=Found.EMAIL,
                column="email",
                erasure=Erasure.DELETE,
                secret=("token",),
            ),
        ),
        retentions=(
            Retention(
                model="catalogue.DatasetRequest",
                days=30,
                since="closed_at",
                blank=("email",),
                said=_("E-Mail-Adresse 30 Tage nach Abschluss"),
            ),
            Retention(
                model="catalogue.DatasetRequest",
                days=365,
                since="created_at",
                blank=("email",),
                said=_("E-Mail-Adresse spätestens ein Jahr nach Eingang"),
            ),
            Retention(
                model="catalogue.DatasetRequest",
                days=365,
                since="closed_at",
                said=_("Wunsch ein Jahr nach Abschluss"),
            ),
            Retention(
                model="catalogue.DatasetRequest",
                days=730,
                since="created_at",
                said=_("Wunsch spätestens zwei Jahre nach Eingang"),
            ),
        ),
    ),
    Processing(
        key="publishers",
        title=_("Ansprechstellen offener Daten"),
        purpose=_("Sagen, welche Stelle Daten herausgibt und Fragen beantwortet"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO mit dem Open-Data-Recht des Landes"),
        categories=(_("Name der Stelle"), _("E-Mail-Adresse und Telefon der Stelle")),
        subjects=(_("Beschäftigte der Kommune, soweit die Angaben auf sie schließen lassen"),),
        recipients=_("öffentlich, weltweit abrufbar"),
        kept=_("Solange der Datensatz veröffentlicht ist"),
        holdings=(
            Holding(
                model="catalogue.Publisher",
                fields=("name", "email", "phone"),
                found=Found.EMAIL,
                column="email",
                erasure=Erasure.KEEP,
                because=_OFFICE,
            ),
            Holding(
                model="catalogue.Dataset",
                fields=("contact_name", "contact_email", "contact_phone"),
                found=Found.EMAIL,
                column="contact_email",
                erasure=Erasure.KEEP,
                because=_OFFICE,
            ),
        ),
    ),
    Holding(
        model="catalogue.Dataset",
        fields=("author",),
        found=Found.PERSON,
        column="author",
        erasure=Erasure.BLANK,
    ),
    Holding(
        model="catalogue.DistributionRow",
        fields=("added_by",),
        found=Found.PERSON,
        column="added_by",
        erasure=Erasure.BLANK,
    ),
    written_by("catalogue.ReleaseStep", "actor"),
    written_by("catalogue.Finding", "answered_by"),
)
