# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: roadworks and closed roads."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import Domain, Retention

from . import sources
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="roadworks",
    title="Baustellen",
    title_en="Roadworks",
    slug="baustellen",
    summary="Wo gebaut wird und welche Straßen gesperrt sind.",
    summary_en="Where roads are built and which ones are closed.",
    department="Amt für Mobilität und Tiefbau",
    fields_of_action=("Mobilität",),
    quantities=(),
    sources=(
        openstreetmap.source(
            "osm-roadworks",
            "Baustellen aus OpenStreetMap",
            "Roadworks from OpenStreetMap",
            decode=sources.decode,
            recorded="osm-roadworks.geojson",
        ),
    ),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="warning",
    collections=COLLECTIONS,
)
