# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From which versions this one takes over data, and how data of a version that did not say so is told."""

from __future__ import annotations

import re
from collections.abc import Iterable

FIRST = "0.1.0"
"""The first version whose data can be taken over; it did not write its name into the data."""
FIRST_LAKE = 4
_FIRST_ENDED_WITH = (
    ("auth", "0012_alter_user_first_name_max_length"),
    ("catalogue", "0006_distribution_added_by"),
    ("codecs", "0001_device_types"),
    ("collections", "0001_collections"),
    ("connections", "0001_initial"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("defects", "0001_defects"),
    ("devices", "0008_calibrations_changed"),
    ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ("electricity", "0001_terms"),
    ("feedback", "0001_initial"),
    ("feeds", "0002_citizen_sensors"),
    ("geodata", "0001_uploads_origins_runs"),
    ("harvest", "0001_catalogues_runs_problems"),
    ("ingest", "0004_features_rejected"),
    ("kernel", "0001_initial"),
    ("lorawan", "0001_devices_uplinks_downlinks"),
    ("notices", "0001_initial"),
    ("people_counting", "0001_events"),
    ("poi", "0001_signs"),
    ("profile", "0001_initial"),
    ("rules", "0001_rules_alarms_and_push"),
    ("schedules", "0001_schedules"),
    ("sessions", "0001_initial"),
    ("setpoints", "0002_groups"),
    ("subscriptions", "0001_initial"),
    ("territory", "0001_initial"),
    ("warnings", "0001_initial"),
)


def is_whole_first(applied: Iterable[tuple[str, str]]) -> bool:
    """Whether these migrations are all that the first version had."""
    return set(_FIRST_ENDED_WITH) <= set(applied)


def order(version: str) -> tuple[int, ...]:
    """A version as numbers that can be compared; what follows them (dev, rc) does not count."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in found.group().split(".")) if found else (0,)
