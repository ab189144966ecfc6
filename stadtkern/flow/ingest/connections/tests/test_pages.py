# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of connections: who sees what, and that connected sources stand on the public pages too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.ingest.connections import declared, service
from stadtkern.flow.ingest.connections.declared import Reading
from stadtkern.flow.ingest.connections.facts import Change, Facts
from stadtkern.flow.ingest.connections.models import Connection, Stage, Wire
from stadtkern.flow.ingest.tests.city import NOW, administrator, editor
from stadtkern.flow.ingest.tests.city import declared as small_city
from stadtkern.kernel.domain import Pull
from stadtkern.kernel.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connected")]
PAGE = "/cockpit/anbindungen/"


@pytest.fixture(autouse=True)
def wires(later_lake: object) -> Iterator[None]:
    """The small city with a wire that is fetched."""
    before = declared.readings()
    with small_city():
        declared.provide(
            {
                Wire.FEED: Reading(
                    decode=lambda _connection: declared.unreadable,
                    pull=lambda connection: Pull(url=str(connection.settings["url"]), every_s=60),
                )
            }
        )
        yield
    declared.provide(before)


def active(actor: Person, key: str = "luft", title: str = "Luft am Markt") -> Connection:
    facts = Facts(title=title, domain="feeds", publisher="Stadtwerke", licence="cc-zero")
    more = Change(settings={"url": "https://example.org/x"})
    made = service.create(actor, key, Wire.FEED, facts, more=more, at=NOW)
    return service.activate(actor, made, at=NOW)


def test_a_stranger_is_asked_to_sign_in_and_another_department_sees_nothing(client: Client) -> None:
    active(administrator())
    assert client.get(PAGE)["Location"].startswith("/konto/anmelden/")
    client.force_login(editor("Amt für Mobilität"))
    assert "Luft am Markt" not in client.get(PAGE).content.decode()
    for path in ("", "angaben/"):
        assert client.get(f"{PAGE}luft/{path}").status_code == 403
    for path in ("starten/", "anhalten/", "entfernen/"):
        assert client.post(f"{PAGE}luft/{path}").status_code == 403
    assert client.get(f"{PAGE}gibtesnicht/").status_code == 404


def test_the_list_shows_states_with_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actor = administrator()
    for number in range(12):
        active(actor, f"luft-{number}", f"Luft {number}")
    SourceState.objects.filter(pk="luft-3").update(outage_since=NOW, outage_reason="Der Server schweigt.")
    client.force_login(actor)
    with django_assert_max_num_queries(8):
        text = client.get(PAGE).content.decode()
    assert text.index("Luft 3") < text.index("Luft 0")
    assert "Der Server schweigt." in text


def test_a_connection_is_paused_and_started_on_its_page(client: Client) -> None:
    actor = administrator()
    active(actor)
    client.force_login(actor)
    client.post(f"{PAGE}luft/anhalten/")
    assert "Angehalten" in client.get(f"{PAGE}luft/").content.decode()
    client.post(f"{PAGE}luft/starten/")
    assert Connection.objects.get().stage == Stage.ACTIVE


def test_what_is_said_about_a_source_is_changed_and_shown_in_public(client: Client) -> None:
    actor = administrator()
    active(actor)
    client.force_login(actor)
    answer = client.post(
        f"{PAGE}luft/angaben/",
        {
            "title": "Luft am Rathaus",
            "title_en": "Air at the town hall",
            "domain": "feeds",
            "publisher": "Umweltamt",
            "licence": "dl-by-de/2.0",
            "interval_min": "10",
        },
    )
    assert answer["Location"] == f"{PAGE}luft/"
    assert Connection.objects.get().interval_s == 600
    page = client.get("/daten/luft/").content.decode()
    assert "Luft am Rathaus" in page
    assert "Umweltamt: Luft am Rathaus" in page
    assert 'href=""' not in page
    assert "Air at the town hall" in client.get("/en/daten/luft/").content.decode()
    assert "Luft am Rathaus" in client.get("/daten/").content.decode()
    assert "Luft am Rathaus" in client.get("/cockpit/quellen/").content.decode()


def test_wrong_facts_are_said_beside_the_form(client: Client) -> None:
    actor = administrator()
    active(actor)
    client.force_login(actor)
    answer = client.post(f"{PAGE}luft/angaben/", {"title": "", "domain": "feeds"})
    assert 'role="alert"' in answer.content.decode()


def test_a_draft_is_removed_on_its_page(client: Client) -> None:
    actor = administrator()
    facts = Facts(title="Neu", domain="feeds", publisher="Stadt", licence="cc-zero")
    service.create(actor, "neu", Wire.FEED, facts, at=NOW)
    client.force_login(actor)
    assert client.post(f"{PAGE}neu/entfernen/")["Location"] == PAGE
    assert not Connection.objects.exists()
