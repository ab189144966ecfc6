# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which requirement classes of the SensorThings API are served, and when the suite last checked each of them.

Names of classes and requirements follow OGC 18-088 clause 2 and annex A (Sensing 1.1) and 17-079r1 (Tasking).
The record of the last check is written by ``./run conformance`` and travels with the package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENSING = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
TASKING = "http://www.opengis.net/spec/iot_tasking/1.0/req/"
RECORD = Path(__file__).parent / "checked.json"


@dataclass(frozen=True, kw_only=True)
class RequirementClass:
    """A class of requirements that a server may promise."""

    name: str
    """Last part of the URI of the class."""
    base: str
    title: str | Promise
    requirements: tuple[str, ...]
    """Last parts of the URIs of its requirements."""

    @property
    def uri(self) -> str:
        """What the service root names."""
        return self.base + self.name

    @property
    def uris(self) -> tuple[str, ...]:
        """URIs of the requirements."""
        return tuple(f"{self.uri}/{one}" for one in self.requirements)


def _model(name: str, title: str | Promise) -> RequirementClass:
    return RequirementClass(
        name=f"datamodel/{name}", base=SENSING, title=title, requirements=("properties", "relations")
    )


CLASSES: tuple[RequirementClass, ...] = (
    RequirementClass(
        name="datamodel/entity-control-information",
        base=SENSING,
        title=_("Kontrollangaben jeder Entität"),
        requirements=("common-control-information",),
    ),
    _model("thing", _("Objekte (Thing)")),
    _model("location", _("Orte (Location)")),
    _model("historical-location", _("Frühere Orte (HistoricalLocation)")),
    _model("datastream", _("Datenströme (Datastream)")),
    _model("sensor", _("Sensoren (Sensor)")),
    _model("observed-property", _("Messgrößen (ObservedProperty)")),
    _model("observation", _("Messwerte (Observation)")),
    _model("feature-of-interest", _("Untersuchungsobjekte (FeatureOfInterest)")),
    RequirementClass(
        name="resource-path",
        base=SENSING,
        title=_("Adressen"),
        requirements=("resource-path-to-entities",),
    ),
    RequirementClass(
        name="request-data",
        base=SENSING,
        title=_("Abfragen"),
        requirements=(
            "status-code",
            "query-status-code",
            "order",
            "expand",
            "select",
            "orderby",
            "top",
            "skip",
            "count",
            "filter",
            "built-in-filter-operations",
            "built-in-query-functions",
            "pagination",
        ),
    ),
    RequirementClass(
        name="create-update-delete",
        base=SENSING,
        title=_("Anlegen, Ändern, Löschen"),
        requirements=(
            "create-entity",
            "link-to-existing-entities",
            "deep-insert",
            "deep-insert-status-code",
            "historical-location-auto-creation",
            "historical-location-manual-creation",
            "update-entity",
            "update-entity-put",
            "update-entity-jsonpatch",
            "delete-entity",
        ),
    ),
    RequirementClass(
        name="batch-request",
        base=SENSING,
        title=_("Stapel von Anfragen"),
        requirements=("batch-request",),
    ),
    RequirementClass(
        name="multi-datastream",
        base=SENSING,
        title=_("Datenströme mit mehreren Messgrößen (MultiDatastream)"),
        requirements=("properties", "relations", "constraints"),
    ),
    RequirementClass(
        name="data-array", base=SENSING, title=_("Messwerte als Tabelle"), requirements=("data-array",)
    ),
    RequirementClass(
        name="create-observations-via-mqtt",
        base=SENSING,
        title=_("Messwerte über MQTT anlegen"),
        requirements=("observations-creation",),
    ),
    RequirementClass(
        name="receive-updates-via-mqtt",
        base=SENSING,
        title=_("Neuigkeiten über MQTT empfangen"),
        requirements=("receive-updates",),
    ),
    RequirementClass(
        name="tasking-capability",
        base=TASKING,
        title=_("Schaltmöglichkeiten (TaskingCapability)"),
        requirements=("properties", "relations"),
    ),
    RequirementClass(
        name="task", base=TASKING, title=_("Aufträge (Task)"), requirements=("properties", "relations")
    ),
    RequirementClass(
        name="actuator",
        base=TASKING,
        title=_("Aktoren (Actuator)"),
        requirements=("properties", "relations"),
    ),
    RequirementClass(
        name="create-tasks", base=TASKING, title=_("Aufträge anlegen"), requirements=("task-creation",)
    ),
    RequirementClass(
        name="create-tasks-via-mqtt",
        base=TASKING,
        title=_("Aufträge über MQTT anlegen"),
        requirements=("task-creation",),
    ),
    RequirementClass(
        name="receive-updates-via-mqtt",
        base=TASKING,
        title=_("Aufträge über MQTT empfangen"),
        requirements=("receive-updated",),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The last run of the conformance suite."""

    at: datetime | None
    """Aware UTC; null: never recorded."""
    tests: Mapping[str, int]
    """Passed tests by URI of the requirement; a requirement with a failed test is missing."""

    def of(self, one: RequirementClass) -> int:
        """Passed tests of a class; 0 when one of its requirements is not shown to be met."""
        counts = [self.tests.get(uri, 0) for uri in one.uris]
        return sum(counts) if all(counts) else 0


@cache
def checked() -> Checked:
    """What the record says; an empty one when there is none."""
    if not RECORD.exists():
        return Checked(at=None, tests={})
    content = json.loads(RECORD.read_text(encoding="utf-8"))
    tests = {str(uri): int(number) for uri, number in content["tests"].items()}
    return Checked(at=datetime.fromisoformat(content["at"]), tests=tests)
