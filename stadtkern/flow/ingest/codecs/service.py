# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Change device types and codecs: one function per fact, with rights and audit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.devices.units import UnitRefused, conversion
from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.kernel import audit, registry, rights
from stadtkern.kernel.errors import Contradiction, PayloadRejected, PayloadTooLarge
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.quantities import Quantity
from stadtkern.kernel.roles import Action

from . import examples, running
from .examples import Example
from .models import CodecState, CodecVersion, DeviceType
from .starters import Starter
from .words import MOST_SCRIPT, ExamplesDiffer


@dataclass(frozen=True, kw_only=True)
class TypeFacts:
    """What people say about a type of device."""

    vendor: str
    name: str
    description: str = ""
    measures: str = ""
    interval_s: int | None = None
    downlink: bool = False
    battery: str = ""
    owner: Department | None = None


@dataclass(frozen=True, kw_only=True)
class VersionFacts:
    """A new script with its examples."""

    script: str
    examples: Sequence[Example] = ()
    fields: Sequence[FieldMapping] = ()
    note: str = ""


def may_create(person: Person) -> bool:
    """Whether the person may add types: administrators, and everybody who works for a department."""
    return bool(rights.departments_of(person, Action.CONNECT)) or rights.may(person, Action.CONNECT)


def may_change(person: Person, device_type: DeviceType) -> bool:
    """Whether the person may change a type and its codecs: administrators and people of its department."""
    if device_type.owner is None:
        return rights.may(person, Action.CONNECT)
    return rights.may(person, Action.CONNECT, device_type.owner)


def create_type(actor: Person, facts: TypeFacts, *, now: datetime, key: str = "") -> DeviceType:
    """A new type of device; without ``key`` it is made of vendor and model.

    Raises:
        NotPermitted: the actor may not add types, or not for this department.
        Contradiction: vendor or model is missing, or the type exists.
    """
    rights.require(may_create(actor), "create device type")
    if facts.owner is not None:
        rights.require(
            rights.may(actor, Action.CONNECT, facts.owner), "create device type for another department"
        )
    else:
        rights.require(rights.may(actor, Action.CONNECT), "create device type without department")
    key = key or slugify(f"{facts.vendor} {facts.name}")[:100]
    if not key or not facts.vendor.strip() or not facts.name.strip():
        raise Contradiction("Hersteller und Modell dürfen nicht leer sein.")
    with transaction.atomic():
        if DeviceType.objects.filter(key=key).exists():
            raise Contradiction(f"Den Gerätetyp „{key}“ gibt es schon.")
        made = DeviceType.objects.create(
            key=key, created_at=now, created_by=actor.get_username(), **_columns(facts)
        )
        audit.record(actor, "device_type.create", f"device type {key}", {"vendor": facts.vendor}, now)
    return made


def change_type(actor: Person, device_type: DeviceType, facts: TypeFacts, *, now: datetime) -> bool:
    """Change what is said about a type; whether anything was different.

    Raises:
        NotPermitted: the actor may not change this type, or not give it to that department.
    """
    rights.require(may_change(actor, device_type), f"change device type {device_type.key}")
    if facts.owner is not None:
        rights.require(
            rights.may(actor, Action.CONNECT, facts.owner), "give a device type to another department"
        )
    columns = _columns(facts)
    changed = [name for name, value in columns.items() if getattr(device_type, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(device_type, name, columns[name])
    with transaction.atomic():
        device_type.save(update_fields=changed)
        audit.record(actor, "device_type.edit", f"device type {device_type.key}", {"fields": changed}, now)
    return True


def add_version(
    actor: Person, device_type: DeviceType, facts: VersionFacts, *, now: datetime
) -> CodecVersion:
    """A new draft; nothing is decoded with it before it is activated.

    Raises:
        NotPermitted: the actor may not change this type.
        PayloadRejected: the script is empty or too long.
    """
    rights.require(may_change(actor, device_type), f"change device type {device_type.key}")
    checked_script(facts.script)
    with transaction.atomic():
        DeviceType.objects.select_for_update().get(pk=device_type.pk)
        last = device_type.versions.aggregate(last=Max("number"))["last"] or 0
        made = CodecVersion.objects.create(
            device_type=device_type,
            number=last + 1,
            note=facts.note[:300],
            script=facts.script,
            digest=hashlib.sha256(facts.script.encode()).hexdigest(),
            examples=examples.stored(facts.examples),
            fields=stored_fields(facts.fields),
            created_at=now,
            created_by=actor.get_username(),
        )
        audit.record(actor, "codec.create", _subject(made), {"digest": made.digest}, now)
    return made


def activate(actor: Person, version: CodecVersion, *, now: datetime) -> None:
    """Use this version from now on; the one before is kept as retired. All examples are run first.

    Raises:
        NotPermitted: the actor may not change this type.
        ExamplesDiffer: an example does not come out as it says; the message tells where.
        Contradiction: the version has no example.
    """
    rights.require(may_change(actor, version.device_type), f"change device type {version.device_type.key}")
    given = examples.listed(version.examples)
    if not given:
        raise Contradiction("Ohne Beispiel kann niemand sehen, ob der Codec stimmt: bitte eines ergänzen.")
    wrong = [one for one in examples.run(version.script, given) if not one.fulfilled]
    if wrong:
        first = wrong[0]
        raise ExamplesDiffer(
            f"{len(wrong)} von {len(given)} Beispielen kommen anders heraus. "
            f"„{first.example.description or 'ohne Namen'}“: {'; '.join(first.differences)}"
        )
    with transaction.atomic():
        before = version.device_type.versions.filter(state=CodecState.ACTIVE).exclude(pk=version.pk)
        replaced = before.values_list("number", flat=True).first()
        before.update(state=CodecState.RETIRED)
        CodecVersion.objects.filter(pk=version.pk).update(
            state=CodecState.ACTIVE, activated_at=now, strikes=0, suspended_at=None, suspended_reason=""
        )
        audit.record(actor, "codec.activate", _subject(version), {"replaced": replaced}, now)
    version.refresh_from_db()
    transaction.on_commit(running.forget)


def resume(actor: Person, version: CodecVersion, *, now: datetime) -> None:
    """Use a suspended version again.

    Raises:
        NotPermitted: the actor may not change this type.
    """
    rights.require(may_change(actor, version.device_type), f"change device type {version.device_type.key}")
    with transaction.atomic():
        rows = CodecVersion.objects.filter(pk=version.pk, suspended_at__isnull=False)
        if rows.update(strikes=0, suspended_at=None, suspended_reason=""):
            audit.record(actor, "codec.resume", _subject(version), {}, now)
    transaction.on_commit(running.forget)


def confirm_fields(
    actor: Person, version: CodecVersion, fields: Sequence[FieldMapping], *, now: datetime
) -> None:
    """Say which decoded field is which quantity; replaces what was said before.

    Raises:
        NotPermitted: the actor may not change this type.
        Contradiction: two fields would fill the same datastream, a quantity is declared by no subject, or a
            unit does not fit.
    """
    rights.require(may_change(actor, version.device_type), f"change device type {version.device_type.key}")
    _check_fields(fields)
    before = [str(one.get("path")) for one in version.fields]
    version.fields = stored_fields(fields)
    with transaction.atomic():
        version.save(update_fields=["fields"])
        change = {"before": ", ".join(before), "after": ", ".join(one.path for one in fields)}
        audit.record(actor, "codec.map", _subject(version), {"fields": change}, now)


def measurable() -> dict[str, Quantity]:
    """The quantities that sources of some subject may measure, by key."""
    return {one.key: one for domain in registry.domains() for one in domain.measurable}


def checked_script(script: str) -> str:
    """The script, when it may be kept.

    Raises:
        PayloadRejected: it is empty or too long.
    """
    if not script.strip():
        raise PayloadRejected("Das Skript ist leer.")
    if len(script.encode()) > MOST_SCRIPT:
        raise PayloadTooLarge(f"Das Skript ist länger als {MOST_SCRIPT // 1024} KiB.")
    return script


def stored_fields(fields: Sequence[FieldMapping]) -> list[Json]:
    """Field mappings as they are kept in the register."""
    found: list[Json] = msgspec.to_builtins(list(fields))
    return found


def _check_fields(fields: Sequence[FieldMapping]) -> None:
    declared = measurable()
    seen: set[str] = set()
    for one in fields:
        quantity = declared.get(one.quantity)
        if quantity is None:
            raise Contradiction(f"Die Messgröße „{one.quantity}“ ist in keinem Thema vorgesehen.")
        try:
            conversion(one.unit or quantity.ucum, quantity.ucum)
        except UnitRefused as error:
            raise Contradiction(str(error)) from error
        series = one.series or one.quantity
        if series in seen:
            raise Contradiction(
                f"Zwei Felder würden dieselbe Messreihe „{series}“ füllen: bitte verschiedene Namen vergeben."
            )
        seen.add(series)


def _columns(facts: TypeFacts) -> dict[str, str | int | bool | Department | None]:
    return {
        "vendor": facts.vendor.strip()[:200],
        "name": facts.name.strip()[:200],
        "description": facts.description.strip(),
        "measures": facts.measures.strip()[:500],
        "interval_s": facts.interval_s,
        "downlink": facts.downlink,
        "battery": facts.battery.strip()[:200],
        "owner": facts.owner,
    }


def _subject(version: CodecVersion) -> str:
    return f"codec {version.device_type.key}/{version.number}"


def adopt(actor: Person, starter: Starter, owner: Department | None, *, now: datetime) -> DeviceType:
    """Take over a device type that comes with the platform, ready for use.

    Raises:
        NotPermitted: as for :func:`create_type`.
        Contradiction: it was taken over already.
    """
    facts = TypeFacts(
        vendor=starter.vendor,
        name=starter.name,
        description=starter.description,
        measures=starter.measures,
        interval_s=starter.interval_s,
        downlink=starter.downlink,
        battery=starter.battery,
        owner=owner,
    )
    with transaction.atomic():
        made = create_type(actor, facts, now=now, key=starter.key)
        given = VersionFacts(
            script=starter.script(),
            examples=examples.listed(list(starter.examples)),
            fields=starter.fields,
            note="mit Stadtkern geliefert",
        )
        activate(actor, add_version(actor, made, given, now=now), now=now)
    return made
