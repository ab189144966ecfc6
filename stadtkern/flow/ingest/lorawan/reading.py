# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What raw uplinks say, by the codec of their device and the mapping of its fields; writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.codecs import running
from stadtkern.flow.ingest.codecs.models import CodecState, CodecVersion
from stadtkern.flow.ingest.codecs.words import CodecFailed, DecodedPayload
from stadtkern.flow.ingest.codecs.words import Uplink as CodecInput
from stadtkern.flow.ingest.mapping import fields
from stadtkern.flow.ingest.mapping.clock import Settled, settled
from stadtkern.flow.ingest.mapping.fields import Found, Planned
from stadtkern.flow.ingest.mapping.harvest import Harvest, Told, put
from stadtkern.kernel import registry
from stadtkern.kernel.errors import CityError, PayloadRejected
from stadtkern.kernel.observation import Quality, Station
from stadtkern.kernel.quantities import BATTERY_LEVEL, BATTERY_VOLTAGE

from .frames import thing_code
from .models import Device, DeviceStage, Uplink

Plans = dict[tuple[int, str], Sequence[Planned] | CityError]
"""By version and subject."""
_NAMED = 8
"""So many fields are named in a reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What one uplink says, or why it says nothing."""

    uplink: Uplink
    device: Device
    version: int | None = None
    data: Mapping[str, Json] | None = None
    """What the codec made of it."""
    found: tuple[Found, ...] = ()
    at: Settled | None = None
    reason: str = ""
    """Why it is rejected or must wait, or what of it could not be used."""
    rejected: bool = False
    later: bool = False
    """The codec could not be asked; it is no fault of the uplink."""

    def value(self, quantity: str) -> float | None:
        """The first value of a quantity."""
        return next((one.result for one in self.found if one.planned.quantity.key == quantity), None)

    @property
    def battery(self) -> tuple[float | None, float | None]:
        """Charge [%] and voltage [V], as far as they are told."""
        return self.value(BATTERY_LEVEL.key), self.value(BATTERY_VOLTAGE.key)


class NotReadable(PayloadRejected):
    """Für dieses Gerät kann nichts gelesen werden."""


def read_all(uplinks: Sequence[Uplink]) -> list[Read]:
    """What these uplinks of known devices say, in their order; codecs are asked once per version."""
    versions = _versions(uplinks)
    answers: dict[int, DecodedPayload | CityError] = {}
    asked: dict[int, list[Uplink]] = defaultdict(list)
    for uplink in uplinks:
        try:
            asked[_version(uplink, versions).pk].append(uplink)
        except NotReadable as error:
            answers[uplink.pk] = error
    for version_id, some in asked.items():
        inputs = [
            CodecInput(f_port=one.f_port, payload=bytes(one.payload), received_at=_moment(one).time)
            for one in some
        ]
        decoded = running.decode_many(version_id, inputs)
        answers.update({one.pk: answer for one, answer in zip(some, decoded, strict=True)})
    plans: Plans = {}
    return [_read(one, answers[one.pk], _version_or_none(one, versions), plans) for one in uplinks]


def put_all(reads: Sequence[Read], harvest: Harvest) -> None:
    """Put the values of readings of one connection to the rest."""
    for read in reads:
        device, code = read.device, thing_code(read.device)
        if read.at is None:
            continue
        harvest.stations[code] = Station(
            code=code, name=device.name, longitude=device.longitude, latitude=device.latitude
        )
        interval_s = device.connection.interval_s
        if interval_s is None and device.device_type is not None:
            interval_s = device.device_type.interval_s
        put(read.found, Told(thing=code, at=read.at, interval_s=interval_s), harvest)


def _read(
    uplink: Uplink, answer: DecodedPayload | CityError, version: CodecVersion | None, plans: Plans
) -> Read:
    bare = Read(uplink=uplink, device=_device(uplink))
    if isinstance(answer, CityError) or version is None:
        later = isinstance(answer, CodecFailed) and answer.passing
        return replace(bare, reason=str(answer), rejected=not later, later=later)
    read = replace(bare, version=version.pk, data=answer.data)
    if answer.errors:
        told = _("Der Codec meldet: %(errors)s") % {"errors": "; ".join(answer.errors)}
        return replace(read, reason=told, rejected=True)
    return _with_values(read, _plan(version, read.device.connection.domain, plans))


def _with_values(read: Read, plan: Sequence[Planned] | CityError) -> Read:
    if isinstance(plan, CityError):
        return replace(read, reason=str(plan), rejected=True)
    data = dict(read.data or {})
    values = fields.record_values(data, plan)
    problems = [problem.reason for problem in values.problems]
    if not values.found:
        return replace(read, reason=_nothing(read.uplink, data, problems), rejected=True)
    at = _at(read.uplink, data)
    return replace(read, found=tuple(values.found), at=at, reason=" ".join(problems))


def _plan(version: CodecVersion, domain: str, plans: Plans) -> Sequence[Planned] | CityError:
    """How the fields of a version become quantities of a subject, or why they cannot."""
    key = (version.pk, domain)
    if key not in plans:
        try:
            plans[key] = _planned(version, domain)
        except CityError as error:
            plans[key] = error
        except msgspec.ValidationError as error:
            plans[key] = NotReadable(str(error))
    return plans[key]


def _planned(version: CodecVersion, domain: str) -> Sequence[Planned]:
    mapped = version.field_mappings()
    if not mapped:
        raise NotReadable(_("Den Feldern des Gerätetyps sind noch keine Messgrößen zugeordnet."))
    measurable = registry.domain(domain).measurable
    keys = {quantity.key for quantity in measurable}
    used = tuple(one for one in mapped if one.quantity in keys)
    if not used:
        raise NotReadable(_("Das Thema der Anbindung misst nichts von dem, was der Gerätetyp liefert."))
    return fields.planned(used, measurable)


def _nothing(uplink: Uplink, data: Mapping[str, Json], problems: Sequence[str]) -> str:
    if problems:
        return " ".join(problems)
    told = ", ".join(sorted(data)[:_NAMED]) or _("nichts")
    return _("Port %(port)d: Keines der zugeordneten Felder ist enthalten (der Codec liefert: %(told)s).") % {
        "port": uplink.f_port,
        "told": told,
    }


def _at(uplink: Uplink, data: Mapping[str, Json]) -> Settled:
    """When it was measured: as the device says under ``time``, else when the network server had it."""
    arrived = _moment(uplink)
    told = _told_time(data.get("time"))
    at = arrived if told is None else settled(told, arrived.time)
    if not uplink.simulated:
        return at
    return replace(at, quality=(at.quality or Quality(0)) | Quality.SIMULATED)


def _moment(uplink: Uplink) -> Settled:
    """When the network server had it, or, when its clock is wrong, when it arrived."""
    return settled(uplink.sent_at, uplink.arrived_at)


def _told_time(value: Json) -> datetime | None:
    """A time with offset (RFC 3339), as the normalized payloads of The Things Stack have it."""
    if not isinstance(value, str):
        return None
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        return None
    return told.astimezone(UTC) if told.tzinfo else None


def _versions(uplinks: Sequence[Uplink]) -> dict[int, CodecVersion]:
    """The active version of each device type; one query."""
    types = {_device(one).device_type_id for one in uplinks} - {None}
    rows = CodecVersion.objects.filter(device_type__in=types, state=CodecState.ACTIVE)
    return {row.device_type_id: row for row in rows}


def _version_or_none(uplink: Uplink, versions: Mapping[int, CodecVersion]) -> CodecVersion | None:
    try:
        return _version(uplink, versions)
    except NotReadable:
        return None


def _version(uplink: Uplink, versions: Mapping[int, CodecVersion]) -> CodecVersion:
    device = _device(uplink)
    if device.stage == DeviceStage.DISABLED:
        raise NotReadable(_("Das Gerät ist außer Betrieb."))
    if device.codec is not None:
        return device.codec
    if device.device_type_id is None:
        raise NotReadable(_("Dem Gerät ist kein Gerätetyp zugeordnet."))
    version = versions.get(device.device_type_id)
    if version is None:
        raise NotReadable(_("Der Gerätetyp hat noch keinen Codec in Gebrauch."))
    return version


def _device(uplink: Uplink) -> Device:
    if uplink.device is None:
        raise NotReadable(_("Das Gerät ist unbekannt."))
    return uplink.device
