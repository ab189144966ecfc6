# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of a named indicator: a number with a definition, a formula and an owner, the same everywhere.

Domains declare indicators; people define further ones in the cockpit, stored as the same words in JSON.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$")]
"""Short name in addresses and formulas: small letters, digits, hyphens."""
Text = Annotated[str, msgspec.Meta(max_length=300)]
Long = Annotated[str, msgspec.Meta(max_length=4000)]


class Indicator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named number of the city over time."""

    key: Key
    title: Text
    title_en: Text = ""
    definition: Long
    """What it says and what it does not say, German."""
    definition_en: Long = ""
    formula: Long
    """Expression of the series language."""
    ucum: Text
    """Unit in which it is given; the formula must lead there."""
    symbol: Text = ""
    """How the unit is printed; empty: the UCUM code."""
    symbol_en: Text = ""
    decimals: Annotated[int, msgspec.Meta(ge=0, le=6)] = 0
    interval: Literal["hour", "day", "week", "month", "year"] = "day"
    """The period that it is reported for."""
    source: Text = ""
    """Who brings the data; empty: as the sources of its datastreams say."""
    licence: Text = ""
    """Code of the licence list; empty: the strictest one of its sources."""
    better: Literal["higher", "lower", "neither"] = "neither"
    basis: Text = ""
    """Norm or resolution that defines it; empty: none."""
