# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entering devices, one or hundreds: each service checks the right, changes, audits; keys are sealed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.devices import service as devices
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.ingest.codecs.models import DeviceType
from stadtkern.flow.ingest.connections.models import Connection, Stage, Wire
from stadtkern.flow.ingest.connections.service import may_manage
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.jobs import job
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Station
from stadtkern.kernel.sealed import seal

from . import replaying
from .frames import thing_code
from .models import Activation, Device, DeviceStage, Uplink, UplinkState

_EUI = re.compile(r"[0-9a-f]{16}")
_KEY = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_BETWEEN = re.compile(r"[\s:.-]")
_NAMED = 50


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What people say about a device; texts as they type them."""

    dev_eui: str
    name: str = ""
    """Empty: the DevEUI."""
    code: str = ""
    """Empty: the DevEUI."""
    join_eui: str = ""
    device_type: DeviceType | None = None
    server_id: str = ""
    activation: Activation = Activation.OTAA
    app_key: str = ""
    nwk_key: str = ""
    """Root keys, 32 hexadecimal digits; empty: as before."""
    longitude: float | None = None
    latitude: float | None = None
    notes: str = ""

    def __repr__(self) -> str:
        return f"Facts({self.dev_eui!r}, {self.name!r})"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why one of several devices cannot be entered; ``place`` from 0."""

    place: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Entered:
    """Devices that were entered, and those that cannot be."""

    devices: Sequence[Device]
    faults: Sequence[Fault]


def enter(actor: Person, connection: Connection, given: Sequence[Facts], *, now: datetime) -> Entered:
    """Enter devices of an application; faulty ones are left out. Uplinks that came before are read then.

    Raises:
        NotPermitted: the actor does not work for the department of the connection.
        Contradiction: the connection is none of LoRaWAN.
    """
    rights.require(may_manage(actor, connection), f"enter devices of {connection.key}")
    if connection.wire != Wire.LORAWAN:
        raise Contradiction(_("„%(title)s“ ist keine LoRaWAN-Anbindung.") % {"title": connection.title})
    with transaction.atomic():
        sound, faults = sort_out(connection, given)
        made = [_row(connection, facts, actor.get_username(), now) for facts in sound]
        Device.objects.bulk_create(made)
        waiting = _adopt(connection, made)
        if made:
            codes = [device.code for device in made][:_NAMED]
            change: audit.Change = {"count": len(made), "codes": codes}
            audit.record(actor, "lorawan.enter", f"connection {connection.key}", change, now)
    ensure_things(connection, made)
    if waiting:
        read_adopted.enqueue()
    return Entered(devices=made, faults=faults)


def sort_out(connection: Connection, given: Sequence[Facts]) -> tuple[list[Facts], list[Fault]]:
    """Those that can be entered, tidied, and why the others cannot; three queries."""
    sound: list[Facts] = []
    faults: list[Fault] = []
    tidied = [_tidied(facts) for facts in given]
    known = Device.objects.filter(connection=connection)
    euis = set(known.filter(dev_eui__in=[one.dev_eui for one in tidied]).values_list("dev_eui", flat=True))
    codes = set(known.filter(code__in=[one.code for one in tidied]).values_list("code", flat=True))
    for place, facts in enumerate(tidied):
        reason = _fault(facts) or _taken(facts, euis, codes)
        if reason:
            faults.append(Fault(place=place, reason=reason))
        else:
            sound.append(facts)
            euis.add(facts.dev_eui)
            codes.add(facts.code)
    return sound, faults


def change(actor: Person, device: Device, wanted: Facts, *, now: datetime) -> frozenset[str]:
    """Change what is different; names of the fields. DevEUI and code stay, since its values hang on them.

    Raises:
        NotPermitted: the actor does not work for the department of the connection.
        Contradiction: a fact cannot be true.
    """
    rights.require(may_manage(actor, device.connection), f"change device {device.code}")
    facts = _tidied(replace(wanted, dev_eui=device.dev_eui, code=device.code))
    if reason := _fault(facts):
        raise Contradiction(reason)
    with transaction.atomic():
        stored = Device.objects.select_for_update().get(pk=device.pk)
        changed = _take_over(stored, facts)
        if changed:
            stored.save()
            told: audit.Change = {"fields": sorted(changed)}
            audit.record(actor, "lorawan.change", f"device {device.connection.key}/{device.code}", told, now)
    device.refresh_from_db()
    if changed & {"name", "longitude", "latitude"}:
        ensure_things(device.connection, [device])
    return frozenset(changed)


def facts_of(device: Device, **different: object) -> Facts:
    """What is known about a device, with some of it different; keys are never told."""
    known: dict[str, object] = {
        name: getattr(device, name)
        for name in Facts.__dataclass_fields__
        if name not in {"app_key", "nwk_key"}
    }
    known["activation"] = Activation(device.activation)
    return Facts(**{**known, **different})  # type: ignore[arg-type]  # fields of the same names and types


def disable(actor: Person, device: Device, disabled: bool, *, now: datetime) -> None:
    """Take a device out of use, or into use again; its uplinks are kept either way.

    Raises:
        NotPermitted: the actor does not work for the department of the connection.
    """
    rights.require(may_manage(actor, device.connection), f"disable device {device.code}")
    used = DeviceStage.ACTIVE if device.last_seen_at else DeviceStage.NEW
    stage = DeviceStage.DISABLED if disabled else used
    with transaction.atomic():
        others = Device.objects.filter(pk=device.pk).exclude(stage=stage)
        if (disabled or device.stage == DeviceStage.DISABLED) and others.update(stage=stage):
            told: audit.Change = {"disabled": disabled}
            audit.record(actor, "lorawan.disable", f"device {device.connection.key}/{device.code}", told, now)
    device.refresh_from_db()


def ensure_things(connection: Connection, made: Sequence[Device]) -> None:
    """Let the register know the devices, before they are heard; those of a draft follow with their values."""
    declared = ingest.domain_and_source(connection.key)
    if connection.stage == Stage.DRAFT or declared is None or not made:
        return
    domain, source = declared
    stations = [
        Station(code=thing_code(one), name=one.name, longitude=one.longitude, latitude=one.latitude)
        for one in made
    ]
    devices.ensure(stations, (), domain=domain, source=source)


@job(gettext_lazy("Nachrichten neuer LoRaWAN-Geräte lesen"))
def read_adopted() -> str:
    """Read the uplinks that came before their device was entered."""
    read = replaying.read_waiting(datetime.now(UTC))
    return _("%(n)d Nachrichten gelesen.") % {"n": read}


def _adopt(connection: Connection, made: Sequence[Device]) -> int:
    """Give uplinks of devices that were unknown to them; how many."""
    unknown = Uplink.objects.of_unknown().filter(connection=connection)
    by_eui = {device.dev_eui: device for device in made}
    heard = unknown.filter(dev_eui__in=by_eui).order_by().values_list("dev_eui", "server_id").distinct()
    found = 0
    for dev_eui, server_id in list(heard):
        device = by_eui[dev_eui]
        found += unknown.filter(dev_eui=dev_eui).update(device=device, state=UplinkState.WAITING)
        if server_id and not device.server_id:
            device.server_id = server_id
            device.save(update_fields=["server_id"])
    return found


def _tidied(facts: Facts) -> Facts:
    """Without the separators that people write in EUIs and keys."""
    eui = _BETWEEN.sub("", facts.dev_eui).lower()
    return replace(
        facts,
        dev_eui=eui,
        join_eui=_BETWEEN.sub("", facts.join_eui).lower(),
        app_key=_BETWEEN.sub("", facts.app_key).lower(),
        nwk_key=_BETWEEN.sub("", facts.nwk_key).lower(),
        code=facts.code.strip().lower() or eui,
        name=facts.name.strip() or eui.upper(),
        server_id=facts.server_id.strip(),
        notes=facts.notes.strip(),
    )


def _fault(facts: Facts) -> str:
    """Why a device cannot be as it is told; empty when it can."""
    if not _EUI.fullmatch(facts.dev_eui):
        return _("Die DevEUI hat 16 hexadezimale Ziffern.")
    if facts.join_eui and not _EUI.fullmatch(facts.join_eui):
        return _("Die JoinEUI hat 16 hexadezimale Ziffern.")
    if any(key and not _KEY.fullmatch(key) for key in (facts.app_key, facts.nwk_key)):
        return _("AppKey und NwkKey haben je 32 hexadezimale Ziffern.")
    return _unfit(facts) or _misplaced(facts)


def _unfit(facts: Facts) -> str:
    if not _CODE.fullmatch(facts.code) or len(facts.code) > 90:
        return _("Die Kennung besteht aus Kleinbuchstaben, Ziffern, Binde- und Unterstrichen.")
    if len(facts.name) > 200 or len(facts.server_id) > 100 or len(facts.notes) > 5_000:
        return _("Name, Kennung beim Netzserver oder Notizen sind zu lang.")
    return ""


def _misplaced(facts: Facts) -> str:
    if (facts.longitude is None) != (facts.latitude is None):
        return _("Länge und Breite gehören zusammen; eine fehlt.")
    if facts.longitude is None or facts.latitude is None:
        return ""
    return devices.position_fault(facts.longitude, facts.latitude) or ""


def _taken(facts: Facts, euis: set[str], codes: set[str]) -> str:
    if facts.dev_eui in euis:
        return _("Die DevEUI %(eui)s ist in dieser Anbindung schon eingetragen.") % {
            "eui": facts.dev_eui.upper()
        }
    if facts.code in codes:
        return _("Die Kennung „%(code)s“ ist in dieser Anbindung schon vergeben.") % {"code": facts.code}
    return ""


def _row(connection: Connection, facts: Facts, by: str, now: datetime) -> Device:
    device = Device(
        connection=connection,
        dev_eui=facts.dev_eui,
        code=facts.code,
        created_at=now,
        created_by=by,
    )
    _take_over(device, facts)
    return device


def _take_over(device: Device, facts: Facts) -> set[str]:
    """Set what differs; the names of those fields. A key that is not given stays."""
    given: dict[str, object] = {
        "name": facts.name,
        "join_eui": facts.join_eui,
        "device_type": facts.device_type,
        "server_id": facts.server_id,
        "activation": facts.activation,
        "longitude": facts.longitude,
        "latitude": facts.latitude,
        "notes": facts.notes,
    }
    changed = {name for name, value in given.items() if getattr(device, name) != value}
    for name in changed:
        setattr(device, name, given[name])
    for name, key in (("app_key", facts.app_key), ("nwk_key", facts.nwk_key)):
        if key:
            setattr(device, name, seal(key))
            changed.add(name)
    return changed
