# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds that people have connected: asked with their rights, page by page, and on their bad days."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from stadtkern.flow.devices.models import SourceState, Thing
from stadtkern.flow.ingest import pulling
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.ingest.tests.city import NOW, administrator, results
from stadtkern.kernel import registry
from stadtkern.web.outgoing import limits

from .serving import Answer, Feed, connection, fetched

pytestmark = pytest.mark.django_db

STATIONS = {
    "stations": [
        {"id": "a", "name": "Markt", "lat": 51.4, "lon": 6.7, "t": "2026-03-01T11:00:00Z", "temp": 280.15},
        {"id": "b", "name": "Hafen", "lat": 51.5, "lon": 6.8, "t": "2026-03-01T11:00:00Z", "temp": 281.15},
    ]
}
MAPPING: dict[str, object] = {
    "records": "$.stations[*]",
    "thing": "{$.id}",
    "thing_name": "{$.name}",
    "longitude": "$.lon",
    "latitude": "$.lat",
    "time": {"path": "$.t"},
    "fields": [{"path": "$.temp", "quantity": "air_temperature", "unit": "K"}],
}


def stations(**changed: object) -> str:
    """The stations, the first of them changed."""
    first, *others = STATIONS["stations"]
    return json.dumps({"stations": [{**first, **changed}, *others]})


def test_a_json_feed_becomes_things_and_converted_values(feed: Feed) -> None:
    url = feed.tell("/x.json", stations())
    connection(administrator(), {"url": url}, MAPPING)
    assert fetched().stored.stored == 2
    assert results("nachbar/a/air_temperature") == [7.0]
    assert Thing.objects.get(code="nachbar/a").name == "Markt"


@pytest.mark.parametrize(
    ("access", "sent"),
    [
        ({"kind": "basic", "name": "stadt"}, f"Basic {base64.b64encode(b'stadt:s3:cret').decode()}"),
        ({"kind": "bearer"}, "Bearer s3:cret"),
    ],
)
def test_credentials_go_out_in_the_header(feed: Feed, access: dict[str, str], sent: str) -> None:
    url = feed.tell("/x.json", stations())
    connection(administrator(), {"url": url, "access": access}, MAPPING, secret="s3:cret")
    assert fetched().failure == ""
    assert feed.asked[0]["Authorization"] == sent


def test_a_key_in_a_header_or_in_the_address_is_sent_and_kept_nowhere(feed: Feed) -> None:
    actor = administrator()
    url = feed.tell("/x.json?a=1", "{}")
    connection(actor, {"url": url, "access": {"kind": "header", "name": "X-Key"}}, MAPPING, secret="s3cret")
    fetched()
    assert feed.asked[0]["X-Key"] == "s3cret"
    access = {"kind": "query", "name": "key"}
    connection(actor, {"url": url, "access": access}, MAPPING, secret="s3cret", key="zwei")
    feed.tell("/x.json", "{}")
    fetched("zwei")
    assert feed.asked[1]["path"] == "/x.json?a=1&key=s3cret"
    assert RejectedRecord.objects.get(source="zwei").payload_name == url
    assert "s3cret" not in repr(registry.source("zwei")[1])


def test_a_secret_is_not_in_the_reason_of_an_outage(feed: Feed) -> None:
    feed.answers["/x.json"] = Answer(content=b"", status=302, headers={"Location": "/x.json?key=s3cret"})
    settings = {"url": f"{feed.address}/x.json", "access": {"kind": "query", "name": "key"}}
    connection(administrator(), settings, MAPPING, secret="s3cret")
    failure = fetched().failure
    assert "Weiterleitungen" in failure
    assert "s3cret" not in failure


def test_credentials_do_not_follow_a_redirect_to_another_server(feed: Feed) -> None:
    there = feed.address.replace("127.0.0.1", "localhost")
    feed.answers["/x.json"] = Answer(content=b"", status=302, headers={"Location": f"{there}/y.json"})
    feed.tell("/y.json", stations())
    settings = {"url": f"{feed.address}/x.json", "access": {"kind": "bearer"}}
    connection(administrator(), settings, MAPPING, secret="s3cret")
    assert fetched().stored.stored == 2
    assert "Authorization" in feed.asked[0]
    assert "Authorization" not in feed.asked[1]


def test_a_question_with_a_body_is_posted(feed: Feed) -> None:
    url = feed.tell("/query", stations())
    body = '{"from": "{since}"}'
    connection(administrator(), {"url": url, "body": body, "headers": {"X-Tenant": "nord"}}, MAPPING)
    assert fetched().stored.stored == 2
    assert feed.asked[0]["body"] == '{"from": "2026-02-22T11:00:00Z"}'
    assert (feed.asked[0]["X-Tenant"], feed.asked[0]["Content-Type"]) == ("nord", "application/json")


def test_only_what_is_new_is_asked_for(feed: Feed) -> None:
    feed.tell("/x.json", stations())
    url = f"{feed.address}/x.json?since={{since}}&until={{until_unix}}"
    connection(administrator(), {"url": url, "first_days": 1}, MAPPING)
    fetched()
    fetched(now=NOW + timedelta(hours=2))
    assert feed.asked[0]["path"].startswith("/x.json?since=2026-02-28T11%3A00%3A00Z&until=")
    assert "since=2026-03-01T10%3A00%3A00Z" in feed.asked[1]["path"]


def test_pages_are_followed_and_stored_one_by_one(feed: Feed) -> None:
    second = {"id": "c", "t": "2026-03-01T11:00:00Z", "temp": 279.15}
    url = feed.tell("/1.json", json.dumps({**STATIONS, "next": "/2.json"}))
    feed.tell("/2.json", json.dumps({"stations": [second]}))
    connection(administrator(), {"url": url, "next_page": "$.next"}, MAPPING)
    assert fetched().stored.stored == 3
    del feed.answers["/2.json"]
    outcome = fetched(now=NOW + timedelta(hours=1))
    assert "404" in outcome.failure
    assert outcome.stored.duplicates == 2


def test_pages_that_lead_in_a_circle_end(feed: Feed) -> None:
    url = feed.tell("/1.json", json.dumps({**STATIONS, "next": "/1.json"}))
    connection(administrator(), {"url": url, "next_page": "$.next"}, MAPPING)
    assert (fetched().failure, len(feed.asked)) == ("", 1)


def test_more_pages_than_allowed_are_an_outage_not_a_silent_loss(feed: Feed) -> None:
    for number in range(4):
        feed.tell(f"/{number}.json", json.dumps({**STATIONS, "next": f"/{number + 1}.json"}))
    settings = {"url": f"{feed.address}/0.json", "next_page": "$.next", "most_pages": 2}
    connection(administrator(), settings, MAPPING)
    assert "mehr als 2 Seiten" in fetched().failure


def test_an_unchanged_feed_is_not_read_again(feed: Feed) -> None:
    url = feed.tell("/x.json", stations(), ETag='"1"')
    connection(administrator(), {"url": url}, MAPPING)
    fetched()
    feed.answers["/x.json"] = Answer(content=b"", status=304)
    assert fetched(now=NOW + timedelta(hours=1)).unchanged
    assert feed.asked[1]["If-None-Match"] == '"1"'


def test_a_schema_that_changed_overnight_is_shown_and_recovers(feed: Feed) -> None:
    url = feed.tell("/x.json", stations())
    connection(administrator(), {"url": url}, MAPPING)
    fetched()
    changed = json.dumps({"stations": [{"id": "a", "t": "2026-03-01T12:00:00Z", "temperature": 9.0}]})
    feed.tell("/x.json", changed)
    later = NOW + timedelta(hours=1)
    assert "Liefert anderes als vereinbart" in fetched(now=later).failure
    state = SourceState.objects.get(pk="nachbar")
    assert "$.temp" in state.outage_reason
    assert results("nachbar/a/air_temperature") == [7.0]
    assert RejectedRecord.objects.filter(source="nachbar").exists()
    feed.tell("/x.json", stations(t="2026-03-01T13:00:00Z", temp=283.15))
    fetched(now=later + timedelta(hours=1))
    assert SourceState.objects.get(pk="nachbar").outage_since is None
    assert results("nachbar/a/air_temperature") == [7.0, 10.0]


def test_an_empty_list_is_no_news_and_no_outage(feed: Feed) -> None:
    url = feed.tell("/x.json", '{"stations": []}')
    connection(administrator(), {"url": url}, MAPPING)
    assert fetched().failure == ""
    assert not RejectedRecord.objects.exists()


def test_a_feed_without_its_list_is_an_outage(feed: Feed) -> None:
    url = feed.tell("/x.json", '{"error": "Wartung"}')
    connection(administrator(), {"url": url}, MAPPING)
    assert "Liefert anderes als vereinbart" in fetched().failure


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body>Wartung</body></html>",
        b"\x00\x01\x02",
        b"[" * 100_000,
        b"",
    ],
)
def test_what_is_no_data_is_an_outage(feed: Feed, content: bytes) -> None:
    url = feed.tell("/x.json", content)
    connection(administrator(), {"url": url}, MAPPING)
    assert fetched().failure
    assert SourceState.objects.get(pk="nachbar").outage_since == NOW


def test_nan_is_rejected_and_its_neighbours_are_stored(feed: Feed) -> None:
    url = feed.tell("/x.json", stations(temp=float("nan")))
    connection(administrator(), {"url": url}, MAPPING)
    outcome = fetched()
    assert (outcome.failure, outcome.stored.stored, outcome.stored.rejected) == ("", 1, 1)


def test_a_time_without_zone_is_read_in_the_agreed_one(feed: Feed) -> None:
    url = feed.tell("/x.json", stations(t="2026-03-01T12:00:00"))
    connection(administrator(), {"url": url}, MAPPING)
    fetched()
    assert SourceState.objects.get(pk="nachbar").last_observation_at == NOW - timedelta(hours=1)


def test_the_same_record_twice_is_stored_once(feed: Feed) -> None:
    url = feed.tell("/x.json", json.dumps({"stations": [*STATIONS["stations"], STATIONS["stations"][0]]}))
    connection(administrator(), {"url": url}, MAPPING)
    fetched()
    assert results("nachbar/a/air_temperature") == [7.0]


def test_an_xml_bomb_is_refused(feed: Feed) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x><y>&b;</y></x>'
    url = feed.tell("/x.xml", bomb)
    mapping = {"records": "$.x.y[*]", "thing": "1", "fields": [{"path": "$", "quantity": "air_temperature"}]}
    connection(administrator(), {"url": url, "form": {"kind": "xml"}}, mapping)
    assert "DTD" in fetched().failure


def test_a_page_larger_than_agreed_is_cut_off(feed: Feed) -> None:
    url = feed.tell("/x.json", b" " * (1024 * 1024 + 1))
    connection(administrator(), {"url": url, "most_mb": 1}, MAPPING)
    assert "mehr als 1 MiB" in fetched().failure


def test_a_private_address_is_refused(feed: Feed) -> None:
    connection(administrator(), {"url": feed.tell("/x.json", stations())}, MAPPING)
    limits.provide(replace(limits.limits(), allow_private=False))
    assert "privates Netz" in fetched().failure
    assert feed.asked == []


def test_an_active_feed_is_fetched_on_schedule(feed: Feed) -> None:
    connection(administrator(), {"url": feed.tell("/x.json", stations()), "every_s": 60}, MAPPING)
    assert [one.source for one in pulling.fetch_due(NOW) if not one.failure] == ["nachbar"]
    assert pulling.fetch_due(NOW + timedelta(seconds=59)) == []


def test_a_fetch_that_takes_too_long_ends_and_keeps_what_came(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        feed.tell(f"/{number}.json", json.dumps({**STATIONS, "next": f"/{number + 1}.json"}))
    settings = {"url": f"{feed.address}/0.json", "next_page": "$.next"}
    connection(administrator(), settings, MAPPING)
    monkeypatch.setattr("stadtkern.flow.ingest.feeds.asking.LONGEST_S", -1)
    assert "Minuten" in fetched().failure
    assert feed.asked == []
