# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of an alert as CAP 1.2 section 3.2 (data dictionary) names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MESSAGE_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire",
    "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip
RESPONSES = (
    "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None",
)  # fmt: skip
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
"""The most severe first."""
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

HOLE = "EXCLUDE_POLYGON"
"""Name of the geocodes that leave something out of an area (profile of the German weather service)."""

Ring = tuple[tuple[float, float], ...]
"""Corners of a closed polygon as (latitude, longitude) [° WGS 84]: the order of CAP, not of GeoJSON."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A pair of ``valueName`` and ``value``: parameters, event codes, geocodes."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A place and what lies within a distance of it."""

    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where the alert applies; several are added up."""

    description: str
    polygons: tuple[Ring, ...] = ()
    holes: tuple[Ring, ...] = ()
    """What the polygons leave out; the German weather service says it by geocodes."""
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Named, ...] = ()
    altitude_ft: float | None = None
    """Lower or only altitude above mean sea level [ft]."""
    ceiling_ft: float | None = None


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A file that belongs to the alert; only its address is kept."""

    description: str
    mime_type: str
    uri: str = ""


@dataclass(frozen=True, kw_only=True)
class Info:
    """What is to be said, in one language."""

    language: str = "en-US"
    """RFC 3066; the standard presumes en-US."""
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...] = ()
    urgency: str
    severity: str
    certainty: str
    audience: str = ""
    event_codes: tuple[Named, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Named, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An earlier message that this one speaks of."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One message."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    message_type: str
    scope: str
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()
