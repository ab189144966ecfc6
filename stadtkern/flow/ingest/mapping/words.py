# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of a mapping: which part of a document is which quantity of which thing at which time.

Paths are JSONPath (RFC 9535), relative to one record. Texts may hold placeholders: ``{$.id}`` is a part of
the record, ``{topic.2}`` the second level of the MQTT topic (from 1), ``{name}`` the name of the payload.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Path = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Text = Annotated[str, msgspec.Meta(max_length=300)]
Unit = Annotated[str, msgspec.Meta(max_length=60)]


class FieldMapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One value of a record becomes an observation of one quantity."""

    path: Path
    """Singular query: at most one node."""
    quantity: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    """Key of a quantity that the domain declares."""
    unit: Unit = ""
    """UCUM code of the unit in which it is delivered; empty: that of the quantity."""
    factor: float = 1.0
    offset: float = 0.0
    """Delivered value x factor + offset, before the conversion of units."""
    series: Annotated[str, msgspec.Meta(max_length=60, pattern=r"^[\w.-]*$")] = ""
    """Last part of the datastream's code; empty: the quantity. Unique within a mapping."""
    name: Text = ""
    """Name of the datastream; empty: the German name of the quantity."""
    missing: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()
    """Values, as text, that mean “no value”, e.g. ``-999``."""
    period: bool = False
    """True when the value is valid for the interval that starts at its time."""


class TimeMapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Where the time of a record stands."""

    path: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """Empty: the time of arrival."""
    form: Literal["iso", "unix_s", "unix_ms", "pattern"] = "iso"
    pattern: Text = ""
    """``strptime`` pattern, for ``form`` ``pattern``."""
    zone: Text = "Europe/Berlin"
    """Time zone of times without offset."""


class Mapping(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A document's records as things and observations."""

    records: Path = "$"
    """Query for the records; one document may hold many."""
    thing: Text
    """Code of the thing within its source, e.g. ``{$.id}``; the register puts ``<source>/`` before it."""
    thing_name: Text = ""
    longitude: Annotated[str, msgspec.Meta(max_length=300)] = ""
    latitude: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """Queries for WGS 84 degrees; empty: not told."""
    time: TimeMapping = TimeMapping()
    fields: Annotated[tuple[FieldMapping, ...], msgspec.Meta(min_length=1, max_length=100)]
    properties: Annotated[dict[str, Text], msgspec.Meta(max_length=50)] = {}
    """Properties of the thing: key and text with placeholders."""
    interval_s: Annotated[int, msgspec.Meta(gt=0, le=366 * 86_400)] | None = None
    """Expected spacing of the observations."""
