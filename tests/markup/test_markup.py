# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""No text of anybody becomes markup: not one that is stored, not one that is sent, not one of a feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from defusedxml import ElementTree
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from shapely import Point

from stadtkern.flow.collections import writing
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.models import Person
from tests.markup.payloads import LONG, MARK, poison
from tests.markup.reading import Page
from tests.matrix import city, words
from tests.matrix.people import people
from tests.matrix.routes import Arguments, Route, routes

pytestmark = pytest.mark.slow

NAMES = (
    "suche", "q", "thema", "sql", "f", "von", "bis", "abstand", "tag", "adresse", "sammlung", "ebene", "next",
    "seite", "sort", "fachbereich", "format", "bbox", "filter", "zustand", "art", "source", "code", "name",
    "datastream", "limit", "offset", "crs", "properties", "jahr", "monat", "zeitraum", "ids", "query",
)  # fmt: skip
"""What pages read from an address; sent all at once and one by one."""
LEADS_OUT = ("account_logout", "account_end_session", "cockpit:logout")


@dataclass(frozen=True, kw_only=True)
class Poisoned:
    """A city full of such texts, and the addresses of its pages."""

    addresses: dict[str, str]
    boss: Client


@pytest.fixture
def poisoned(db: None, lake: Lake, connected: None) -> Poisoned:
    visitors = people()
    known = city.arguments()
    addresses = dict(_addresses(known))
    boss = Person.objects.get(username="administrator")
    collection = FeatureCollection.objects.get(key="baenke")
    feature = Feature(key="xss", geometry=Point(7.6, 51.9), properties={"name": LONG, "pate": LONG})
    writing.create_feature(boss, collection, feature, words.NOW)
    assert poison() > 60
    client = Client(raise_request_exception=False)
    person = visitors["administrator"]
    assert person is not None
    client.force_login(person)
    return Poisoned(addresses=addresses, boss=client)


def test_stored_texts_stay_texts_on_every_page(poisoned: Poisoned) -> None:
    wrong: list[str] = []
    shown = 0
    for client in (poisoned.boss, Client(raise_request_exception=False)):
        for address in poisoned.addresses.values():
            found = asked(client, address)
            shown += found.shown
            wrong += found.wrong
    assert not wrong, "\n".join(wrong)
    assert shown > 150, "the city hides what was put into it"


def test_texts_in_an_address_stay_texts_on_every_page(poisoned: Poisoned) -> None:
    wrong: list[str] = []
    shown = 0
    everything = dict.fromkeys(NAMES, LONG)
    for address in poisoned.addresses.values():
        for sent in (everything, {"suche": LONG, "q": LONG, "sql": LONG, "adresse": LONG}):
            found = asked(poisoned.boss, address, sent)
            shown += found.shown
            wrong += found.wrong
    for missing in (
        f"/gibt/{LONG}/",
        f"/en/{LONG}",
        f"/daten/{LONG}/",
        f"/api/ogc/collections/{LONG}?f=html",
    ):
        wrong += asked(Client(raise_request_exception=False), missing).wrong
    assert not wrong, "\n".join(wrong)
    assert shown > 150


def test_texts_in_a_form_stay_texts_when_the_form_comes_back(poisoned: Poisoned) -> None:
    wrong: list[str] = []
    posted = 0
    for address in poisoned.addresses.values():
        answer = poisoned.boss.get(address)
        if not _is_html(answer):
            answer.close()
            continue
        for form in Page(answer.content.decode()).forms:
            action, method = form.pop("")
            target = urlsplit(urljoin(address, action)).path
            if method != "post" or target in {reverse(name) for name in ("account_logout",)}:
                continue
            sent = {name: _filled(values) for name, values in form.items()}
            before = transaction.savepoint()
            answer = poisoned.boss.post(target, sent)
            transaction.savepoint_rollback(before)
            posted += 1
            wrong += judged(answer, f"POST {target}").wrong
    assert not wrong, "\n".join(wrong)
    assert posted > 100


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What came of reading an answer."""

    wrong: list[str]
    shown: int = 0


def asked(client: Client, address: str, sent: dict[str, str] | None = None) -> Judged:
    return judged(client.get(address, sent or {}), f"GET {address} {sorted(sent or {})[:3]}")


def judged(answer: HttpResponseBase, what: str) -> Judged:
    """What is wrong with an answer."""
    kind = str(answer.headers.get("Content-Type", "")).partition(";")[0]
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    answer.close()
    wrong = [f"{what}: {answer.status_code}"] if answer.status_code >= 500 else []
    location = str(answer.headers.get("Location", "")).strip().lower()
    if location.startswith(("javascript:", "data:", "//", "http://xss", "https://xss")):
        wrong.append(f"{what}: leads to {location[:60]}")
    if kind == "text/html":
        page = Page(content.decode())
        return Judged(wrong=[*wrong, *(f"{what}: {one}" for one in page.wrong)], shown=page.shown)
    if kind.endswith("xml") and content:
        wrong += [f"{what}: {one}" for one in _in_xml(content)]
    if content and answer.headers.get("X-Content-Type-Options") != "nosniff":
        wrong.append(f"{what}: {kind} may be taken for a page")
    return Judged(wrong=wrong)


def _in_xml(content: bytes) -> list[str]:
    try:
        elements = list(ElementTree.fromstring(content).iter())
    except ElementTree.ParseError as error:
        return [f"no XML ({error}): {content[:60]!r}"]
    return [f"<{one.tag}>" for one in elements if one.get(MARK) is not None or str(one.tag).endswith("img")]


def _addresses(known: Mapping[str, Arguments]) -> Iterator[tuple[str, str]]:
    """Every address that the small city can be asked for; the matrix of rights finds the ones it lacks."""
    for route in routes():
        if _is_page(route):
            with suppress(LookupError):
                yield route.name, route.address(known)


def _is_page(route: Route) -> bool:
    return route.is_named and not route.name.endswith(LEADS_OUT) and not route.pattern.startswith("admin")


def _is_html(answer: HttpResponseBase) -> bool:
    return str(answer.headers.get("Content-Type", "")).startswith("text/html") and not answer.streaming


def _filled(values: list[str]) -> str:
    """A payload for what people write; what else a form holds stays."""
    kind, _equals, value = values[0].partition("=")
    return LONG if kind in {"text", "textarea", "search", "url", "email", "tel", "password"} else value
