# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measured quantities with UCUM unit, German and English name and a link to their definition.

Units follow UCUM (https://ucum.org/ucum, version 2.2); counted things use a UCUM annotation such as
``{bicycle}``, which has the dimension one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Summary = Literal["sum", "mean"]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """What is measured, in which unit, and how values of a period are summarised."""

    key: str
    """Stable code, the ``observed property`` of the register, e.g. ``air_temperature``."""
    german: str
    english: str
    ucum: str
    """UCUM code of the unit, e.g. ``Cel``."""
    symbol: str
    """How the unit is printed in German, e.g. ``°C``."""
    symbol_en: str = ""
    """How the unit is printed in English; empty: as in German."""
    definition: str
    """URL of a public definition of the quantity."""
    summary: Summary = "mean"
    """``sum`` for counts of an interval, ``mean`` for levels and intensities."""
    decimals: int = 0
    """Decimal places that are meaningful on a page."""


_QUDT = "https://qudt.org/vocab/quantitykind/"
_CF = "https://vocab.nerc.ac.uk/standard_name/"

BICYCLE_COUNT = Quantity(
    key="bicycle_count", german="Fahrräder", english="Bicycles", ucum="{bicycle}", symbol="Fahrräder",
    symbol_en="bicycles", definition="https://schema.org/Vehicle", summary="sum",
)  # fmt: skip
