# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people see: official warnings, notices of the city and trials apart from each other, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.commons.notices import service as notices
from stadtkern.commons.notices.models import Notice
from stadtkern.commons.notices.service import NoticeFacts
from stadtkern.commons.notices.tests.test_notices import SQUARE
from stadtkern.commons.territory import service as territory
from stadtkern.domains.warnings import official, shown
from stadtkern.domains.warnings.domain import DOMAIN
from stadtkern.domains.warnings.models import Feed, OfficialAlert
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.cap import reading, writing
from stadtkern.flow.outlets.cap.words import Info
from stadtkern.flow.outlets.portal import areas
from stadtkern.kernel.models import AuditEntry
from stadtkern.kernel.tests.people_of_tests import administrator
from stadtkern.web import banners

from .messages import NOW, info, message

PAGE = "/themen/warnungen/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_memory() -> Iterator[None]:
    """Banners and areas are shown, and no test sees what another has put into memory."""
    banners.declare([shown.banners])
    areas.declare([shown.map_areas])
    shown.forget()
    yield
    shown.forget()


def body(address: str = PAGE) -> str:
    return Client().get(address).content.decode()


def arrive(
    *, status: str = "Actual", text: str = "Es stürmt.", severity: str = "Severe", name: str = "a"
) -> OfficialAlert:
    """A warning that applies while the test runs."""
    shift = datetime.now(UTC) - NOW
    alert = reading.read(
        message(
            name,
            status=status,
            infos=(info(severity=severity, text=text), info(severity=severity, language="en")),
        )
    )
    parts = tuple(_later(part, shift) for part in alert.infos)
    sent = (alert.sent + shift).replace(microsecond=0)
    moved = type(alert)(**vars(alert) | {"infos": parts, "sent": sent})
    feed, _new = Feed.objects.get_or_create(
        url="https://amt.example/", defaults={"title": "Amt", "attribution": "Quelle: Amt für Wetter"}
    )
    official.take_in(writing.write(moved), feed=feed, here=territory.city(), now=datetime.now(UTC))
    shown.forget()
    return OfficialAlert.objects.get(identifier=name)


def _later(part: Info, shift: timedelta) -> Info:
    assert part.expires is not None
    return type(part)(**vars(part) | {"expires": (part.expires + shift).replace(microsecond=0)})


def publish(**facts: object) -> Notice:
    start: dict[str, object] = {"title": "Sirenenprobe", "text": "Um 11 Uhr.", "starts": datetime.now(UTC)}
    made = notices.publish("test", NoticeFacts(**start | facts), now=datetime.now(UTC))  # type: ignore[arg-type]
    shown.forget()
    return made


def test_an_official_warning_stands_above_every_page_in_both_languages(lake: Lake) -> None:
    arrive()

    for address in ("/", PAGE, "/daten/", "/impressum/"):
        page = body(address)
        assert 'role="alert"' in page
        assert "Amtliche Warnung:" in page
        assert "STURM (Wetterdienst)" in page
    assert "storm (Wetterdienst)" in body("/en/")


def test_official_warnings_notices_and_trials_stand_apart() -> None:
    arrive()
    publish()
    publish(title="Versuch", status="Test")
    arrive(name="t", status="Exercise")

    page = body()
    parts = [page.index(f'id="{name}"') for name in ("amtlich", "stadt", "versuche", "karte")]
    assert parts == sorted(parts)
    authority, city, trials, _rest = (page[a:b] for a, b in zip(parts, [*parts[1:], None], strict=True))
    assert "Amtliche WARNUNG vor STURM" in authority
    assert "Quelle: Amt für Wetter" in authority
    assert "Sirenenprobe" in city
    assert "Versuch" not in authority + city
    assert "Nur ein Versuch: Test" in trials
    assert "Nur ein Versuch: Übung" in trials
    assert "sk-alert--official" in authority
    assert "sk-alert--city" in city


def test_a_test_is_marked_as_test_in_banner_page_map_and_feed() -> None:
    row = publish(title="Versuch", status="Test", area=SQUARE)

    assert "Nur ein Test:" in body("/impressum/")
    assert "Nur ein Versuch: Test" in body(f"{PAGE}stadt/{row.code}/")
    assert "Test: Hinweis der Stadt: Versuch" in body(f"{PAGE}gebiete.geojson")
    assert "[Test] Versuch" in body("/api/cap/")


def test_those_who_publish_notices_belong_to_the_department_of_the_subject() -> None:
    assert DOMAIN.department == notices.DEPARTMENT


def test_what_an_authority_writes_is_escaped() -> None:
    alert = arrive(text="<script>alert(1)</script>")

    for address in ("/impressum/", PAGE, f"{PAGE}amtlich/{alert.pk}/"):
        page = body(address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_at_most_three_banners_and_the_last_says_how_many_more(lake: Lake) -> None:
    for number, severity in enumerate(("Minor", "Moderate", "Severe", "Extreme", "Minor")):
        arrive(name=f"a{number}", severity=severity)

    page = body("/impressum/")
    assert page.count('role="alert"') == 3
    assert "Noch 2 weitere Warnungen." in page
    assert (
        page.index("sk-banner--extreme") < page.index("sk-banner--severe") < page.index("sk-banner--moderate")
    )


def test_banners_cost_no_query_while_they_are_remembered(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    arrive()
    publish()
    now = datetime.now(UTC)
    with django_assert_max_num_queries(2):
        assert len(shown.banners(now)) == 2
    with django_assert_max_num_queries(0):
        assert len(shown.banners(now + timedelta(seconds=4))) == 2
        assert shown.map_areas(now + timedelta(seconds=4))


def test_the_map_draws_areas_and_the_page_of_the_map_knows_them(lake: Lake) -> None:
    assert Client().get("/karte/ebenen.json").json()["areas"] == []
    alert = arrive()
    publish(area=SQUARE)

    plan = Client().get("/karte/ebenen.json").json()
    assert "Warngebiete" in body("/karte/")
    assert plan["areas"][0]["url"] == f"{PAGE}gebiete.geojson"
    own = Client().get(f"{PAGE}karte.json").json()
    assert own["bounds"] == [[7.5, 51.9], [7.7, 52.0]]
    features = Client().get(f"{PAGE}gebiete.geojson").json()["features"]
    assert [one["properties"]["kind"] for one in features] == ["official", "city"]
    assert features[0]["properties"]["url"] == f"{PAGE}amtlich/{alert.pk}/"
    assert 'aria-labelledby="karte"' in body()


def test_no_warnings_is_said_only_when_the_feed_answers() -> None:
    Feed.objects.create(title="Amt", url="https://x.example/", active=True, last_success_at=datetime.now(UTC))

    page = body()
    assert "Keine Warnungen" in page
    assert "Zuletzt abgerufen:" in page
    assert "No warnings" in body(f"/en{PAGE}")


def test_what_is_over_is_found_in_the_archive_and_says_why() -> None:
    old = arrive()
    OfficialAlert.objects.filter(pk=old.pk).update(expires_at=datetime.now(UTC))
    row = publish()
    notices.cancel("test", row, now=datetime.now(UTC))
    shown.forget()

    assert "Amtliche WARNUNG vor STURM" not in body()
    assert "abgelaufen" in body(f"{PAGE}archiv/")
    assert "aufgehoben" in body(f"{PAGE}archiv/?art=stadt")
    assert "abgelaufen" in body(f"{PAGE}amtlich/{old.pk}/")
    assert Client().get(f"{PAGE}amtlich/999/").status_code == 404
    assert Client().get(f"{PAGE}stadt/unbekannt/").status_code == 404


def test_a_planned_notice_is_announced_without_a_banner() -> None:
    publish(starts=datetime.now(UTC) + timedelta(days=1))

    assert "Angekündigt" in body()
    assert 'role="alert"' not in body("/impressum/")


def test_the_page_needs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        arrive(name=f"a{number}")
        publish(title=f"Hinweis {number}")
    with django_assert_max_num_queries(8):
        body()


def test_a_feed_is_connected_with_the_template_of_the_weather_service() -> None:
    client = Client()
    client.force_login(administrator("amira"))
    assert "opendata.dwd.de" in client.get("/cockpit/warnungen/quellen/neu/?vorlage=dwd").content.decode()
    assert "opendata.dwd.de" not in client.get("/cockpit/warnungen/quellen/neu/").content.decode()

    given = {"title": "Amt", "url": "https://amt.example/cap.zip", "every_s": "60", "active": "on"}
    client.post("/cockpit/warnungen/quellen/neu/", given)
    feed = Feed.objects.get()
    assert (feed.active, feed.every_s) == (True, 60)
    wrong = client.post(
        f"/cockpit/warnungen/quellen/{feed.pk}/", given | {"url": "ftp://a.example/", "every_s": "5"}
    )
    assert wrong.status_code == 422
    client.post(f"/cockpit/warnungen/quellen/{feed.pk}/abrufen/")
    client.post(f"/cockpit/warnungen/quellen/{feed.pk}/", {"title": "Amt", "url": feed.url, "every_s": "60"})
    feed.refresh_from_db()
    assert not feed.active
    assert "angehalten" in client.get("/cockpit/warnungen/").content.decode()
    assert AuditEntry.objects.filter(action="warning_feed.edit").count() == 2


def test_the_territory_is_set_in_the_cockpit() -> None:
    client = Client()
    client.force_login(administrator("amira"))
    assert "Noch nicht festgelegt" in client.get("/cockpit/warnungen/").content.decode()

    wrong = client.post("/cockpit/warnungen/gebiet/", {"keys": "Münster"})
    assert "kein Gemeindeschlüssel" in wrong.content.decode()
    client.post(
        "/cockpit/warnungen/gebiet/",
        {
            "keys": "05515000",
            "outline": '{"type":"Polygon","coordinates":[[[7.4,51.8],[7.8,51.8],[7.8,52.1],[7.4,51.8]]]}',
        },
    )

    assert territory.city().keys == ("05515",)
    assert territory.city().outline is not None
    assert "Noch nicht festgelegt" not in client.get("/cockpit/warnungen/").content.decode()
