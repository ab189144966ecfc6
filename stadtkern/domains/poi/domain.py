# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: places that people look for, and the signs that stand there."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import OTHER_OPEN, Domain, Retention, Source

from . import sources
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="poi",
    title="Sehenswertes und Orte",
    title_en="Sights and places",
    slug="orte",
    summary="Museen, Sehenswürdigkeiten und andere Orte; viele haben ein Schild mit QR-Code.",
    summary_en="Museums, sights and other places; many have a sign with a QR code.",
    department="Stadtmarketing",
    fields_of_action=("Tourismus", "Kultur", "Teilhabe"),
    quantities=(),
    sources=(
        openstreetmap.source(
            "osm-poi",
            "Orte aus OpenStreetMap",
            "Places from OpenStreetMap",
            decode=sources.decode,
            recorded="osm-poi.geojson",
        ),
        Source(
            key="krefeld-places",
            title="Orte der Stadt Krefeld",
            title_en="Places of the city of Krefeld",
            publisher="Stadt Krefeld",
            homepage="https://www.offenesdatenportal.de/organization/krefeld",
            licence=OTHER_OPEN,
            attribution="Stadt Krefeld, offenesdatenportal.de",
            decode=sources.decode_krefeld,
            files=sources.KREFELD_FILES,
            recorded="krefeld/libraries.json",
        ),
    ),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="mark",
    collections=COLLECTIONS,
)
