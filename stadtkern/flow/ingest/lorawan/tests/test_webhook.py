# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The webhook: who gets in, what is answered, what people see of those who do not."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from stadtkern.flow.ingest.lorawan import door, webhook_wsgi
from stadtkern.flow.ingest.lorawan.connecting import Secret
from stadtkern.flow.ingest.lorawan.models import Door, Uplink
from stadtkern.flow.ingest.lorawan.servers import Kind
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.lake import current
from stadtkern.kernel.errors import LakeUnavailable

from .givens import TOKEN, application, device, device_type, values
from .uplinks import DEV_EUI, NOW, payload, uplink

pytestmark = pytest.mark.django_db

TEMPERATURE = f"umwelt-funk/{DEV_EUI}/air_temperature"
BEARER = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


def send(
    body: bytes,
    headers: Mapping[str, str],
    *,
    key: str = "umwelt-funk",
    query: str = "",
    method: str = "POST",
    now: datetime = NOW,
) -> tuple[int, dict[str, object]]:
    """Status and JSON of the answer to one message."""
    environ: dict[str, object] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": f"/api/lorawan/v1/{key}/",
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **headers,
    }
    answer = webhook_wsgi.FRONT.answered(environ, now=now)
    assert dict(answer.headers)["Content-Type"] in {"application/json", "application/problem+json"}
    return int(answer.status[:3]), json.loads(answer.body)


def test_a_message_with_the_right_token_is_stored() -> None:
    device(application(), device_type())

    status, said = send(payload("tts3-up.json"), BEARER)

    assert (status, said) == (200, {"taken": True})
    assert len(values(TEMPERATURE)) == 1


def test_what_the_things_stack_appends_to_the_path_does_not_matter() -> None:
    application()

    assert send(payload("tts3-join.json"), BEARER, key="umwelt-funk/join")[0] == 200


def test_chirpstack_says_in_the_address_what_it_sends() -> None:
    device(application(Kind.CHIRPSTACK), device_type())

    status, _said = send(payload("chirpstack4-up.json"), BEARER, query="event=up")

    assert status == 200
    assert len(values(TEMPERATURE)) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_AUTHORIZATION": "Bearer wrong"},
        {"HTTP_AUTHORIZATION": f"Basic {TOKEN}"},
        {"HTTP_AUTHORIZATION": "Bearer"},
        {"HTTP_X_DOWNLINK_APIKEY": TOKEN},
    ],
)
def test_a_wrong_token_is_refused_counted_and_visible(headers: Mapping[str, str]) -> None:
    application()

    for _ in range(3):
        status, said = send(payload("tts3-up.json"), headers)
        assert status == 401
    door.flush()

    assert "detail" in said
    seen = Door.objects.get()
    assert (seen.refused, seen.refused_at) == (3, NOW)
    assert seen.refused_reason
    assert not Uplink.objects.exists()


def test_a_signature_is_checked() -> None:
    application(server={"proof": "hmac", "header": "X-City-Signature"})
    body = payload("tts3-up.json")
    right = {"HTTP_X_CITY_SIGNATURE": f"sha256={door.signature(TOKEN, body)}"}
    wrong = {"HTTP_X_CITY_SIGNATURE": f"sha256={door.signature(TOKEN, body + b' ')}"}

    assert send(body, wrong)[0] == 401
    assert send(body, {})[0] == 401
    assert send(body, right)[0] == 200
    assert Uplink.objects.count() == 1


def test_a_token_may_come_in_another_header() -> None:
    application(server={"proof": "header", "header": "X-Downlink-Apikey"})

    assert send(payload("tts3-up.json"), BEARER)[0] == 401
    assert send(payload("tts3-up.json"), {"HTTP_X_DOWNLINK_APIKEY": TOKEN})[0] == 200


def test_a_connection_without_token_lets_nobody_in() -> None:
    connection = application(active=False, secret=Secret(token="x"))
    connection.secret = ""
    connection.save()

    assert send(payload("tts3-up.json"), {"HTTP_AUTHORIZATION": "Bearer "})[0] == 401
    assert send(payload("tts3-up.json"), {"HTTP_AUTHORIZATION": "Bearer x"})[0] == 401


def test_an_unknown_address_or_method_is_answered_as_such() -> None:
    application()

    assert send(b"", BEARER, key="gibt-es-nicht")[0] == 404
    assert send(b"", BEARER, method="GET")[0] == 405


def test_an_unreadable_message_is_kept_and_acknowledged() -> None:
    application()

    status, said = send(b"{}", BEARER)

    assert (status, said["kept"]) == (202, True)
    assert RejectedRecord.objects.get(source="umwelt-funk").where == "LoRaWAN"


def test_a_message_that_is_too_large_is_refused() -> None:
    application()

    assert send(b" " * (webhook_wsgi.MOST_BYTES + 1), BEARER)[0] == 413


def test_without_the_lake_the_sender_shall_repeat_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device(application(), device_type())

    def away(*_args: object, **_more: object) -> None:
        raise LakeUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(type(current.lake()), "append", away)
        status, _said = send(payload("tts3-up.json"), BEARER)
    assert status == 503
    assert Uplink.objects.get().state == "waiting"

    status, _said = send(payload("tts3-up.json"), BEARER)

    assert status == 200
    assert len(values(TEMPERATURE)) == 1


def test_the_last_message_is_known() -> None:
    application()
    moment = datetime(2026, 3, 1, 13, tzinfo=UTC)

    send(uplink(), BEARER, now=moment)
    door.flush()

    assert Door.objects.get().heard_at == moment
