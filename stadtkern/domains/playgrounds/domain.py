# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: public playgrounds."""

from __future__ import annotations

from stadtkern.commons.geojson import openstreetmap
from stadtkern.kernel.domain import OTHER_OPEN, Domain, Retention, Source

from . import sources
from .collections import COLLECTIONS

DOMAIN = Domain(
    name="playgrounds",
    title="Spielplätze",
    title_en="Playgrounds",
    slug="spielplaetze",
    summary="Wo Kinder spielen können, für welches Alter, und ob ein Platz mit Rollstuhl erreichbar ist.",
    summary_en="Where children can play, for which age, and whether a place can be reached by wheelchair.",
    department="Grünflächenamt",
    fields_of_action=("Familie", "Stadtgrün", "Teilhabe"),
    quantities=(),
    sources=(
        openstreetmap.source(
            "osm-playgrounds",
            "Spielplätze aus OpenStreetMap",
            "Playgrounds from OpenStreetMap",
            decode=sources.decode,
            recorded="osm-playgrounds.geojson",
        ),
        Source(
            key="krefeld-playgrounds",
            title="Spielplätze der Stadt Krefeld",
            title_en="Playgrounds of the city of Krefeld",
            publisher="Stadt Krefeld",
            homepage="https://www.offenesdatenportal.de/organization/krefeld",
            licence=OTHER_OPEN,
            attribution="Stadt Krefeld, offenesdatenportal.de",
            decode=sources.decode_krefeld,
            files=("*krefeld*/playgrounds.json",),
            recorded="krefeld/playgrounds.json",
        ),
    ),
    retention=Retention(
        days=None,
        reason="Bestandsdaten ohne Personenbezug; frühere Stände bleiben nachvollziehbar.",
        reason_en="Inventory without personal data; earlier states stay traceable.",
    ),
    icon="star",
    collections=COLLECTIONS,
)
