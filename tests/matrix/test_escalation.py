# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody gets at what is internal by a way around: through the whole application, as strangers and as others.

Each attack is a request that a program, or somebody of another department, may send. What comes back carries
no trace of anything internal, and says the same to a right guess as to a wrong one.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.db import transaction
from django.test import Client as Browser

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.models import Person, Share
from stadtkern.settings.wsgi import application
from tests.matrix import city, words
from tests.matrix.people import people
from tests.matrix.targets import OGC, STA, TABLES, targets

pytestmark = pytest.mark.slow
TRACES = re.compile(words.HIDDEN[1:].encode() + rb"|(?<![\w.])47110\d(?!\d)")
"""The name of what is internal, or its values as whole numbers: ids and times have such digits by chance."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back."""

    status: int
    headers: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class World:
    """The small city, and who attacks it."""

    thing: int
    stream: int
    attackers: Mapping[str, Mapping[str, str]]
    """Headers of each."""

    def sent(self, who: str, method: str, target: str, body: bytes = b"", /, **headers: str) -> Answered:
        """Send through everything that stands before Django, and Django."""
        parts = urlsplit(target)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query.replace(" ", "%20"),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json" if body else "",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **self.attackers[who],
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, given: list[tuple[str, str]], exc_info: object = None, /) -> object:
            seen.append((status, list(given)))
            return None

        before = transaction.savepoint()
        try:
            content = b"".join(application(environ, start_response))  # type: ignore[arg-type]
        finally:
            transaction.savepoint_rollback(before)
        status = int(seen[0][0][:3])
        assert status != 429, "the attack must reach the application"
        return Answered(status=status, headers=str(seen[0][1]), body=content)


@pytest.fixture
def world(db: None, lake: Lake) -> Iterator[World]:
    keys.forget()
    everybody = people()
    city.arguments()
    stream = Datastream.objects.select_related("thing").get(code="geheim/1/temperatur")
    facts = NewKey(name="fremd", domain="weather", may_register=True, may_command=True)
    _, secret = keys.create("test", facts, now=words.NOW)
    browser, person = Browser(), everybody["steward elsewhere"]
    assert person is not None
    browser.force_login(person)
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    attackers = {
        "nobody": {},
        "key of another subject": {"HTTP_AUTHORIZATION": f"Bearer {secret}"},
        "steward of another department": {"HTTP_COOKIE": cookies},
    }
    yield World(thing=stream.thing_id, stream=stream.pk, attackers=attackers)
    keys.forget()


def test_no_address_shows_what_is_internal(world: World) -> None:
    shown = []
    for who in world.attackers:
        for target in targets(world.thing, world.stream):
            answer = world.sent(who, "GET", target)
            if answer.status >= 500 or _leaks(answer, target):
                shown.append(f"{answer.status} {target} to {who}")
    assert not shown, "\n".join(shown)


def test_who_may_see_it_finds_it_at_the_same_addresses(world: World) -> None:
    facts = NewKey(name="eigen", domain="sensors")
    _, secret = keys.create("test", facts, now=words.NOW)
    browser = Browser()
    browser.force_login(Person.objects.get(username="steward-own"))
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    insiders = {"key": {"HTTP_AUTHORIZATION": f"Bearer {secret}"}, "steward": {"HTTP_COOKIE": cookies}}
    inside = World(thing=world.thing, stream=world.stream, attackers=insiders)
    addresses = list(targets(inside.thing, inside.stream))
    found = {who: [one for one in addresses if _leaks(inside.sent(who, "GET", one), one)] for who in insiders}
    assert len(found["key"]) > 30
    assert len(found["steward"]) > 3


def test_no_method_and_no_header_opens_what_is_internal(world: World) -> None:
    places = (
        f"{STA}/Things({world.thing})",
        f"{STA}/Datastreams({world.stream})/Observations",
        f"{OGC}/collections/lager/items/1",
        f"{TABLES}/lager",
        "/daten/lager/daten.csv",
        "/messwerte/geheim/1/temperatur/reihe.json",
    )
    shown = []
    for who in world.attackers:
        for target in places:
            asked = [world.sent(who, method, target) for method in ("HEAD", "OPTIONS", "TRACE", "PROPFIND")]
            asked += [world.sent(who, "GET", target, **headers) for headers in TRICKS]
            asked += [world.sent(who, "POST", f"{target}?_method=GET", b"{}", **one) for one in TRICKS]
            shown += [
                f"{one.status} {target} to {who}"
                for one in asked
                if one.status in {206, 304, 412}
                or (one.status >= 500 and one.status != 501)
                or _leaks(one, target)
            ]
    assert not shown, "\n".join(shown)


TRICKS: tuple[dict[str, str], ...] = (
    {"if_none_match": "*"},
    {"if_none_match": 'W/"1"'},
    {"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"range": "bytes=0-10"},
    {"x_http_method_override": "DELETE"},
    {"x_original_url": "/cockpit/personen/"},
    {"x_rewrite_url": "/cockpit/personen/"},
    {"x_forwarded_for": "127.0.0.1"},
    {"x_forwarded_user": "administrator"},
    {"remote_user": "administrator"},
    {"forwarded": "for=127.0.0.1;host=localhost"},
    {"prefer": "return=representation"},
)


GUESSES = (
    f"{STA}/Things?$filter=startswith(name,'{{}}')&$count=true",
    f"{STA}/Things?$filter=not startswith(name,'{{}}')&$count=true&$select=id",
    f"{STA}/Datastreams?$filter=Thing/name eq '{{}}er Messplatz'&$count=true",
    f"{STA}/Sensors?$filter=Datastreams/any(d:startswith(d/Thing/name,'{{}}'))&$count=true",
    f"{STA}/ObservedProperties?$filter=Datastreams/any(d:startswith(d/Thing/name,'{{}}'))&$count=true",
    f"{STA}/ObservedProperties?$filter=not Datastreams/all(d:startswith(d/Thing/name,'{{}}'))&$select=id",
    f"{STA}/Locations?$filter=Things/any(t:startswith(t/name,'{{}}'))&$count=true&$select=id",
    f"{STA}/FeaturesOfInterest?$filter=startswith(Observations/Datastream/Thing/name,'{{}}')&$count=true",
    f"{STA}/Observations?$filter=startswith(Datastream/Thing/name,'{{}}')&$count=true",
    f"{STA}/Things?$orderby=startswith(name,'{{}}')&$select=id",
    f"{OGC}/collections/baenke/items?filter=pate%20LIKE%20'{{}}%25'",
    f"{OGC}/collections/open_data/items?q={{}}",
    "/api/3/action/package_search?q={}",
    "/daten/?suche={}",
    "/messwerte/?suche={}",
    "/sensoren/?suche={}",
    "/karte/?suche={}",
)
"""A question about something internal; the braces take a guess."""


def test_a_right_guess_is_answered_like_a_wrong_one(world: World) -> None:
    told = []
    for who in world.attackers:
        for template in GUESSES:
            answers = []
            for guess in (words.HIDDEN, "Vermutung"):
                answer = world.sent(who, "GET", template.format(guess))
                answers.append((answer.status, _without(answer.body, guess)))
            if answers[0] != answers[1]:
                told.append(f"{template} to {who}: {answers[0][0]} and {answers[1][0]}")
    assert not told, "\n".join(told)


def test_what_is_internal_cannot_be_linked_changed_or_filled(world: World) -> None:
    thing, stream = {"@iot.id": world.thing}, {"@iot.id": world.stream}
    own = {"name": "Eigenes", "description": "-"}
    location = {**own, "encodingType": "application/geo+json"}
    attempts: list[tuple[str, str, object]] = [
        ("POST", "Locations", {**location, "location": {}, "Things": [thing]}),
        ("POST", "Things", {**own, "Datastreams": [stream]}),
        ("POST", "Observations", {"result": 1, "Datastream": stream}),
        (
            "POST",
            "CreateObservations",
            [{"Datastream": stream, "components": ["result"], "dataArray": [[1]]}],
        ),
        ("POST", "HistoricalLocations", {"time": "2026-01-01T00:00:00Z", "Thing": thing, "Locations": []}),
        ("POST", "TaskingCapabilities", {**own, "taskingParameters": {}, "Thing": thing}),
        ("POST", f"Things({world.thing})/Datastreams", own),
        ("PATCH", f"Things({world.thing})", own),
        ("PUT", f"Things({world.thing})", own),
        ("DELETE", f"Things({world.thing})", None),
        ("DELETE", f"Datastreams({world.stream})", None),
        ("DELETE", f"Datastreams({world.stream})/Observations", None),
        ("DELETE", "Observations?$filter=result gt 100000", None),
        ("POST", f"Things({world.thing})/Locations/$ref", {"@iot.id": 1}),
    ]
    done = []
    for who in world.attackers:
        for method, path, body in attempts:
            raw = b"" if body is None else json.dumps(body).encode()
            answer = world.sent(who, method, f"{STA}/{path}", raw, prefer="return=representation")
            refused = answer.status in {400, 401, 403, 404, 405, 409, 501}
            if not refused or _leaks(answer, path):
                done.append(f"{method} {path} by {who}: {answer.status} {answer.body[:80]!r}")
    assert not done, "\n".join(done)


def test_parts_of_a_batch_have_the_rights_of_the_batch_and_no_other(world: World) -> None:
    facts = NewKey(name="stark", domain="sensors", may_register=True)
    _, secret = keys.create("test", facts, now=words.NOW)
    parts = [
        {"id": "1", "method": "get", "url": f"Things({world.thing})"},
        {
            "id": "2",
            "method": "get",
            "url": f"Things({world.thing})",
            "headers": {"Authorization": "Bearer sk_guess"},
        },
        {"id": "3", "method": "get", "url": f"/api/ogc/collections/lager/items/../../{world.thing}"},
        {"id": "4", "method": "get", "url": "http://localhost/cockpit/personen/"},
        {"id": "5", "method": "get", "url": "$batch"},
    ]
    body = json.dumps({"requests": parts}).encode()
    for who in world.attackers:
        assert not _leaks(world.sent(who, "POST", f"{STA}/$batch", body), "")
    strong = World(
        thing=world.thing,
        stream=world.stream,
        attackers={"own": {"HTTP_AUTHORIZATION": f"Bearer {secret}"}},
    )
    assert _leaks(strong.sent("own", "POST", f"{STA}/$batch", body), "")


WRONG = (
    "Bearer ",
    "Bearer sk_" + "A" * 43,
    "Bearer null",
    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
    "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2ln",
    "Basic YWRtaW46YWRtaW4=",
    "Basic !!!",
    "Digest username=admin",
    "Bearer sk_a, Bearer sk_b",
    "bearer\tsk_x",
    "Bearer " + "A" * 20_000,
)


def test_a_wrong_credential_is_worse_than_none(world: World) -> None:
    for header in WRONG:
        for target in (f"{STA}/Things", f"{OGC}/collections", f"{OGC}/collections/lager/items"):
            answer = world.sent("nobody", "GET", target, authorization=header)
            assert answer.status == 401, (header[:40], target, answer.status)
            assert "WWW-Authenticate" in answer.headers


def test_a_key_opens_no_page_and_a_session_opens_no_interface_for_programs(world: World) -> None:
    for path in ("/cockpit/", "/cockpit/personen/", "/konto/"):
        assert world.sent("key of another subject", "GET", path).status == 302
    body = json.dumps({"name": "x", "description": "-"}).encode()
    assert world.sent("steward of another department", "POST", f"{STA}/Things", body).status == 401


def test_the_shelf_of_kept_pages_holds_nothing_of_people_who_see_more(world: World) -> None:
    person = Person.objects.get(username="steward-own")
    browser = Browser()
    browser.force_login(person)
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    insider = World(thing=world.thing, stream=world.stream, attackers={"insider": {"HTTP_COOKIE": cookies}})
    for target in ("/orte/geheim/1/", "/messwerte/geheim/1/temperatur/", "/daten/lager/", f"{TABLES}/lager"):
        insider.sent("insider", "GET", target)
        assert not _leaks(world.sent("nobody", "GET", target), target)
        assert not _leaks(world.sent("nobody", "GET", target), target)


def _leaks(answer: Answered, target: str) -> bool:
    """Whether something internal shows, beside what the request itself said."""
    said = set(TRACES.findall(answer.body + answer.headers.encode()))
    return bool(said - set(TRACES.findall(target.encode())))


def _without(body: bytes, guess: str) -> bytes:
    return body.replace(guess.encode(), b"?").replace(guess.lower().encode(), b"?")


def test_what_is_shared_with_a_client_is_seen_by_that_client_and_changed_by_nobody_else(world: World) -> None:
    facts = NewKey(name="nachbarstadt", domain="", may_observe=False)
    _, secret = keys.create("test", facts, now=words.NOW)
    Thing.objects.filter(pk=world.thing).update(visibility="shared")
    Share.objects.create(kind="thing", key="geheim/1", client="nachbarstadt", shared_at=words.NOW)
    partner = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    shared = World(thing=world.thing, stream=world.stream, attackers={**world.attackers, "partner": partner})
    place = f"{STA}/Things({world.thing})"
    assert shared.sent("partner", "GET", place).status == 200
    assert {shared.sent(who, "GET", place).status for who in world.attackers} == {404}
    body = json.dumps({"description": "Neu"}).encode()
    assert shared.sent("partner", "PATCH", place, body).status in {401, 403, 404}
    assert shared.sent("partner", "GET", f"{OGC}/collections/lager").status == 404
    Share.objects.update(until=words.NOW)
    keys.forget()
    assert shared.sent("partner", "GET", place).status == 404
