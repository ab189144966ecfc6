# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The embedded broker, spoken to over a real socket."""

from __future__ import annotations

import random
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from stadtkern.flow.ingest.mqtt.encoding import encode
from stadtkern.flow.ingest.mqtt.endpoint import Endpoint, PortTaken
from stadtkern.flow.ingest.mqtt.packets import (
    V5,
    V311,
    Ack,
    Code,
    Connack,
    Connect,
    Ending,
    Granted,
    Key,
    Kind,
    Ping,
    Publish,
    Subscribe,
    Unsubscribe,
    Will,
    Wish,
)
from stadtkern.flow.ingest.mqtt.shared import SharedTopics
from stadtkern.flow.ingest.mqtt.words import Limits, Listen
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import KeyRefused
from stadtkern.kernel.messages import Deliver, Message, Outcome, Update, Verdict, answered

from .client import Client


class Keys:
    """Which keys are valid."""

    def __init__(self) -> None:
        self.callers = {
            f"sk_{domain}": Caller(name=domain, key_id=number, domain=domain, may_observe=True)
            for number, domain in enumerate(("cycling", "weather"), start=1)
        }

    def __call__(self, secret: str) -> Caller:
        """Who holds this key."""
        if secret not in self.callers:
            raise KeyRefused
        return self.callers[secret]


class Desk:
    """A handler whose answers the test gives by hand; topics below ``in/`` and ``out/``."""

    def __init__(self) -> None:
        self.arrived: list[tuple[Message, Future[Outcome]]] = []
        self.there = threading.Condition()
        self.subscribed: list[tuple[str, str]] = []
        self.deliver: Deliver = lambda _updates: None

    def covers(self, topic: str) -> bool:
        """Its two branches."""
        return topic.startswith(("in/", "out/"))

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Note it; the test answers."""
        future: Future[Outcome] = Future()
        with self.there:
            self.arrived.append((message, future))
            self.there.notify()
        return future

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Grant everything."""
        self.subscribed.append((caller.domain, pattern))
        return answered(Verdict.TAKEN)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Forget it."""
        self.subscribed.remove((caller.domain, pattern))

    def attach(self, deliver: Deliver) -> None:
        """Note where updates go."""
        self.deliver = deliver

    def wait(self, count: int) -> list[Future[Outcome]]:
        """The futures of so many messages."""
        with self.there:
            assert self.there.wait_for(lambda: len(self.arrived) >= count, timeout=10)
            return [future for _message, future in self.arrived]


TAKEN = Outcome(verdict=Verdict.TAKEN)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def endpoint(desk: Desk, keys: Keys) -> Iterator[Endpoint]:
    made = Endpoint(
        listen=Listen(host="127.0.0.1", port=0),
        handlers=[desk, SharedTopics(["cycling", "weather"])],
        authenticate=keys,
        limits=Limits(queued=20, in_flight=50, recheck_s=0.5, retained=3, packet_bytes=20_000),
    )
    made.start()
    yield made
    made.stop()


@pytest.fixture
def port(endpoint: Endpoint) -> int:
    return endpoint.port


@pytest.mark.parametrize("level", [4, 5])
def test_a_message_is_acknowledged_only_when_it_is_durable(port: int, desk: Desk, level: int) -> None:
    with Client(port, level=level) as client:
        client.connect(key="sk_cycling")
        client.publish("in/a", b"1", qos=1)
        [stored] = desk.wait(1)
        assert client.silent()
        stored.set_result(TAKEN)
        assert client.receive(Ack) == Ack(kind=Kind.PUBACK, packet_id=1)


def test_acknowledgements_keep_the_order_of_the_messages(port: int, desk: Desk) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        for packet_id in (5, 6, 7):
            client.publish("in/a", b"1", qos=1, packet_id=packet_id)
        first, second, third = desk.wait(3)
        third.set_result(TAKEN)
        second.set_result(TAKEN)
        assert client.silent()
        first.set_result(TAKEN)
        assert [client.receive(Ack).packet_id for _ in range(3)] == [5, 6, 7]


def test_a_message_of_quality_two_is_handed_over_once(port: int, desk: Desk) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        client.publish("in/a", b"1", qos=2, packet_id=9)
        desk.wait(1)[0].set_result(TAKEN)
        assert client.receive(Ack).kind is Kind.PUBREC
        client.publish("in/a", b"1", qos=2, packet_id=9)
        assert client.receive(Ack).kind is Kind.PUBREC
        client.send(Ack(kind=Kind.PUBREL, packet_id=9))
        assert client.receive(Ack) == Ack(kind=Kind.PUBCOMP, packet_id=9)
        assert len(desk.arrived) == 1
        client.send(Ack(kind=Kind.PUBREL, packet_id=9))
        assert client.receive(Ack).code == Code.PACKET_ID_NOT_FOUND


def test_a_message_that_cannot_be_stored_now_ends_the_connection_without_acknowledgement(
    port: int, desk: Desk
) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        client.publish("in/a", b"1", qos=1)
        desk.wait(1)[0].set_exception(RuntimeError("the lake is away"))
        assert client.receive(Ending).code == Code.SERVER_BUSY
        assert client.ended()


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.UNREADABLE, Code.PAYLOAD_INVALID),
        (Verdict.NOT_PERMITTED, Code.NOT_AUTHORIZED),
        (Verdict.UNKNOWN, Code.TOPIC_INVALID),
    ],
)
def test_a_refusal_is_said_with_code_and_reason(port: int, desk: Desk, verdict: Verdict, code: Code) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        client.publish("in/a", b"1", qos=1)
        desk.wait(1)[0].set_result(Outcome(verdict=verdict, reason="no result"))
        answer = client.receive(Ack)
        assert (answer.code, answer.properties[Key.REASON_STRING]) == (code, "no result")


def test_without_reason_codes_a_broken_payload_is_acknowledged_and_a_forbidden_one_ends_the_connection(
    port: int, desk: Desk
) -> None:
    with Client(port, level=V311) as client:
        client.connect(key="sk_cycling")
        client.publish("in/a", b"{", qos=1)
        client.publish("in/a", b"{", qos=1, packet_id=2)
        broken, forbidden = desk.wait(2)
        broken.set_result(Outcome(verdict=Verdict.UNREADABLE))
        assert client.receive(Ack).kind is Kind.PUBACK
        forbidden.set_result(Outcome(verdict=Verdict.NOT_PERMITTED))
        assert client.ended()


@pytest.mark.parametrize(("level", "code"), [(4, Code.BAD_CREDENTIALS), (5, Code.BAD_CREDENTIALS)])
def test_an_unknown_key_is_refused(port: int, level: int, code: Code) -> None:
    with Client(port, level=level) as client:
        assert client.connect(key="sk_wrong").code == code
        assert client.ended()


def test_messages_sent_before_the_answer_to_connect_are_taken(port: int, desk: Desk) -> None:
    with Client(port) as client:
        hello = Connect(level=V5, client_id="c", username="key", password=b"sk_cycling")
        client.send(hello, Publish(topic="in/a", payload=b"1", qos=1, packet_id=1))
        assert client.receive(Connack).code == Code.SUCCESS
        desk.wait(1)[0].set_result(TAKEN)
        assert client.receive(Ack).packet_id == 1


def test_a_revoked_key_loses_its_connection_and_its_session(port: int, keys: Keys, desk: Desk) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        assert client.subscribe("out/a") == 0
        del keys.callers["sk_cycling"]
        assert client.receive(Ending).code == Code.NOT_AUTHORIZED
        assert client.ended()
    assert desk.subscribed == []


def test_updates_reach_those_who_subscribed_with_the_same_rights(port: int, desk: Desk) -> None:
    with Client(port) as insider, Client(port) as stranger:
        insider.connect("a", key="sk_cycling")
        stranger.connect("b")
        assert insider.subscribe("out/a", qos=1) == 1
        assert stranger.subscribe("out/a") == 0
        desk.deliver([Update(pattern="out/a", domain="cycling", topic="out/a", payload=b"secret")])
        desk.deliver([Update(pattern="out/a", domain="", topic="out/a", payload=b"open")])
        received = insider.receive(Publish)
        assert (received.payload, received.qos) == (b"secret", 1)
        assert stranger.receive(Publish).payload == b"open"


def test_a_session_keeps_what_was_missed_and_sends_again_what_was_not_acknowledged(
    port: int, desk: Desk
) -> None:
    forever = {Key.SESSION_EXPIRY: 1_000}
    with Client(port) as client:
        assert not client.connect("a", "sk_cycling", properties=forever).session_present
        client.subscribe("out/a", qos=1)
        desk.deliver([Update(pattern="out/a", domain="cycling", topic="out/a", payload=b"1")])
        first = client.receive(Publish)
    time.sleep(0.2)
    desk.deliver([Update(pattern="out/a", domain="cycling", topic="out/a", payload=b"2")])
    with Client(port) as client:
        assert client.connect("a", "sk_cycling", clean=False, properties=forever).session_present
        again = client.receive(Publish)
        assert (again.payload, again.dup, again.packet_id) == (b"1", True, first.packet_id)
        missed = client.receive(Publish)
        assert (missed.payload, missed.dup) == (b"2", False)
        client.send(*(Ack(kind=Kind.PUBACK, packet_id=one.packet_id or 0) for one in (again, missed)))
    with Client(port) as client:
        assert not client.connect("a", "sk_cycling", clean=True).session_present
    with Client(port) as other_key:
        assert not other_key.connect("a", "sk_weather", clean=False).session_present


def test_what_is_missed_is_bounded(port: int, desk: Desk) -> None:
    forever = {Key.SESSION_EXPIRY: 1_000}
    with Client(port) as client:
        client.connect("a", "sk_cycling", properties=forever)
        client.subscribe("out/a", qos=1)
    time.sleep(0.2)
    news = [Update(pattern="out/a", domain="cycling", topic="out/a", payload=b"%d" % n) for n in range(50)]
    desk.deliver(news)
    with Client(port) as client:
        client.connect("a", "sk_cycling", clean=False, properties=forever)
        assert [client.receive(Publish).payload for _ in range(20)] == [b"%d" % n for n in range(30, 50)]


def test_a_client_that_does_not_acknowledge_is_sent_away_when_too_much_waits(port: int, desk: Desk) -> None:
    with Client(port) as client:
        client.connect("a", "sk_cycling", properties={Key.RECEIVE_MAXIMUM: 2})
        client.subscribe("out/a", qos=1)
        desk.deliver([Update(pattern="out/a", domain="cycling", topic="t", payload=b"x")] * 30)
        assert [client.receive(Publish).packet_id for _ in range(2)] == [1, 2]
        assert client.receive(Ending).code == Code.QUOTA_EXCEEDED


def test_quality_two_reaches_the_client_in_four_steps(port: int, desk: Desk) -> None:
    with Client(port) as client:
        client.connect("a", "sk_cycling")
        assert client.subscribe("out/a", qos=2) == 2
        desk.deliver([Update(pattern="out/a", domain="cycling", topic="t", payload=b"x")])
        number = client.receive(Publish).packet_id or 0
        client.send(Ack(kind=Kind.PUBREC, packet_id=number))
        assert client.receive(Ack) == Ack(kind=Kind.PUBREL, packet_id=number)
        client.send(Ack(kind=Kind.PUBCOMP, packet_id=number))
        assert client.silent()


def test_clients_of_a_subject_talk_to_each_other_and_strangers_do_not_hear(port: int) -> None:
    with Client(port) as one, Client(port) as two, Client(port) as stranger:
        one.connect("1", "sk_cycling")
        two.connect("2", "sk_cycling")
        stranger.connect("3")
        assert two.subscribe("cycling/+/state", qos=1) == 1
        assert stranger.subscribe("cycling/#") == Code.NOT_AUTHORIZED
        assert stranger.subscribe("#") == Code.NOT_AUTHORIZED
        one.publish("cycling/7/state", b"up", qos=1)
        assert one.receive(Ack).code == Code.SUCCESS
        assert two.receive(Publish).payload == b"up"
        stranger.publish("cycling/7/state", b"down", qos=1)
        assert stranger.receive(Ack).code == Code.NOT_AUTHORIZED


def test_retained_messages_wait_for_later_subscribers_and_are_bounded(port: int) -> None:
    with Client(port) as one, Client(port) as two:
        one.connect("1", "sk_cycling")
        two.connect("2", "sk_cycling")
        for number in range(5):
            one.publish(f"cycling/{number}", b"up", qos=1, retain=True)
            one.receive(Ack)
        one.publish("cycling/0", b"", qos=1, retain=True)
        one.receive(Ack)
        assert two.subscribe("cycling/#") == 0
        kept = [two.receive(Publish) for _ in range(2)]
        assert [(one.topic, one.retain) for one in kept] == [("cycling/1", True), ("cycling/2", True)]
        assert two.subscribe("cycling/#", wish=Wish(pattern="cycling/#", retain_handling=1)) == 0
        assert two.silent()


def test_the_will_of_a_vanished_client_is_published_and_that_of_one_who_said_goodbye_is_not(
    port: int,
) -> None:
    will = Will(topic="cycling/7", payload=b"gone")
    with Client(port) as listener:
        listener.connect("l", "sk_cycling")
        listener.subscribe("cycling/7")
        polite = Client(port)
        polite.connect("p", "sk_cycling", will=will)
        polite.send(Ending(kind=Kind.DISCONNECT))
        assert polite.ended()
        polite.socket.close()
        assert listener.silent()
        lost = Client(port)
        lost.connect("p", "sk_cycling", will=will)
        lost.socket.close()
        assert listener.receive(Publish).payload == b"gone"


def test_a_silent_client_is_taken_for_vanished(port: int) -> None:
    with Client(port) as client:
        client.connect(keep_alive_s=1)
        client.send(Ping(kind=Kind.PINGREQ))
        assert client.receive(Ping).kind is Kind.PINGRESP
        assert client.receive(Ending).code == Code.KEEP_ALIVE_TIMEOUT


def test_a_second_connection_with_the_same_identifier_takes_over(port: int) -> None:
    with Client(port) as first, Client(port) as second:
        first.connect("same", "sk_cycling")
        second.connect("same", "sk_cycling")
        assert first.receive(Ending).code == Code.TAKEN_OVER
        second.send(Ping(kind=Kind.PINGREQ))
        assert second.receive(Ping)


def test_what_is_no_longer_wanted_no_longer_comes(port: int, desk: Desk) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        client.subscribe("out/a")
        client.send(Unsubscribe(packet_id=3, patterns=("out/a", "out/b")))
        codes = client.receive(Granted).codes
        assert codes == (Code.SUCCESS, Code.NO_SUBSCRIPTION_EXISTED)
        desk.deliver([Update(pattern="out/a", domain="cycling", topic="out/a", payload=b"x")])
        assert client.silent()


def test_a_packet_over_the_limit_ends_the_connection(port: int) -> None:
    with Client(port) as client:
        client.connect(key="sk_cycling")
        client.publish("in/a", b"x" * 30_000)
        assert client.receive(Ending).code == Code.PACKET_TOO_LARGE


def test_garbage_harms_nobody_else(port: int, endpoint: Endpoint) -> None:
    with Client(port) as good:
        good.connect("good", "sk_cycling")
        for garbage in (
            b"GET / HTTP/1.1\r\nHost: city.example\r\n" + b"X: y\r\n" * 40,
            b"\x00" * 50,
            b"\x10\xff\xff\xff\xff\xff",
            b"\x30\x02\x00\x00",
        ):
            with Client(port) as bad:
                bad.socket.sendall(garbage)
                assert bad.ended()
        good.send(Ping(kind=Kind.PINGREQ))
        assert good.receive(Ping)
    assert endpoint.counters.failures == 0


def test_a_taken_port_is_said(endpoint: Endpoint, keys: Keys) -> None:
    second = Endpoint(listen=Listen(host="127.0.0.1", port=endpoint.port), handlers=[], authenticate=keys)
    with pytest.raises(PortTaken, match=str(endpoint.port)):
        second.start()


def test_the_end_of_the_city_is_said_to_all(endpoint: Endpoint) -> None:
    with Client(endpoint.port) as client:
        client.connect(key="sk_cycling")
        endpoint.stop()
        assert client.receive(Ending).code == Code.SHUTTING_DOWN
        assert client.ended()


@pytest.mark.parametrize("level", [4, 5])
def test_random_and_damaged_packets_end_at_most_their_own_connection(endpoint: Endpoint, level: int) -> None:
    dice = random.Random(level)  # noqa: S311 - the same cases in every run
    hello = encode(Connect(level=level, client_id="x", username="k", password=b"sk_cycling"), level=level)
    packets = [
        encode(Publish(topic="cycling/a", payload=b"1", qos=2, packet_id=4), level=level),
        encode(Subscribe(packet_id=3, wishes=(Wish(pattern="cycling/#", qos=1),)), level=level),
        encode(Unsubscribe(packet_id=3, patterns=("cycling/#",)), level=level),
        encode(Ack(kind=Kind.PUBREL, packet_id=4), level=level),
        encode(Ack(kind=Kind.PUBACK, packet_id=4), level=level),
        hello,
    ]
    for _ in range(150):
        stream = bytearray(b"".join(dice.choices(packets, k=4)))
        for _damage in range(dice.randint(0, 4)):
            stream[dice.randrange(len(stream))] = dice.randrange(256)
        with Client(endpoint.port, level=level) as client:
            client.socket.sendall(hello + stream)
    with Client(endpoint.port) as good:
        good.connect("good", "sk_cycling")
        good.send(Ping(kind=Kind.PINGREQ))
        assert good.receive(Ping)
    assert endpoint.counters.failures == 0


def test_tls_is_spoken_with_a_certificate(tmp_path: Path, desk: Desk, keys: Keys) -> None:
    pem = certificate(tmp_path)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(pem)
    secure = Endpoint(listen=Listen(host="127.0.0.1", port=0, tls=server), handlers=[desk], authenticate=keys)
    secure.start()
    try:
        with Client(secure.port) as client:
            trusting = ssl.create_default_context(cafile=str(pem))
            client.socket = trusting.wrap_socket(client.socket, server_hostname="localhost")
            assert client.connect(key="sk_cycling").code == Code.SUCCESS
            client.publish("in/a", b"1", qos=1)
            desk.wait(1)[0].set_result(TAKEN)
            assert client.receive(Ack).code == Code.SUCCESS
    finally:
        secure.stop()


def certificate(folder: Path) -> Path:
    """Key and certificate for localhost in one file."""
    pem, key = folder / "city.pem", folder / "key.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(pem)]
    subprocess.run(["openssl", *words, *more], check=True, capture_output=True)  # noqa: S607
    pem.write_text(pem.read_text() + key.read_text())
    return pem
