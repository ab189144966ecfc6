# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit pages of MQTT connections: from topics to a running connection, and who may see them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client

from stadtkern.flow.ingest.connections.models import Connection, Stage
from stadtkern.flow.ingest.subscriptions import seen
from stadtkern.flow.ingest.subscriptions.tests import givens
from stadtkern.flow.ingest.tests.city import administrator, editor
from stadtkern.kernel.messages import Message
from stadtkern.kernel.sealed import unseal
from stadtkern.settings import wiring

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connected", "later_lake")]
PAGE = "/cockpit/anbindungen/mqtt/"
FACTS = {"title": "Klimafühler", "domain": "sensors", "publisher": "Stadt", "licence": "dl-zero-de/2.0"}
TOPICS = {"topics": "klima/+/up", "kind": "json", "qos": "1"}
PAYLOAD = json.dumps({"temperature": 21.5, "zeit": "2026-03-01T10:00:00Z"})


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    """The house is wired as in a running city."""
    wiring.wire(settings.KNOBS)
    seen.forget()
    yield
    seen.forget()


@pytest.fixture
def desk() -> Client:
    """The browser of an administrator."""
    client = Client()
    client.force_login(administrator())
    return client


def text(answer: object) -> str:
    return getattr(answer, "content", b"").decode()


def test_a_connection_is_made_tried_and_started_without_a_developer(desk: Client) -> None:
    made = desk.post(f"{PAGE}neu/", {**FACTS, **TOPICS})
    assert made["Location"] == f"{PAGE}klimafuehler/beispiel/"
    seen.note(Message(topic="klima/7/up", payload=PAYLOAD.encode()), datetime.now(UTC))
    assert "klima/7/up" in text(desk.get(f"{PAGE}klimafuehler/beispiel/"))
    given = {"topic": "klima/7/up", "payload": PAYLOAD}
    assert desk.post(f"{PAGE}klimafuehler/beispiel/", given)["Location"].endswith("/felder/")
    sheet = text(desk.get(f"{PAGE}klimafuehler/felder/"))
    assert '<option value="q:air_temperature" selected>' in sheet
    assert 'value="{topic.2}"' in sheet
    answers = {
        "pfad-0": "$.temperature",
        "rolle-0": "q:air_temperature",
        "pfad-1": "$.zeit",
        "rolle-1": "time",
        "objekt": "{topic.2}",
    }
    desk.post(f"{PAGE}klimafuehler/felder/", answers)
    trial = text(desk.get(f"{PAGE}klimafuehler/probe/"))
    assert "21,5 °C" in trial
    assert "klimafuehler/7" in trial
    desk.post(f"{PAGE}klimafuehler/aktivieren/")
    assert Connection.objects.get().stage == Stage.ACTIVE
    assert "klima/7/up" in text(desk.get("/cockpit/anbindungen/klimafuehler/"))


def test_what_a_message_would_be_rejected_for_is_said(desk: Client) -> None:
    givens.connection(stage=Stage.DRAFT)
    desk.post(f"{PAGE}klima/beispiel/", {"topic": "klima/7/up", "payload": '{"t": "warm"}'})
    trial = text(desk.get(f"{PAGE}klima/probe/"))
    assert "Lufttemperatur ist eine Zahl, hier steht „warm“" in trial


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"topics": "a+b"}, "ist kein Topic"),
        ({"topics": "#"}, "zu weit gefasst"),
        ({"topics": "$SYS/#"}, "zu weit gefasst"),
        ({"broker": "http://example.org"}, "mqtt://rechner:port"),
        ({"broker": "mqtt://user:geheim@example.org"}, "mqtt://rechner:port"),
        ({"presence_topic": "klima/+/status", "presence_thing": ""}, "presence.thing"),
    ],
)
def test_topics_that_cannot_be_heard_are_refused_on_the_page(
    desk: Client, wrong: dict[str, str], said: str
) -> None:
    assert said in text(desk.post(f"{PAGE}neu/", {**FACTS, **TOPICS, **wrong}))
    assert not Connection.objects.exists()


def test_a_password_is_sealed_kept_and_never_shown(desk: Client) -> None:
    elsewhere = {"broker": "mqtts://broker.example.org", "user": "stadt", "secret": "sehr geheim"}
    desk.post(f"{PAGE}neu/", {**FACTS, **TOPICS, **elsewhere})
    made = Connection.objects.get()
    assert "geheim" not in made.secret
    assert "geheim" not in text(desk.get(f"{PAGE}klimafuehler/topics/"))
    desk.post(f"{PAGE}klimafuehler/topics/", {**TOPICS, **elsewhere, "secret": ""})
    assert unseal(Connection.objects.get().secret) == "sehr geheim"


def test_a_broker_in_a_private_network_is_not_called(desk: Client) -> None:
    givens.connection(settings={"broker": "mqtt://127.0.0.1:1"}, stage=Stage.DRAFT)
    answer = desk.post(f"{PAGE}klima/beispiel/", {"mithoeren": "1"})
    assert "privates Netz" in text(answer)


@pytest.mark.parametrize("page", ["topics", "beispiel", "felder", "probe"])
def test_strangers_and_other_departments_see_nothing(page: str) -> None:
    givens.connection(stage=Stage.DRAFT)
    client = Client()
    assert client.get(f"{PAGE}klima/{page}/").status_code == 302
    client.force_login(editor("Umweltamt"))
    assert client.get(f"{PAGE}klima/{page}/").status_code == 403
