# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: parks, gardens and trees."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import Domain, Retention

from . import sources
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="green_areas",
    title="Stadtgrün und Bäume",
    title_en="Green areas and trees",
    slug="stadtgruen",
    summary="Parks, Gärten und einzelne Bäume: wo sie sind, wie groß und welche Art.",
    summary_en="Parks, gardens and single trees: where they are, how large and which species.",
    department="Grünflächenamt",
    fields_of_action=("Stadtgrün", "Klimaanpassung"),
    quantities=(),
    sources=(
        openstreetmap.source(
            "osm-green-areas",
            "Grünflächen aus OpenStreetMap",
            "Green areas from OpenStreetMap",
            decode=sources.decode,
            recorded="osm-green-areas.geojson",
        ),
        openstreetmap.source(
            "osm-trees",
            "Bäume aus OpenStreetMap",
            "Trees from OpenStreetMap",
            decode=sources.decode_trees,
            recorded="osm-trees.geojson",
        ),
    ),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="leaf",
    collections=COLLECTIONS,
)
