# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of fibre at an address."""

from __future__ import annotations

from stadtkern.kernel.collections import Category, Collection, Field, Style

STATES = {
    "available": "verfügbar",
    "building": "im Bau",
    "planned": "geplant",
    "marketing": "Vorvermarktung",
    "none": "nicht geplant",
}

FIBRE = Collection(
    key="fibre-addresses",
    title="Glasfaser nach Adresse",
    title_en="Fibre by address",
    description="Ob an einer Adresse ein Glasfaseranschluss verfügbar, im Bau oder geplant ist, und von wem.",
    description_en="Whether fibre is available, being built or planned at an address, and by whom.",
    source="",
    geometry="point",
    fields=(
        Field(key="street", title="Straße", title_en="Street"),
        Field(key="house_number", title="Hausnummer", title_en="House number"),
        Field(key="postal_code", title="Postleitzahl", title_en="Postal code"),
        Field(key="town", title="Ort", title_en="Town"),
        Field(key="state", title="Stand", title_en="State", values=STATES),
        Field(key="provider", title="Anbieter", title_en="Provider"),
        Field(key="from_day", title="ab", title_en="From", kind="date"),
        Field(key="most_mbit", title="bis zu", title_en="Up to", kind="number", unit="Mbit/s"),
        Field(key="as_of", title="Angabe vom", title_en="As of", kind="date"),
    ),
    name_field="street",
    style=Style(
        colour="grey",
        shape="square",
        category="state",
        categories=(
            Category(value="available", title="verfügbar", title_en="available", colour="green"),
            Category(value="building", title="im Bau", title_en="being built", colour="blue"),
            Category(value="planned", title="geplant", title_en="planned", colour="orange"),
            Category(value="none", title="nicht geplant", title_en="not planned", colour="grey"),
        ),
        least_zoom=12,
    ),
    themes=("TECH", "REGI"),
    keywords=("Glasfaser", "Breitband", "Gigabit", "FTTH"),
    frequency="MONTHLY",
)
COLLECTIONS = (FIBRE,)
