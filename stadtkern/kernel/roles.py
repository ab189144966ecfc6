# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roles and what each may do: the one table behind pages, interfaces, MQTT, tiles, exports and jobs.

A role is granted for a scope: the whole city, a department, a subject or one object.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(StrEnum):
    """Something that may be permitted; the name says whose business it is."""

    SEE_INTERNAL = "see_internal"
    """See what a department keeps internal."""
    SEE_PERSONAL = "see_personal"
    """See personal data that people left: requests, reports, contacts."""
    EDIT = "edit"
    """Change facts: things, places, collections, entries of the catalogue, texts, rules."""
    RELEASE = "release"
    """Make something public or shared, release or withdraw data."""
    CONNECT = "connect"
    """Connect sources and devices: connections, types of device, codecs, maintenance."""
    COMMAND = "command"
    """Give tasks to actuators: switch lamps, send downlinks."""
    OPERATE = "operate"
    """Run the platform: jobs, lake, backups, maintenance mode, limits."""
    ADMINISTRATE = "administrate"
    """Manage people, roles, keys, departments and the particulars of the municipality."""
    AUDIT = "audit"
    """Read the audit log and the record of processing activities; changes nothing."""


class Role(models.TextChoices):
    """What somebody is in the city platform; "public" is everybody without an account."""

    RESIDENT = "resident", _("Einwohnerin oder Einwohner")
    EDITOR = "editor", _("Redaktion eines Fachbereichs")
    STEWARD = "steward", _("Datenverantwortung")
    TECHNICIAN = "technician", _("Technik")
    OPERATOR = "operator", _("Betrieb")
    ADMINISTRATOR = "administrator", _("Verwaltung der Plattform")
    AUDITOR = "auditor", _("Revision und Datenschutz")


PERMITS: Final[dict[Role, frozenset[Action]]] = {
    Role.RESIDENT: frozenset(),
    Role.EDITOR: frozenset({Action.SEE_INTERNAL, Action.SEE_PERSONAL, Action.EDIT}),
    Role.STEWARD: frozenset({Action.SEE_INTERNAL, Action.SEE_PERSONAL, Action.EDIT, Action.RELEASE}),
    Role.TECHNICIAN: frozenset({Action.SEE_INTERNAL, Action.CONNECT, Action.COMMAND}),
    Role.OPERATOR: frozenset({Action.OPERATE}),
    Role.ADMINISTRATOR: frozenset(Action),
    Role.AUDITOR: frozenset({Action.SEE_INTERNAL, Action.AUDIT}),
}
"""The matrix of roles and actions; ``docs/reference/rights.md`` shows it."""

CITY_WIDE: Final = frozenset({Role.RESIDENT, Role.OPERATOR, Role.ADMINISTRATOR})
"""Roles that are granted for the whole city only."""
