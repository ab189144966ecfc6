# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making and changing connections: rights, checks, audit, and what the city knows afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import SourceState, Thing, Visibility
from stadtkern.flow.ingest import jobs
from stadtkern.flow.ingest.connections import declared, listing, service
from stadtkern.flow.ingest.connections.declared import Reading
from stadtkern.flow.ingest.connections.facts import Change, Facts, proposed_key
from stadtkern.flow.ingest.connections.models import Connection, Stage, Wire
from stadtkern.flow.ingest.tests.city import NOW, administrator, api_key, editor
from stadtkern.flow.ingest.tests.city import declared as small_city
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Pull
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.observation import Decoded, Payload, Station
from stadtkern.kernel.sealed import unseal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connected")]

FACTS = Facts(title="Räder Nord", domain="feeds", publisher="Stadtwerke", licence="dl-by-de/2.0")


@pytest.fixture(autouse=True)
def wires(later_lake: object) -> Iterator[None]:
    """The small city, with one wire that asks for an address before it can be active."""
    before = declared.readings()
    reading = Reading(
        decode=lambda connection: partial(_nothing, connection.revision),
        pull=lambda connection: Pull(url=str(connection.settings["url"]), every_s=60),
        check=_has_address,
    )
    with small_city():
        declared.provide({Wire.FEED: reading})
        yield
    declared.provide(before)


def _nothing(revision: int, payload: Payload) -> Decoded:
    return Decoded()


def _has_address(connection: Connection) -> None:
    if "url" not in connection.settings:
        raise Contradiction("Es fehlt die Adresse.")


def made(actor: Person | None = None, key: str = "raeder-nord", **settings: object) -> Connection:
    more = Change(settings=settings, secret="streng geheim")
    return service.create(actor or administrator(), key, Wire.FEED, FACTS, more=more, at=NOW)


def test_a_draft_is_no_source_yet_and_an_active_connection_is() -> None:
    actor = administrator()
    connection = made(actor, url="https://example.org/x")
    with pytest.raises(NotFound):
        registry.source("raeder-nord")
    service.activate(actor, connection, at=NOW)
    domain, source = registry.source("raeder-nord")
    assert (domain.name, source.title, source.attribution) == (
        "feeds",
        "Räder Nord",
        "Stadtwerke: Räder Nord",
    )
    assert source.pull is not None


def test_a_paused_connection_stays_a_source_and_is_not_fetched() -> None:
    actor = administrator()
    connection = service.activate(actor, made(actor, url="https://example.org/x"), at=NOW)
    service.pause(actor, connection, at=NOW)
    assert registry.source("raeder-nord")[1].pull is None
    assert SourceState.objects.get(pk="raeder-nord").paused
    service.activate(actor, connection, at=NOW)
    assert registry.source("raeder-nord")[1].pull is not None
    assert not SourceState.objects.get(pk="raeder-nord").paused


def test_what_is_missing_is_said_before_it_becomes_active() -> None:
    actor = administrator()
    with pytest.raises(Contradiction, match="Adresse"):
        service.activate(actor, made(actor), at=NOW)
    assert Connection.objects.get().stage == Stage.DRAFT


def test_an_active_connection_cannot_be_made_unreadable() -> None:
    actor = administrator()
    connection = service.activate(actor, made(actor, url="https://example.org/x"), at=NOW)
    with pytest.raises(Contradiction, match="Adresse"):
        service.change(actor, connection, Change(settings={}), at=NOW)
    assert Connection.objects.get().settings == {"url": "https://example.org/x"}


def test_a_change_counts_at_once_and_is_a_new_revision() -> None:
    actor = administrator()
    connection = service.activate(actor, made(actor, url="https://example.org/x"), at=NOW)
    SourceState.objects.filter(pk="raeder-nord").update(etag='"old"')
    service.change(actor, connection, Change(settings={"url": "https://example.org/y"}), at=NOW)
    pull = registry.source("raeder-nord")[1].pull
    assert pull is not None
    assert pull.url == "https://example.org/y"
    assert (Connection.objects.get().revision, SourceState.objects.get(pk="raeder-nord").etag) == (2, "")
    service.change(actor, connection, Change(settings={"url": "https://example.org/y"}), at=NOW)
    assert Connection.objects.get().revision == 2


def test_secrets_are_sealed_and_never_in_the_log() -> None:
    actor = administrator()
    connection = made(actor, url="https://example.org/x")
    service.change(actor, connection, Change(secret="noch geheimer"), at=NOW)
    stored = Connection.objects.get()
    assert "geheim" not in stored.secret
    assert unseal(stored.secret) == "noch geheimer"
    told = repr(list(AuditEntry.objects.values_list("action", "change")))
    assert "connection.create" in told
    assert "secret" in told
    assert "geheim" not in told


@pytest.mark.parametrize("key", ["feed", "counts", "push-x", "Räder", "a--b", "", "raeder-nord"])
def test_a_key_is_refused_that_is_taken_or_misshapen(key: str) -> None:
    actor = administrator()
    made(actor)
    with pytest.raises(Contradiction):
        service.create(actor, key, Wire.FEED, FACTS, at=NOW)


def test_a_proposed_key_is_free_and_resembles_the_title() -> None:
    assert proposed_key("Räder Nord") == "raeder-nord"
    made()
    assert proposed_key("Räder Nord") == "raeder-nord-2"
    assert proposed_key("feed") == "feed-2"
    assert proposed_key("???") == "quelle"
    api_key("sensor", domain="feeds")
    assert proposed_key("Push: sensor") == "quelle-push-sensor"


@pytest.mark.parametrize(
    "wrong",
    [
        {"domain": "gibtesnicht"},
        {"licence": "erfunden"},
        {"title": " "},
        {"publisher": ""},
        {"homepage": "javascript:alert(1)"},
        {"interval_s": 0},
    ],
)
def test_facts_that_cannot_be_true_are_refused(wrong: dict[str, object]) -> None:
    facts = replace(FACTS, **wrong)  # type: ignore[arg-type]  # one wrong field each
    with pytest.raises(Contradiction):
        service.create(administrator(), "neu", Wire.FEED, facts, at=NOW)


def test_a_stranger_may_do_nothing() -> None:
    connection = made()
    stranger = editor("Amt für Mobilität")
    for attempt in (
        lambda: service.create(stranger, "neu", Wire.FEED, FACTS, at=NOW),
        lambda: service.change(stranger, connection, Change(settings={}), at=NOW),
        lambda: service.activate(stranger, connection, at=NOW),
        lambda: service.pause(stranger, connection, at=NOW),
        lambda: service.remove_draft(stranger, connection, at=NOW),
        lambda: service.of_person(stranger, "raeder-nord"),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert listing.listed(stranger, NOW) == []


def test_the_own_department_may_and_cannot_give_it_to_another() -> None:
    member = editor("Amt für Daten")
    connection = made(member)
    assert [one.state for one in listing.listed(member, NOW)] == ["draft"]
    with pytest.raises(NotPermitted):
        service.change(member, connection, Change(facts=replace(FACTS, domain="bikes")), at=NOW)


def test_only_drafts_are_removed() -> None:
    actor = administrator()
    connection = made(actor, url="https://example.org/x")
    service.remove_draft(actor, connection, at=NOW)
    assert not Connection.objects.exists()
    used = service.activate(actor, made(actor, url="https://example.org/x"), at=NOW)
    with pytest.raises(Contradiction, match="anhalten"):
        service.remove_draft(actor, used, at=NOW)


def test_things_of_an_internal_connection_are_internal_until_somebody_opens_them() -> None:
    actor = administrator()
    connection = made(actor, url="https://example.org/x")
    service.change(actor, connection, Change(facts=replace(FACTS, internal=True)), at=NOW)
    domain = registry.domain("feeds")
    source = declared.source_of(Connection.objects.get())
    devices.ensure([Station(code="raeder-nord/1", name="Eins")], [], domain=domain, source=source)
    thing = Thing.objects.get()
    assert thing.visibility == Visibility.INTERNAL
    Thing.objects.update(visibility=Visibility.PUBLIC)
    devices.ensure([Station(code="raeder-nord/1", name="Neu")], [], domain=domain, source=source)
    assert Thing.objects.get().visibility == Visibility.PUBLIC


def test_an_active_connection_of_any_wire_that_falls_silent_is_shown() -> None:
    actor = administrator()
    facts = replace(FACTS, outage_after_s=600)
    connection = service.create(
        actor, "still", Wire.FEED, facts, more=Change(settings={"url": "https://example.org"}), at=NOW
    )
    service.activate(actor, connection, at=NOW)
    SourceState.objects.filter(pk="still").update(last_success_at=NOW)
    assert [one.state for one in listing.listed(actor, NOW)] == ["running"]
    assert [one.state for one in listing.listed(actor, NOW + timedelta(minutes=11))] == ["silent"]
    assert jobs.watch_silence(NOW + timedelta(minutes=11)) == "1 Quelle schweigt."
    assert [one.state for one in listing.listed(actor, NOW)] == ["outage"]
