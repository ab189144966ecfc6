# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People whom the law wants named on the pages of a municipality."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing

PROCESSING = (
    Processing(
        key="profile",
        title=_("Pflichtangaben der Kommune"),
        purpose=_("Impressum, Datenschutzerklärung und Erklärung zur Barrierefreiheit"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. c DSGVO mit § 5 DDG, § 18 Abs. 2 MStV, Art. 37 Abs. 7 DSGVO"),
        categories=(_("Name und dienstliche Erreichbarkeit"),),
        subjects=(_("Vertretung der Kommune, Verantwortliche, Datenschutzbeauftragte"),),
        recipients=_("öffentlich, weltweit abrufbar"),
        kept=_("Solange die Angaben gelten"),
        holdings=(
            Holding(
                model="profile.CityProfile",
                fields=(
                    "represented_by",
                    "address",
                    "email",
                    "phone",
                    "responsible",
                    "privacy_officer",
                    "accessibility_contact",
                ),
                found=Found.EMAIL,
                column="email",
                erasure=Erasure.KEEP,
                because=_("Das Gesetz verlangt diese Angaben; sie werden von Hand geändert."),
            ),
        ),
    ),
)
