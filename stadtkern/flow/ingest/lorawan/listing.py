# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of devices show: lists by question, what is known about one, who is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.codecs.models import DeviceType
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.kernel.models import Person

from .models import Device, DeviceQuerySet, DeviceStage, Uplink, UplinkState

LOW_BATTERY_PERCENT = 20.0
LOSSY_PERCENT = 20
SILENT_AFTER = 3
"""Expected intervals without a message."""
_USUAL_S = 8 * 3600
"""Expected interval of devices of which nobody says it."""
_UPLINKS = 30
_UNKNOWN = 200

STATES: Mapping[str, str | Promise] = {
    "": _("alle"),
    "silent": _("schweigt"),
    "battery": _("Batterie schwach"),
    "rejected": _("Nachrichten abgewiesen"),
    "lossy": _("verliert Nachrichten"),
    "new": _("noch nie gehört"),
    "disabled": _("außer Betrieb"),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody wants to see."""

    words: str = ""
    connection: str = ""
    device_type: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A device and what is to be said about it in a word."""

    device: Device
    mark: str
    """good, warn, bad or calm."""
    says: str | Promise


@dataclass(frozen=True, kw_only=True)
class UnknownDevice:
    """A DevEUI that sends and that nobody has entered."""

    connection: Connection
    dev_eui: str
    join_eui: str
    messages: int
    last_at: datetime


def applications_of(person: Person) -> list[Connection]:
    """The LoRaWAN applications that the person answers for."""
    return list(Connection.objects.of_person(person).filter(wire=Wire.LORAWAN))


def question_of(given: Mapping[str, str]) -> Question:
    """The question in an address; nonsense is left out."""
    state = given.get("stand", "")
    return Question(
        words=given.get("q", "").strip()[:200],
        connection=given.get("anbindung", "")[:100],
        device_type=given.get("typ", "")[:100],
        state=state if state in STATES else "",
    )


def devices_of(person: Person) -> DeviceQuerySet:
    """The devices of the person's applications."""
    return Device.objects.of_connections([one.pk for one in applications_of(person)])


def found(devices: DeviceQuerySet, question: Question, now: datetime) -> DeviceQuerySet:
    """The devices that the question asks for, by name."""
    if question.words:
        plain = question.words.lower().replace(" ", "").replace(":", "").replace("-", "")
        words = Q(name__icontains=question.words) | Q(code__icontains=question.words)
        devices = devices.filter(words | Q(dev_eui__contains=plain))
    if question.connection:
        devices = devices.filter(connection__key=question.connection)
    if question.device_type:
        devices = devices.filter(device_type__key=question.device_type)
    if question.state:
        devices = devices.filter(_condition(devices, question.state, now))
    return devices.select_related("connection", "device_type").order_by("name", "pk")


def types_of(devices: DeviceQuerySet) -> list[DeviceType]:
    """The types of these devices."""
    return list(DeviceType.objects.filter(pk__in=devices.order_by().values("device_type").distinct()))


def listed(page: Sequence[Device], now: datetime) -> list[Listed]:
    """These devices with what is to be said about each; two queries."""
    keys = [device.pk for device in page]
    refused = Uplink.objects.filter(device__in=keys, state=UplinkState.REJECTED).order_by()
    rejected = set(refused.values_list("device", flat=True).distinct())
    return [_listed(device, device.pk in rejected, now) for device in page]


def one_listed(device: Device, now: datetime) -> Listed:
    """One device with what is to be said about it."""
    return listed([device], now)[0]


def uplinks_of(device: Device) -> list[tuple[Uplink, str]]:
    """The newest messages of a device with what the codec made of them, as text."""
    rows = device.uplinks.select_related("codec").order_by("-sent_at", "-pk")[:_UPLINKS]
    return [(row, _text(row.decoded)) for row in rows]


def unknown_of(person: Person) -> list[UnknownDevice]:
    """Devices that send to the person's applications and that nobody has entered, latest first."""
    applications = {one.pk: one for one in applications_of(person)}
    unknown = Uplink.objects.of_unknown().filter(connection__in=applications)
    rows = (
        unknown.order_by()
        .values("connection", "dev_eui")
        .annotate(messages=Count("pk"), last_at=Max("arrived_at"), join=Max("join_eui"))
    )
    return [
        UnknownDevice(
            connection=applications[row["connection"]],
            dev_eui=row["dev_eui"],
            join_eui=row["join"],
            messages=row["messages"],
            last_at=row["last_at"],
        )
        for row in rows.order_by("-last_at", "dev_eui")[:_UNKNOWN]
    ]


def silence_of(device: Device) -> timedelta:
    """After so long without a message a device counts as silent."""
    interval = device.device_type.interval_s if device.device_type else None
    return timedelta(seconds=SILENT_AFTER * (interval or device.connection.interval_s or _USUAL_S))


def _condition(devices: DeviceQuerySet, state: str, now: datetime) -> Q:
    used = ~Q(stage=DeviceStage.DISABLED)
    refused = Uplink.objects.filter(device=OuterRef("pk"), state=UplinkState.REJECTED)
    heard = Q(received__gte=10, lost__gt=F("received") * LOSSY_PERCENT / (100 - LOSSY_PERCENT))
    conditions = {
        "battery": used & Q(battery_percent__lt=LOW_BATTERY_PERCENT, external_power=False),
        "rejected": used & Q(Exists(refused)),
        "lossy": used & heard,
        "new": Q(stage=DeviceStage.NEW),
        "disabled": Q(stage=DeviceStage.DISABLED),
    }
    return conditions[state] if state in conditions else used & _silent(devices, now)


def _silent(devices: DeviceQuerySet, now: datetime) -> Q:
    """Those of which nothing was heard for longer than their type or connection lets expect."""
    silent = Q(pk__in=[])
    spacing = devices.order_by().values_list("device_type__interval_s", "connection__interval_s").distinct()
    for of_type, of_connection in spacing:
        limit = now - timedelta(seconds=SILENT_AFTER * (of_type or of_connection or _USUAL_S))
        same = Q(device_type__interval_s=of_type) if of_type else Q(device_type__interval_s__isnull=True)
        if not of_type:
            same &= (
                Q(connection__interval_s=of_connection)
                if of_connection
                else Q(connection__interval_s__isnull=True)
            )
        silent |= same & Q(last_seen_at__lt=limit)
    return silent


def _listed(device: Device, rejected: bool, now: datetime) -> Listed:
    if device.stage == DeviceStage.DISABLED:
        return Listed(device=device, mark="calm", says=STATES["disabled"])
    if device.last_seen_at is None:
        says = _("angemeldet, noch keine Nachricht") if device.joined_at else STATES["new"]
        return Listed(device=device, mark="calm", says=says)
    if now - device.last_seen_at > silence_of(device):
        return Listed(device=device, mark="bad", says=STATES["silent"])
    trouble = _trouble(device, rejected)
    return Listed(device=device, mark="warn" if trouble else "good", says=trouble or _("sendet"))


def _trouble(device: Device, rejected: bool) -> str | Promise:
    """What is wrong with a device that is heard, the worst first; empty: nothing."""
    if rejected:
        return STATES["rejected"]
    percent = device.battery_percent
    if percent is not None and percent < LOW_BATTERY_PERCENT and not device.external_power:
        return STATES["battery"]
    lossy = device.received >= 10 and (device.loss_percent or 0) > LOSSY_PERCENT
    return STATES["lossy"] if lossy else ""


def _text(decoded: object) -> str:
    """What a codec has found, by name (databases keep no order), so that it can be broken into lines."""
    if not isinstance(decoded, dict):
        return ""
    found = sorted(decoded.items())
    return ", ".join(f"{name}: {msgspec.json.encode(value).decode()}" for name, value in found)
