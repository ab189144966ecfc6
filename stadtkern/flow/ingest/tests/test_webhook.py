# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tasks by webhook, against a real server."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django_tasks_db.models import DBTaskResult

from stadtkern.flow.devices import delivering
from stadtkern.flow.devices.models import Task
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import (
    CapabilityFacts,
    Facts,
    InstrumentFacts,
    TaskFacts,
    ThingFacts,
)
from stadtkern.flow.ingest import webhook
from stadtkern.flow.ingest.webhook import SIGNATURE
from stadtkern.kernel import events, jobs
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.events import RegisterChanged
from stadtkern.web.outgoing import limits

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DESK = Caller(
    name="desk",
    key_id=1,
    domain="bikes",
    source="push-desk",
    may_command=True,
    may_observe=True,
    may_register=True,
)


@dataclass
class Lamp:
    """A server that takes tasks; each answer is status and body, the last one is repeated."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=lambda: [(204, b"")])
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def lamp() -> Iterator[Lamp]:
    """It listens on this machine; webhooks may reach it."""
    served = Lamp()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            served.asked.append((dict(self.headers.items()), body))
            status, content = served.answers.pop(0) if len(served.answers) > 1 else served.answers[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}/tasks"
    before = limits.limits()
    limits.provide(replace(before, allow_private=True))
    events.wire({RegisterChanged: (delivering.on_change,)})
    delivering.provide([webhook.Webhook()])
    yield served
    limits.provide(before)
    server.shutdown()
    server.server_close()
    thread.join()


def task(url: str) -> Task:
    """A task for an actuator with this address."""
    thing = _made("Thing", ThingFacts(name="Lampe 1", description=""))
    actuator = _made(
        "Actuator",
        InstrumentFacts(
            name="Dimmer",
            description="",
            encoding_type="text/plain",
            metadata="",
            properties={"webhook": {"url": url}},
        ),
    )
    level = {"type": "Count", "name": "level", "label": "Helligkeit"}
    capability = _made(
        "TaskingCapability",
        CapabilityFacts(
            name="dimmen",
            description="",
            parameters={"type": "DataRecord", "field": [level]},
            thing=thing,
            actuator=actuator,
        ),
    )
    return Task.objects.get(pk=_made("Task", TaskFacts(capability=capability, parameters={"level": 40})))


def _made(kind: str, facts: Facts) -> int:
    return service.create(kind, facts, caller=DESK, at=NOW)


def run_all() -> int:
    """Run what waits, as if the pauses were over."""
    DBTaskResult.objects.update(run_after=NOW)
    return jobs.run_due(datetime.now(UTC))


def test_a_task_is_posted_with_a_signature_and_noted_as_delivered(lamp: Lamp) -> None:
    made = task(lamp.url)
    run_all()
    [(headers, body)] = lamp.asked
    assert json.loads(body)["taskingParameters"] == {"level": 40}
    assert headers["Idempotency-Key"] == f"task-{made.pk}"
    moment, _, sent = headers[SIGNATURE].removeprefix("t=").partition(",v1=")
    secret = webhook.secret(made.capability.actuator_id).encode()
    assert sent == hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    made.refresh_from_db()
    assert made.status == "delivered"


def test_the_answer_may_say_more(lamp: Lamp) -> None:
    lamp.answers = [(200, b'{"status": "completed", "outcome": {"level": 40}}')]
    made = task(lamp.url)
    run_all()
    made.refresh_from_db()
    assert (made.status, made.outcome) == ("completed", {"level": 40})


def test_a_task_that_does_not_arrive_is_tried_again_and_delivered_once(lamp: Lamp) -> None:
    lamp.answers = [(503, b""), (503, b""), (204, b"")]
    made = task(lamp.url)
    jobs.run_due(datetime.now(UTC))
    soon = datetime.now(UTC) + timedelta(seconds=20)
    assert (
        DBTaskResult.objects.filter(run_after__gt=soon, run_after__lt=soon + timedelta(days=1)).count() == 1
    )
    assert len(lamp.asked) == 1
    run_all()
    run_all()
    delivering.deliver.enqueue(made.pk, 1)
    run_all()
    assert len(lamp.asked) == 3
    made.refresh_from_db()
    assert made.status == "delivered"


def test_a_task_that_never_arrives_has_failed(lamp: Lamp) -> None:
    lamp.answers = [(500, b"")]
    made = task(lamp.url)
    for _ in range(len(delivering.PAUSES) + 3):
        run_all()
    made.refresh_from_db()
    assert made.status == "failed"
    assert "500" in str(made.outcome)
    assert len(lamp.asked) == len(delivering.PAUSES) + 1


def test_a_refused_task_is_not_tried_again(lamp: Lamp) -> None:
    lamp.answers = [(422, b"")]
    made = task(lamp.url)
    run_all()
    run_all()
    made.refresh_from_db()
    assert (made.status, len(lamp.asked)) == ("failed", 1)


def test_a_webhook_does_not_reach_into_the_own_network(lamp: Lamp) -> None:
    limits.provide(replace(limits.limits(), allow_private=False))
    made = task(lamp.url)
    run_all()
    made.refresh_from_db()
    assert (made.status, lamp.asked) == ("failed", [])


def test_a_task_that_was_withdrawn_meanwhile_is_not_delivered(lamp: Lamp) -> None:
    made = task(lamp.url)
    service.change("Task", made.pk, TaskFacts(status="cancelled"), caller=DESK, at=NOW)
    run_all()
    assert lamp.asked == []


def test_an_actuator_without_address_keeps_its_task_for_listeners(lamp: Lamp) -> None:
    made = task("")
    assert run_all() == 0 or lamp.asked == []
    made.refresh_from_db()
    assert made.status == "created"
