# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is building what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing, Retention

PROCESSING = (
    Processing(
        key="dashboard_drafts",
        title=_("Entwürfe von Dashboards"),
        purpose=_("Angefangene Änderungen an Dashboards behalten, bis sie gespeichert oder verworfen sind"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO"),
        categories=(_("wer an welchem Dashboard arbeitet, mit Zeitpunkt"),),
        subjects=(_("Beschäftigte der Kommune"),),
        recipients=_("niemand"),
        holdings=(
            Holding(
                model="dashboard_building.Draft",
                fields=("person",),
                found=Found.PERSON,
                column="person",
                erasure=Erasure.DELETE,
            ),
        ),
        retentions=(
            Retention(
                model="dashboard_building.Draft",
                days=90,
                since="changed_at",
                said=_("90 Tage nach der letzten Änderung, sonst bis zum Speichern oder Verwerfen"),
            ),
        ),
    ),
)
