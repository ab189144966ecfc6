# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: public toilets."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import Domain, Retention

from . import sources
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="public_toilets",
    title="Öffentliche Toiletten",
    title_en="Public toilets",
    slug="toiletten",
    summary="Wo eine öffentliche Toilette ist, wann sie offen ist und ob sie rollstuhlgerecht ist.",
    summary_en="Where a public toilet is, when it is open and whether it is wheelchair accessible.",
    department="Stadtmarketing",
    fields_of_action=("Teilhabe", "Innenstadt"),
    quantities=(),
    sources=(
        openstreetmap.source(
            "osm-toilets",
            "Öffentliche Toiletten aus OpenStreetMap",
            "Public toilets from OpenStreetMap",
            decode=sources.decode,
            recorded="osm-toilets.geojson",
        ),
    ),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="people",
    collections=COLLECTIONS,
)
