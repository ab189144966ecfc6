# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What readers see of dashboards, from stored values to the page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from msgspec import structs
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import Datastream, Visibility, new_revision
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import pacing, service, viewing
from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.flow.outlets.series.tests.givens import fill, site
from stadtkern.kernel.dashboards import AnyTile, TableTile

from .cities import NOW, chart, department, number, somebody, words

pytestmark = pytest.mark.django_db
_SECRET = 471_100
_LATER = datetime(2026, 5, 6, 22, tzinfo=UTC)


@pytest.fixture
def counting(lake: Lake) -> Lake:
    """Two counting sites with two days of values, one of them unlike any other."""
    open_site, hidden = site("cycling", "bicycle_count", "offen"), site("cycling", "bicycle_count", "geheim")
    fill(lake, open_site, [10.0] * 48)
    fill(lake, hidden, [float(_SECRET)] * 48)
    Datastream.objects.filter(pk=hidden).update(visibility=Visibility.INTERNAL)
    new_revision()
    return lake


def _published(*tiles: AnyTile, **changes: object) -> StoredDashboard:
    anna = somebody("anna", administrator=True)
    said = structs.replace(words(*tiles), **changes)
    row = service.create(anna, title="Probe", department=None, domain="cycling", definition=said, at=NOW)
    return service.publish(anna, row.key, at=NOW)


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_reader_sees_number_sentence_table_and_source(client: Client, counting: Lake) -> None:
    row = _published(number(), chart())
    text = _text(_page(client, f"/dashboards/{row.key}/?zeitraum=2d"))
    assert "Gezeigt: 05.05.2026 bis 06.05.2026" in text
    for word in ("480", "Als Tabelle", "Quelle und Methode", "Stadt Münster"):
        assert word in text


def test_a_public_dashboard_shows_staff_nothing_more_than_the_public(client: Client, counting: Lake) -> None:
    row = _published(number(), chart(), TableTile(key="liste", title="Liste", series=(number().series,)))
    open_to_all = _page(client, f"/dashboards/{row.key}/")
    client.force_login(somebody("chef", administrator=True))
    for page in (open_to_all, _page(client, f"/dashboards/{row.key}/")):
        assert not re.search(r"471|11\.306|geheim", page)


def test_an_internal_dashboard_shows_staff_what_is_internal_and_is_kept_nowhere(
    client: Client, counting: Lake
) -> None:
    anna = somebody("anna", administrator=True)
    row = service.create(anna, title="Probe", department=None, definition=words(chart()), at=NOW)
    assert client.get(f"/dashboards/{row.key}/").status_code == 404
    client.force_login(anna)
    answer = client.get(f"/dashboards/{row.key}/")
    assert "11.306.640" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["", "kachel/zahl/", "uebersicht/", "kachel/zahl/?zeitraum=all"])
def test_a_stranger_gets_no_page_of_an_internal_dashboard(
    client: Client, counting: Lake, address: str
) -> None:
    anna = somebody("anna", administrator=True)
    row = service.create(anna, title="Probe", department=department(), definition=words(number()), at=NOW)
    client.force_login(somebody("sven", department("Amt für Umwelt")))
    assert client.get(f"/dashboards/{row.key}/{address}").status_code == 404


def test_a_withdrawn_datastream_is_said_to_be_withdrawn_without_its_name(
    client: Client, counting: Lake
) -> None:
    row = _published(number(expression='stream("x/geheim/bicycle_count")'))
    page = _page(client, f"/dashboards/{row.key}/kachel/zahl/")
    assert "zurückgezogen" in page
    assert not re.search(r"471|11\.306|geheim", page)


def test_a_new_value_is_on_the_page_at_once_when_the_lake_says_that_something_changed(
    client: Client, counting: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stadtkern.flow.outlets.dashboards.keeping.FRESH_S", 0.0)
    row = _published(number())
    before = _text(_page(client, f"/dashboards/{row.key}/"))
    fill(counting, Datastream.objects.get(code="x/offen/bicycle_count").pk, [3000.0], start=_LATER)
    after = _text(_page(client, f"/dashboards/{row.key}/"))
    assert ("3.000" in before, "3.000" in after) == (False, True)


def test_what_the_query_string_asks_wrongly_is_said_and_the_rest_is_shown(
    client: Client, counting: Lake
) -> None:
    row = _published(number(), filters=("time", "district", "site"))
    for query, said in (
        ("zeitraum=ewig", "Diesen Zeitraum gibt es nicht"),
        ("von=2026-99-01", "Das Datum ist nicht lesbar"),
        ("von=2026-05-06&bis=2026-05-05", "liegt nach dem Enddatum"),
        ("bezirk=Atlantis", "Diesen Bezirk kennt der Stadtplan nicht"),
        ("ort=x/gibtesnicht", "Nicht alle gewählten Orte"),
        ("schritt=-1&einfach=ja&seite=%00", "Fahrräder"),
    ):
        assert said in _page(client, f"/dashboards/{row.key}/?{query}")


def test_thirty_years_are_shown_in_longer_steps(client: Client, counting: Lake) -> None:
    row = _published(chart())
    assert "Verlauf" in _page(client, f"/dashboards/{row.key}/?von=1996-01-01&bis=2026-05-06")


def test_an_empty_time_range_says_so(client: Client, counting: Lake) -> None:
    row = _published(chart())
    text = _text(_page(client, f"/dashboards/{row.key}/?von=2001-01-01&bis=2001-01-31"))
    assert re.search(r"keine (Daten|Werte|Messwerte)", text)


def test_sites_narrow_the_page(client: Client, counting: Lake) -> None:
    more = site("cycling", "bicycle_count", "zweite")
    fill(counting, more, [5.0] * 48)
    row = _published(chart(), filters=("time", "site"))
    text = _text(_page(client, f"/dashboards/{row.key}/?ort=x/zweite"))
    assert "1 Ort" in text
    assert "240 Fahrräder" in text


def test_a_tile_for_htmx_is_a_part_and_else_a_page(client: Client, counting: Lake) -> None:
    row = _published(number())
    address = f"/dashboards/{row.key}/kachel/zahl/"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<article")
    assert "<h1" in _page(client, address)


def test_names_with_markup_stay_text(client: Client, counting: Lake) -> None:
    hostile = structs.replace(chart(), title="<script>alert(1)</script>", note="<img src=x onerror=y>")
    row = _published(hostile)
    page = _page(client, f"/dashboards/{row.key}/")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_overview_lists_what_the_reader_may_read_and_searches(client: Client, lake: Lake) -> None:
    row = _published(number())
    assert f"/dashboards/{row.key}/" in _page(client, "/dashboards/?suche=probe+fahrräder")
    assert "Nichts gefunden" in _page(client, "/dashboards/?suche=gibtesnicht")


def test_the_overview_asks_the_register_little(
    client: Client, lake: Lake, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _published(number())
    _page(client, "/dashboards/")
    with django_assert_max_num_queries(6):
        _page(client, "/dashboards/")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_page_does_not_wait_for_tiles_and_offers_all_of_them_without_scripts(
    client: Client, counting: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    pacing.provide(pacing.Pace())
    row = _published(number(), chart())
    monkeypatch.setattr(viewing, "FIRST_LOOK_S", 0.0)
    page = _page(client, f"/dashboards/{row.key}/")
    assert "wird berechnet" in page
    assert f'hx-get="/dashboards/{row.key}/kachel/verlauf/' in page
    assert 'http-equiv="refresh"' in page
    whole = _page(client, f"/dashboards/{row.key}/?vollstaendig=1")
    assert "wird berechnet" not in whole
    assert "480 Fahrräder" in _text(whole)
