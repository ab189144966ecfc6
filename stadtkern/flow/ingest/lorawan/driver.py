# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasks as downlinks: the parameters of a task are what ``encodeDownlink`` of the device's codec gets.

The actuator says which device: ``properties: {"lorawan": {"device": "<thing code>"}}``. It may add
``"confirmed": false`` and ``"within_s": 120``, the time after which a silent device has not acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from stadtkern.flow.devices.delivering import NotDelivered, Order, Receipt
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.codecs import running
from stadtkern.flow.ingest.codecs.models import CodecVersion
from stadtkern.flow.ingest.codecs.words import CodecFailed
from stadtkern.kernel.errors import Contradiction

from . import downlinks
from .models import Device
from .queueing import NotQueued


class LorawanDriver:
    """The driver of actuators that are LoRaWAN devices."""

    def takes(self, order: Order) -> bool:
        """Whether the actuator names a device."""
        return bool(_words(order).get("device"))

    def deliver(self, order: Order, *, now: datetime) -> Receipt:
        """Encode the task and queue it; delivered means: the network server has it.

        Raises:
            NotDelivered: no such device, its codec cannot encode it, or the server did not take it.
        """
        device = _device(str(_words(order)["device"]))
        try:
            downlink = downlinks.keep(device, _wanted(order, device), by="lorawan", now=now)
            downlinks.hand_over(downlink, now=now)
        except CodecFailed as error:
            raise NotDelivered(str(error), final=not error.passing) from error
        except NotQueued as error:
            raise NotDelivered(str(error), final=error.final) from error
        except Contradiction as error:
            raise NotDelivered(str(error), final=True) from error
        return Receipt(outcome={"downlink": downlink.correlation})


def _wanted(order: Order, device: Device) -> downlinks.Wanted:
    words = _words(order)
    if not isinstance(order.parameters, Mapping):
        raise Contradiction("Ein Auftrag an ein LoRaWAN-Gerät hat benannte Parameter.")
    encoded = running.encode(_version(device), order.parameters)
    within = words.get("within_s")
    return downlinks.Wanted(
        f_port=encoded.f_port,
        payload=encoded.payload,
        confirmed=words.get("confirmed") is not False,
        within=timedelta(seconds=within)
        if isinstance(within, int | float) and within > 0
        else downlinks.WITHIN,
        task=order.id,
    )


def _version(device: Device) -> int:
    version: CodecVersion | None = device.codec
    if version is None and device.device_type is not None:
        version = device.device_type.active_version()
    if version is None:
        raise Contradiction("Das Gerät hat keinen Codec in Gebrauch.")
    return version.pk


def _device(named: str) -> Device:
    connection, _slash, code = named.partition("/")
    found = Device.objects.select_related("connection", "device_type", "codec")
    device = found.filter(connection__key=connection, code=code).first()
    if device is None:
        raise NotDelivered(f"Das LoRaWAN-Gerät „{named}“ gibt es nicht.", final=True)
    return device


def _words(order: Order) -> Mapping[str, Json]:
    given: Json = order.actuator_properties.get("lorawan")
    return given if isinstance(given, Mapping) else {}
