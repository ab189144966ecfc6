# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: where fibre lies, is built or is planned, address by address."""

from __future__ import annotations

from stadtkern.kernel.domain import Domain, Retention

from .collections import COLLECTIONS

DOMAIN = Domain(
    name="fibre_rollout",
    title="Glasfaserausbau",
    title_en="Fibre rollout",
    slug="glasfaser",
    summary="An welchen Adressen Glasfaser verfügbar, im Bau oder geplant ist.",
    summary_en="At which addresses fibre is available, being built or planned.",
    department="Digitalisierung",
    fields_of_action=("Digitalisierung", "Wirtschaft"),
    quantities=(),
    sources=(),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="wifi",
    collections=COLLECTIONS,
)
