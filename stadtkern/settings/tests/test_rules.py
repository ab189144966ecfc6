# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Alarms leave a running city by MQTT."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.ingest.mqtt.packets import Publish as Published
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules.actions.publishing import PublishDriver
from stadtkern.flow.outlets.rules.drivers import NotDelivered, Notification
from stadtkern.kernel.rules import Publish
from stadtkern.settings import mqtt
from stadtkern.settings.rules import DRIVERS

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALARM = Notification(
    id=7,
    occasion="opened",
    action=Publish(topic="sensors/alarme"),
    rule="sensors/frost",
    title="Frost",
    domain="sensors",
    severity="warning",
    alarm_id=3,
    subject="baum/1",
    subject_name="Linde",
    text="Linde: -2 °C.",
    opened_at=NOW,
    url="https://stadt.example/cockpit/alarme/3/",
)


def driver() -> PublishDriver:
    """The one of a running city."""
    return next(one for one in DRIVERS if isinstance(one, PublishDriver))


def test_an_alarm_reaches_who_listens_at_the_embedded_broker(lake: Lake) -> None:
    keys.forget()
    secret = keys.create("test", NewKey(name="wache", domain="sensors"), now=NOW)[1]
    knobs = replace(settings.KNOBS, mqtt=("127.0.0.1", 0), mqtt_broker="")
    with mqtt.running(knobs) as offer, Client(int(offer.rpartition(":")[2])) as client:
        client.connect(key=secret)
        client.subscribe("sensors/alarme", qos=1)
        said = driver().deliver(ALARM, now=NOW)
        message = client.receive(Published)

    assert said == "veröffentlicht unter sensors/alarme"
    assert message.topic == "sensors/alarme"
    assert json.loads(message.payload)["text"] == "Linde: -2 °C."


def test_without_a_broker_an_alarm_is_tried_again(lake: Lake) -> None:
    with pytest.raises(NotDelivered) as refused:
        driver().deliver(ALARM, now=NOW)

    assert not refused.value.final
