# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""START HERE: public waste containers and how full they are."""

from __future__ import annotations

from stadtkern.kernel.domain import Domain, MapLayer, Retention, Tile
from stadtkern.kernel.quantities import AIR_TEMPERATURE, DEVICE_QUANTITIES, DISTANCE, FILL_LEVEL
from stadtkern.kernel.rules import Limit, Rule, Streams

DOMAIN = Domain(
    name="waste_containers",
    title="Abfallbehälter",
    title_en="Waste containers",
    slug="abfallbehaelter",
    summary="Wie voll Glascontainer, Papierkörbe und Sammelstellen sind und wann sie voll sein werden.",
    summary_en="How full bottle banks, litter bins and collection points are, and when they will be full.",
    department="Entsorgungsbetrieb",
    fields_of_action=("Umwelt", "Abfall", "Stadtsauberkeit"),
    quantities=(FILL_LEVEL, DISTANCE, AIR_TEMPERATURE, *DEVICE_QUANTITIES),
    sources=(),
    retention=Retention(
        days=3 * 365,
        reason="Füllstände ohne Personenbezug; drei Jahre zeigen, wo Behälter fehlen.",
        reason_en="Fill levels without reference to persons; three years show where containers are missing.",
    ),
    rules=(
        Rule(
            key="fire",
            title="Hitze in einem Abfallbehälter",
            title_en="Heat in a waste container",
            condition=Limit(streams=Streams(quantity=AIR_TEMPERATURE.key), value=60, reset=50),
            severity="alarm",
            text="{ort}: {wert} {einheit} im Behälter, vielleicht brennt er. Gemessen um {zeit}.",
        ),
        Rule(
            key="full",
            title="Abfallbehälter übervoll",
            title_en="Waste container overfull",
            condition=Limit(streams=Streams(quantity=FILL_LEVEL.key), value=95, reset=60, for_s=3600),
            severity="info",
            active=False,
        ),
    ),
    icon="delete",
    layers=(
        MapLayer(
            key="waste-containers",
            title="Abfallbehälter",
            title_en="Waste containers",
            colour="grey",
            shape="bin",
            quantity=FILL_LEVEL,
            properties=(("waste", "Abfallart"), ("volume_l", "Fassung [l]")),
        ),
    ),
    tiles=(
        Tile(
            title="Füllstand der Abfallbehälter",
            title_en="Fill level of waste containers",
            quantity=FILL_LEVEL,
            summary="latest_mean",
        ),
    ),
    purpose="Misst, wie voll ein Behälter ist, damit er rechtzeitig und nicht umsonst geleert wird.",
    purpose_en="Measures how full a container is, so that it is emptied in time and not in vain.",
    not_measured="Nicht, wer etwas einwirft, und nicht, was; keine Bilder.",
    not_measured_en="Not who throws something in, and not what; no pictures.",
    legal_basis="Öffentliche Abfallentsorgung (Kreislaufwirtschaftsgesetz, § 20)",
    legal_basis_en="Public waste disposal (KrWG, section 20)",
    themes=("ENVI",),
    keywords=("Abfall", "Wertstoffe", "Füllstand", "Container"),
)
