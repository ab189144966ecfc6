# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows that tests of codecs need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.codecs import examples, running, service
from stadtkern.flow.ingest.codecs.models import CodecVersion, DeviceType
from stadtkern.flow.ingest.codecs.service import TypeFacts, VersionFacts
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.tests.people_of_tests import administrator as boss
from stadtkern.kernel.tests.people_of_tests import employ

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
PASSWORD = "sieben Reiher am Kanal"
SCRIPT = """
function decodeUplink(input) {
  if (input.bytes[0] === 255) while (true);
  return {data: {temperature: input.bytes[0] / 10, battery: 3600}};
}
function encodeDownlink(input) { return {fPort: 5, bytes: [input.data.on ? 1 : 0]}; }
function decodeDownlink(input) { return {data: {on: input.bytes[0] === 1}}; }
"""
EXAMPLES: tuple[dict[str, Json], ...] = (
    {
        "description": "warm",
        "input": {"fPort": 1, "bytes": [215]},
        "output": {"data": {"temperature": 21.5, "battery": 3600}},
    },
)


def department(name: str = "Umweltamt") -> Department:
    return Department.objects.get_or_create(name=name)[0]


def administrator() -> Person:
    return boss("admin", PASSWORD)


def technician(name: str = "technik", of: Department | None = None) -> Person:
    """Somebody who works for a department."""
    made = Person.objects.create_user(name, password=PASSWORD)
    employ(made, of or department())
    return made


def device_type(actor: Person, owner: Department | None = None, name: str = "T1") -> DeviceType:
    return service.create_type(actor, TypeFacts(vendor="Muster", name=name, owner=owner), now=NOW)


def version(
    actor: Person,
    of: DeviceType,
    script: str = SCRIPT,
    given: Sequence[dict[str, Json]] = EXAMPLES,
    *,
    active: bool = True,
) -> CodecVersion:
    """A version of a codec, in use unless told otherwise."""
    facts = VersionFacts(script=script, examples=examples.listed(list(given)))
    made = service.add_version(actor, of, facts, now=NOW)
    if active:
        service.activate(actor, made, now=NOW)
    running.forget()
    return made
