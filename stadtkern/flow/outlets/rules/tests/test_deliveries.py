# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Telling people and machines: against real servers of this machine, told once, seen when it fails."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece  # type: ignore[import-untyped]
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from stadtkern.flow.devices.models import Task, Thing
from stadtkern.flow.devices.sensing import service as register
from stadtkern.flow.devices.sensing.words import CapabilityFacts, InstrumentFacts
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.rules import delivering, subscriptions
from stadtkern.flow.outlets.rules.actions import posting
from stadtkern.flow.outlets.rules.evaluating import Evaluation
from stadtkern.flow.outlets.rules.models import Alarm, Delivery, PushSubscription
from stadtkern.flow.outlets.rules.tests.cities import (
    NOW,
    Watch,
    administrator,
    rule,
    store,
    thermometers,
)
from stadtkern.kernel import jobs, registry
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.rules import Action, Command, Mail, Push, Webhook
from stadtkern.web.outgoing import limits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def domains_again() -> Iterator[None]:
    """The declared domains stand again after the test."""
    before = registry.domains()
    yield
    registry.declare(before)


class Letterbox:
    """What a mail server has taken."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message."""
        content = envelope.content
        self.letters.append(message_from_bytes(content if isinstance(content, bytes) else b""))
        return "250 OK"


@pytest.fixture
def letterbox(settings: Settings) -> Iterator[Letterbox]:
    """A mail server of this machine, which the city uses."""
    box, loop = Letterbox(), asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.sockets[0].getsockname()[1]
    settings.DEFAULT_FROM_EMAIL = "Stadt <stadtkern@stadt.example>"
    yield box
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.run_until_complete(server.wait_closed())
    loop.close()


@dataclass
class Desk:
    """A web server; each answer is a status, the last one is repeated."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """It listens on this machine; the city may reach it."""
    served = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            served.asked.append((dict(self.headers.items()), body))
            self.send_response(served.answers.pop(0) if len(served.answers) > 1 else served.answers[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/alarms"
    before = limits.limits()
    limits.provide(replace(before, allow_private=True))
    yield served
    limits.provide(before)
    server.shutdown()
    server.server_close()
    thread.join()


def fired(lake: Lake, *actions: Action) -> Watch:
    """A rule with these actions has fired."""
    [stream] = thermometers("A")
    rule(actions=actions)
    watch = Watch(lake).begin()
    watch.bring(stream, (0, 31))
    return watch


def run_all() -> None:
    """Run what waits, as if the pauses were over."""
    DBTaskResult.objects.update(run_after=NOW)
    jobs.run_due(datetime.now(UTC))


def the_delivery() -> Delivery:
    return Delivery.objects.order_by("pk")[0]


def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_stored_value_becomes_an_email(lake: Lake, letterbox: Letterbox) -> None:
    """The whole way with its threads: rows in the lake, evaluation, alarm, mail server."""
    [stream] = thermometers("A")
    rule(actions=(Mail(to=("dienst@stadt.example",)),))
    evaluation = Evaluation(current.lake())
    stop = lake.watch(evaluation.observed)
    evaluation.start()
    try:
        now = datetime.now(UTC)
        store(lake, stream, ((now - NOW).total_seconds(), 31))
        until(lambda: bool(letterbox.letters))
    finally:
        stop()
        evaluation.stop()
    [letter] = letterbox.letters
    text = letter.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert letter["To"] == "dienst@stadt.example"
    assert "Platz A: Temperatur: 31,0 °C" in text.decode()
    assert "/cockpit/alarme/" in text.decode()
    assert the_delivery().state == "done"


def test_an_email_is_sent_once_however_often_it_is_tried(lake: Lake, letterbox: Letterbox) -> None:
    fired(lake, Mail(to=("dienst@stadt.example",)))
    run_all()
    delivering.deliver.enqueue(the_delivery().pk, 1)
    delivering.deliver.enqueue(the_delivery().pk, 2)
    run_all()
    assert len(letterbox.letters) == 1


def test_a_mail_server_that_is_down_is_tried_again_and_seen(
    lake: Lake, letterbox: Letterbox, settings: Settings
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    fired(lake, Mail(to=("dienst@stadt.example",)))
    run_all()
    waiting = the_delivery()
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert "nicht erreichbar" in waiting.outcome
    settings.EMAIL_PORT = port
    run_all()
    assert (the_delivery().state, the_delivery().attempts, len(letterbox.letters)) == ("done", 2, 1)


def test_without_a_mail_server_the_delivery_says_so(lake: Lake, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    fired(lake, Mail(to=("dienst@stadt.example",)))
    run_all()
    assert the_delivery().state == "failed"
    assert "STADTKERN_SMTP" in the_delivery().outcome


def test_a_delivery_that_never_arrives_is_given_up(lake: Lake, desk: Desk) -> None:
    desk.answers = [500]
    fired(lake, Webhook(url=desk.url))
    for _ in range(len(delivering.PAUSES) + 3):
        run_all()
    assert the_delivery().state == "failed"
    assert len(desk.asked) == len(delivering.PAUSES) + 1


def test_a_process_that_died_in_the_middle_is_followed_by_another(lake: Lake, desk: Desk) -> None:
    fired(lake, Webhook(url=desk.url))
    soon = datetime.now(UTC) + timedelta(hours=1)
    Delivery.objects.update(attempts=1, claimed_until=soon)
    run_all()
    assert desk.asked == []
    Delivery.objects.update(claimed_until=NOW)
    run_all()
    assert (the_delivery().state, len(desk.asked)) == ("done", 1)


def test_a_webhook_is_signed_and_names_its_delivery(lake: Lake, desk: Desk) -> None:
    fired(lake, Webhook(url=desk.url))
    run_all()
    [(headers, body)] = desk.asked
    moment, _, sent = headers["Stadtkern-Signature"].removeprefix("t=").partition(",v1=")
    secret = posting.secret(desk.url).encode()
    assert sent == hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    said = json.loads(body)
    assert (said["event"], said["subject"], said["values"][0]["value"]) == ("opened", "square/A", 31.0)
    assert headers["Idempotency-Key"] == f"alarm-delivery-{the_delivery().pk}"


def test_a_webhook_does_not_reach_into_the_own_network(lake: Lake, desk: Desk) -> None:
    limits.provide(replace(limits.limits(), allow_private=False))
    fired(lake, Webhook(url=desk.url))
    run_all()
    assert (the_delivery().state, desk.asked) == ("failed", [])


def browser(endpoint: str) -> tuple[ec.EllipticCurvePrivateKey, bytes, bytes]:
    """A browser: its private key, its secret, and what it sends when somebody agrees."""
    private, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    point = private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    keys = {
        name: base64.urlsafe_b64encode(value).rstrip(b"=").decode()
        for name, value in (("p256dh", point), ("auth", secret))
    }
    return private, secret, json.dumps({"endpoint": endpoint, "keys": keys}).encode()


def test_a_push_message_can_be_read_by_its_browser_alone(lake: Lake, desk: Desk) -> None:
    private, secret, given = browser(desk.url)
    subscriptions.subscribe(administrator(), given, name="Telefon", at=NOW)
    fired(lake, Push())
    run_all()
    [(headers, body)] = desk.asked
    read = http_ece.decrypt(body, private_key=private, auth_secret=secret, version="aes128gcm")
    said = json.loads(read)
    assert said["body"].startswith("Hitze – Platz A")
    assert said["url"] == f"/cockpit/alarme/{Alarm.objects.get().pk}/"
    assert b"Platz A" not in body
    token = headers["Authorization"].removeprefix("vapid t=").partition(",")[0]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["aud"] == desk.url.removesuffix("/alarms")
    assert subscriptions.public_key(NOW) in headers["Authorization"]
    assert headers["Content-Encoding"] == "aes128gcm"


def test_a_browser_that_is_gone_is_forgotten(lake: Lake, desk: Desk) -> None:
    desk.answers = [410]
    subscriptions.subscribe(administrator(), browser(desk.url)[2], name="Telefon", at=NOW)
    fired(lake, Push())
    run_all()
    assert not PushSubscription.objects.exists()


def test_the_private_parts_of_push_lie_sealed(lake: Lake, desk: Desk) -> None:
    _private, secret, given = browser(desk.url)
    row = subscriptions.subscribe(administrator(), given, name="Telefon", at=NOW)
    assert base64.urlsafe_b64encode(secret).rstrip(b"=").decode() not in row.keys


def test_a_task_is_made_once_and_another_one_at_the_end(lake: Lake) -> None:
    watch = fired(
        lake, Command(capability=capability(), parameters={"level": 100}, end_parameters={"level": 20})
    )
    run_all()
    delivering.deliver.enqueue(the_delivery().pk, 1)
    run_all()
    assert [one.parameters for one in Task.objects.order_by("pk")] == [{"level": 100}]
    [stream] = thermometers("A")
    watch.bring(stream, (60, 20))
    run_all()
    assert [one.parameters for one in Task.objects.order_by("pk")] == [{"level": 100}, {"level": 20}]


def test_a_loop_of_rule_and_actuator_is_braked(lake: Lake) -> None:
    """Each task makes the value that fires the rule again: no more tasks than the rule allows."""
    [stream] = thermometers("A")
    rule(actions=(Command(capability=capability(), parameters={"level": 100}),), most=3, per_s=3600)
    watch = Watch(lake).begin()
    for n in range(20):
        watch.bring(stream, (n * 10, 31))
        watch.bring(stream, (n * 10 + 5, 20))
    run_all()
    assert Task.objects.count() == 3
    assert Alarm.objects.filter(told=False).count() == 17


def capability() -> int:
    """What a fan on square A can be told."""
    thermometers("A")
    caller = Caller(name="desk", domain="squares", may_register=True)
    thing = Thing.objects.get(code="square/A").pk
    actuator = register.create(
        "Actuator",
        InstrumentFacts(name="Dimmer", description="", encoding_type="text/plain", metadata=""),
        caller=caller,
        at=NOW,
    )
    level = {"type": "Count", "name": "level", "label": "Stufe"}
    facts = CapabilityFacts(
        name="lüften",
        description="",
        parameters={"type": "DataRecord", "field": [level]},
        thing=thing,
        actuator=actuator,
    )
    return register.create("TaskingCapability", facts, caller=caller, at=NOW)
