# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The step in which fields are given their meaning: rows of a table, with guesses, become a mapping."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mapping.documents import document
from stadtkern.flow.ingest.mapping.words import FieldMapping, Mapping, TimeMapping
from stadtkern.kernel import registry
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.observation import Payload
from stadtkern.kernel.quantities import Quantity

from . import finding, guessing
from .finding import Found, RecordList
from .words import FeedSettings

ROLES = (guessing.THING, guessing.NAME, guessing.LONGITUDE, guessing.LATITUDE, guessing.TIME)
_QUANTITY = "q:"
_GEOJSON = "$.features[*]"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A path of the sample with what it means."""

    number: int
    found: Found
    meaning: str
    """A role, ``q:`` and the key of a quantity, or empty: not used."""
    unit: str
    quantity: Quantity | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that the step shows."""

    lists: Sequence[RecordList]
    records: str
    rows: Sequence[Row]
    quantities: Sequence[Quantity]
    thing: str
    """Code of the thing when no field tells it."""
    time: TimeMapping


def sheet(connection: Connection, settings: FeedSettings, sample: Payload, *, records: str = "") -> Sheet:
    """The table for a sample: as it was answered before, else with guesses.

    Raises:
        PayloadRejected: the sample is not what the settings say.
        PathRefused: ``records`` is no path.
    """
    read = document(sample.content, settings.form).content
    before = _before(connection)
    chosen = records or (before.records if before else "") or _records(read, settings)
    found = finding.paths(read, chosen, loose=settings.form.loose)
    quantities = sorted(registry.domain(connection.domain).measurable, key=lambda one: one.german)
    kept = before if before is not None and before.records == chosen else None
    meanings = _answered(kept) if kept else _guessed(found, quantities)
    by_key = {one.key: one for one in quantities}
    units = {field.path: field.unit for field in kept.fields} if kept else {}
    return Sheet(
        lists=finding.record_lists(read),
        records=chosen,
        rows=[
            Row(
                number=number,
                found=one,
                meaning=meanings.get(one.path, ""),
                unit=units.get(one.path, ""),
                quantity=by_key.get(meanings.get(one.path, "").removeprefix(_QUANTITY)),
            )
            for number, one in enumerate(found)
        ],
        quantities=quantities,
        thing="" if kept is None or "{" in kept.thing else kept.thing,
        time=kept.time if kept else _guessed_time(found, meanings),
    )


def mapping(answers: Answers[str, str]) -> dict[str, object]:
    """The mapping that the answers of the form amount to, as it is stored.

    Raises:
        Contradiction: no quantity is chosen, or a role is chosen twice.
    """
    roles: dict[str, str] = {}
    fields: list[FieldMapping] = []
    number = 0
    while f"pfad-{number}" in answers:
        path, meaning = answers[f"pfad-{number}"], answers.get(f"rolle-{number}", "")
        if meaning.startswith(_QUANTITY):
            unit = answers.get(f"einheit-{number}", "").strip()
            fields.append(_field(path, meaning.removeprefix(_QUANTITY), unit, fields))
        elif meaning in ROLES:
            if meaning in roles:
                raise Contradiction(f"Zwei Felder haben dieselbe Bedeutung: {roles[meaning]} und {path}.")
            roles[meaning] = path
        number += 1
    if not fields:
        raise Contradiction("Bitte wählen Sie mindestens für ein Feld eine Messgröße.")
    return _stored(roles, fields, answers)


def _stored(
    roles: Answers[str, str], fields: list[FieldMapping], answers: Answers[str, str]
) -> dict[str, object]:
    given = {
        "records": answers.get("datensaetze", "$") or "$",
        "thing": f"{{{roles['thing']}}}" if "thing" in roles else answers.get("objekt", "").strip() or "1",
        "thing_name": f"{{{roles['name']}}}" if "name" in roles else "",
        "longitude": roles.get("longitude", ""),
        "latitude": roles.get("latitude", ""),
        "time": {
            "path": roles.get("time", ""),
            "form": answers.get("zeitform", "iso"),
            "pattern": answers.get("zeitmuster", "").strip(),
            "zone": answers.get("zeitzone", "").strip() or "Europe/Berlin",
        },
        "fields": msgspec.to_builtins(fields),
    }
    try:
        made = msgspec.convert(given, Mapping)
    except msgspec.ValidationError as error:
        raise Contradiction(f"Die Zuordnung ist nicht vollständig ({error}).") from error
    stored: dict[str, object] = msgspec.to_builtins(made)
    return stored


def _field(path: str, quantity: str, unit: str, before: Sequence[FieldMapping]) -> FieldMapping:
    """A field; the second of a quantity gets a datastream of its own."""
    doubled = sum(1 for one in before if one.quantity == quantity)
    series = f"{quantity}-{doubled + 1}" if doubled else ""
    return FieldMapping(path=path, quantity=quantity, unit=unit, series=series)


def _records(read: Json, settings: FeedSettings) -> str:
    return _GEOJSON if settings.form.kind == "geojson" else finding.guessed_records(read)


def _before(connection: Connection) -> Mapping | None:
    try:
        return msgspec.convert(connection.mapping, Mapping)
    except msgspec.ValidationError:
        return None


def _answered(before: Mapping) -> dict[str, str]:
    said = {field.path: f"{_QUANTITY}{field.quantity}" for field in before.fields}
    roles = {
        guessing.THING: before.thing,
        guessing.NAME: before.thing_name,
        guessing.LONGITUDE: before.longitude,
        guessing.LATITUDE: before.latitude,
        guessing.TIME: before.time.path,
    }
    return said | {path.strip("{}"): role for role, path in roles.items() if path.strip("{}")}


def _guessed(found: Sequence[Found], quantities: Sequence[Quantity]) -> dict[str, str]:
    made = guessing.guesses(found, quantities)
    return {
        path: guess.role or (f"{_QUANTITY}{guess.quantity}" if guess.quantity else "")
        for path, guess in made.items()
    }


def _guessed_time(found: Sequence[Found], meanings: Answers[str, str]) -> TimeMapping:
    one = next((row for row in found if meanings.get(row.path) == guessing.TIME and row.examples), None)
    if one is None:
        return TimeMapping()
    form, pattern = guessing.time_form(one.examples[0])
    return msgspec.convert({"path": one.path, "form": form or "iso", "pattern": pattern}, TimeMapping)
