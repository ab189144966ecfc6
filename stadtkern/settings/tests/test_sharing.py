# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is shared is seen by whom it is shared with, over every interface, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client as Browser
from shapely import Point

from stadtkern.flow.catalogue import drafts
from stadtkern.flow.catalogue.facts import DatasetFacts
from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.collections import rights as collection_rights
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections import writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.models import Visibility as Shown
from stadtkern.flow.devices import editing
from stadtkern.flow.devices.models import Datastream, Thing, Visibility, new_revision
from stadtkern.flow.devices.sensing.filling import known_streams
from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.ogc.common.kept import KEPT
from stadtkern.flow.outlets.ogc.common.tests.clients import Client as Maps
from stadtkern.flow.outlets.sensorthings.http.tests import clients, stations
from stadtkern.flow.outlets.sensorthings.http.tests.clients import Client
from stadtkern.flow.outlets.sensorthings.writing.tests import city as writing_city
from stadtkern.kernel import sharing
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.models import AuditEntry, Department, Person, Share
from stadtkern.kernel.tests.people_of_tests import administrator, employ

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
NEIGHBOUR = "Nachbarstadt"
PATHS = (
    "{thing}",
    "{thing}/Datastreams",
    "{thing}/Locations",
    "{stream}",
    "{stream}/Observations",
    "{stream}/Thing",
    "Things?$filter=name eq 'Brunnen'",
    "Datastreams?$filter=Thing/name eq 'Brunnen'&$expand=Observations",
    "Observations?$filter=result ge 0",
    "Locations?$expand=Things",
    "Sensors?$expand=Datastreams/Observations",
)
"""Ways to one thing and its values."""


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing is remembered of the register of another test."""
    keys.forget()
    KEPT.clear()
    with writing_city.fresh():
        yield
    keys.forget()


def neighbour() -> Client:
    """The neighbour city: a key that reads what is public and what is shared with it."""
    facts = NewKey(name=NEIGHBOUR, domain="", may_observe=False)
    return Client(secret=keys.create("test", facts, now=datetime.now(UTC))[1])


def station() -> tuple[Thing, Datastream]:
    """An internal thing with three values."""
    owner = clients.client("Eigner")
    stations.station(owner, values=3)
    thing, stream = Thing.objects.get(), Datastream.objects.get()
    editing.show_thing(administrator(), thing, Visibility.INTERNAL, at=NOW)
    return Thing.objects.get(), stream


def share(what: Thing | Datastream, whom: Department | str, *, until: datetime | None = None) -> Share:
    """Share as the page does."""
    target, boss, now = editing.as_shareable(what), administrator(), datetime.now(UTC)
    if isinstance(whom, Department):
        made = sharing.share_with_department(boss, target, whom, until=until, at=now)
    else:
        made = sharing.share_with_client(boss, target, whom, until=until, at=now)
    new_revision()
    keys.forget()
    return made


def seen(client: Client, thing: Thing, stream: Datastream) -> list[bool]:
    """Whether each of the ways tells of the thing or its values."""
    found = []
    for path in PATHS:
        answer = client.get(path.format(thing=f"Things('{thing.pk}')", stream=f"Datastreams('{stream.pk}')"))
        assert answer.status in {200, 404}, (path, answer.body)
        told = any(word in answer.body for word in (b"Brunnen", b"Pegel", b"Markt", b'"result"'))
        found.append(answer.status == 200 and told)
    return found


def test_a_neighbour_city_reads_what_is_shared_with_it_and_others_do_not(lake: Lake) -> None:
    thing, stream = station()
    friend, stranger = neighbour(), Client()
    assert not any(seen(friend, thing, stream))

    share(thing, NEIGHBOUR)
    assert not any(seen(friend, thing, stream)), "a share of an internal thing rests"
    editing.show_thing(administrator(), thing, Visibility.SHARED, at=NOW)

    assert all(seen(friend, thing, stream))
    assert not any(seen(stranger, thing, stream))
    assert not any(seen(clients.client("Wetter", domain="weather"), thing, stream))
    assert all(seen(clients.client("Haus"), thing, stream))
    assert friend.send("PATCH", f"Things('{thing.pk}')", {"name": "Meiner"}).status in {403, 404}


def test_an_ended_share_shows_nothing_any_more(lake: Lake) -> None:
    thing, stream = station()
    editing.show_thing(administrator(), thing, Visibility.SHARED, at=NOW)
    friend = neighbour()
    made = share(thing, NEIGHBOUR, until=datetime.now(UTC) + timedelta(hours=1))
    assert all(seen(friend, thing, stream))

    Share.objects.update(until=datetime.now(UTC) - timedelta(seconds=1))
    new_revision()

    assert not any(seen(friend, thing, stream))
    sharing.unshare(administrator(), editing.as_shareable(thing), made.pk, at=NOW)
    assert AuditEntry.objects.filter(action="thing.unshare").count() == 1


def test_a_datastream_is_narrower_than_its_shared_thing(lake: Lake) -> None:
    thing, stream = station()
    editing.show_thing(administrator(), thing, Visibility.SHARED, at=NOW)
    friend = neighbour()
    share(thing, NEIGHBOUR)
    editing.show_datastream(administrator(), stream, Visibility.SHARED, at=NOW)
    assert friend.get(f"Things('{thing.pk}')").status == 200
    assert friend.get(f"Datastreams('{stream.pk}')/Observations").status == 404
    assert b"result" not in friend.get(f"Things('{thing.pk}')?$expand=Datastreams/Observations").body

    share(stream, NEIGHBOUR)

    assert len(friend.get(f"Datastreams('{stream.pk}')/Observations").value) == 3


def test_updates_over_mqtt_go_to_whom_a_datastream_is_shared_with(lake: Lake) -> None:
    thing, stream = station()
    editing.show_thing(administrator(), thing, Visibility.SHARED, at=NOW)
    share(thing, NEIGHBOUR, until=datetime.now(UTC) + timedelta(hours=1))
    known = known_streams([stream.pk])[stream.pk]

    assert known.seen_by(Caller(name=NEIGHBOUR, client=NEIGHBOUR))
    assert not known.seen_by(Caller(name=NEIGHBOUR))
    assert not known.seen_by(Caller(name="Andere", client="Andere"))
    assert not known.filled_by(Caller(name=NEIGHBOUR, client=NEIGHBOUR, may_observe=True))

    Share.objects.update(until=datetime.now(UTC) - timedelta(seconds=1))
    new_revision()
    assert not known_streams([stream.pk])[stream.pk].seen_by(Caller(name=NEIGHBOUR, client=NEIGHBOUR))


def test_callers_share_a_watch_only_when_they_see_the_same() -> None:
    plain, friend = Caller(domain="weather"), Caller(domain="weather", client=NEIGHBOUR)

    assert plain.sight != friend.sight
    assert Caller().sight == "" != Caller(client=NEIGHBOUR).sight
    assert friend.reading().client == NEIGHBOUR


def test_a_department_sees_what_is_shared_with_it(lake: Lake) -> None:
    thing, stream = station()
    editing.show_thing(administrator(), thing, Visibility.SHARED, at=NOW)
    other = Department.objects.create(name="Feuerwehr")
    fred = employ(Person.objects.create(username="fred"), other)
    assert not Thing.objects.visible_to(fred).exists()

    share(thing, other)

    assert Thing.objects.visible_to(fred).get() == thing
    assert Datastream.objects.visible_to(fred).get() == stream
    assert not Thing.objects.editable_by(fred).exists()
    assert not Thing.objects.visible_to(AnonymousUser()).exists()


def benches() -> FeatureCollection:
    """A collection that is shared, with a name of a person in it."""
    gerda = employ(Person.objects.create(username="gerda"), "Grünflächen")
    draft = Draft(
        key="benches",
        title="Bänke",
        department=Department.objects.get(name="Grünflächen"),
        geometry="point",
        fields=(Field(key="name", title="Name"), Field(key="keeper", title="Patenschaft", personal=True)),
        name_field="name",
    )
    made = collections.create(gerda, draft, NOW)
    bench = Feature(
        key="b0", geometry=Point(6.5, 51.3), properties={"name": "Bank 0", "keeper": "Geheimperson"}
    )
    writing.write_features(made, [bench], complete=True, now=NOW, actor=gerda)
    return collections.set_visibility(gerda, collections.by_key("benches", gerda), Shown.SHARED, NOW)


COLLECTION_PATHS = (
    "collections/benches",
    "collections/benches/items?f=json",
    "collections/benches/items?f=csv",
    "collections/benches/items/b0",
    "collections/benches/queryables",
    "collections/benches/tiles",
    "collections/benches/tiles/WebMercatorQuad/10/341/530",
    "styles/benches",
)


def test_a_shared_collection_is_read_by_its_client_without_personal_fields(lake: Lake) -> None:
    made = benches()
    secret = neighbour().secret
    target = collection_rights.as_shareable(made)
    assert [Maps(secret=secret).get(path).status for path in COLLECTION_PATHS] == [404] * 8

    sharing.share_with_client(administrator(), target, NEIGHBOUR, at=datetime.now(UTC))
    keys.forget()

    for path in COLLECTION_PATHS:
        answer = Maps(secret=secret).get(path)
        assert answer.status == 200, (path, answer.body)
        assert b"Geheimperson" not in answer.body
        assert b"keeper" not in answer.body
        assert "public" not in answer.headers.get("Cache-Control", "")
        again = Maps(headers={"If-None-Match": answer.headers.get("ETag", '"x"')})
        assert again.get(path).status == 404, path
    assert b"benches" in Maps(secret=secret).get("collections").body
    assert b"benches" not in Maps().get("collections").body
    assert b"benches" not in Maps().get("tiles/WebMercatorQuad/10/341/530").body


def test_a_shared_collection_stays_out_of_open_data_and_catalogues(lake: Lake) -> None:
    made = benches()
    other = Department.objects.create(name="Feuerwehr")
    fred = employ(Person.objects.create(username="fred"), other)
    target = collection_rights.as_shareable(made)
    sharing.share_with_department(administrator(), target, other, at=datetime.now(UTC))
    browser = Browser()
    browser.force_login(fred)

    assert browser.get("/api/ogc/collections/benches/items?f=html").status_code == 200
    for path in (
        "/api/dcat/catalog.ttl",
        "/api/3/action/package_list",
        "/api/3/action/package_search?q=benches",
        "/daten/",
    ):
        assert b"benches" not in browser.get(path).getvalue(), path
        assert b"benches" not in Browser().get(path).getvalue(), path
    assert Browser().get("/api/ogc/collections/benches?f=html").status_code == 404


def test_a_draft_is_shared_with_a_department_before_it_is_public(lake: Lake) -> None:
    karl = employ(Person.objects.create(username="karl"), "Kämmerei")
    facts = DatasetFacts(title="Haushalt", department=Department.objects.get(name="Kämmerei"))
    made = drafts.create(karl, facts, now=NOW)
    fred = employ(Person.objects.create(username="fred"), "Feuerwehr")
    other = Department.objects.get(name="Feuerwehr")
    assert not Dataset.objects.visible_to(fred).exists()

    target = sharing.Shareable(
        kind=sharing.SharedKind.DATASET, key=made.key, title=made.title, department=made.department
    )
    sharing.share_with_department(karl, target, other, at=datetime.now(UTC))

    assert Dataset.objects.visible_to(fred).get() == made
    assert not Dataset.objects.editable_by(fred).exists()
    assert not Dataset.objects.visible_to(AnonymousUser()).exists()
    with pytest.raises(Contradiction):
        sharing.share_with_client(karl, target, NEIGHBOUR, at=NOW)


def test_only_who_releases_for_the_owner_shares(lake: Lake) -> None:
    thing, _stream = station()
    fred = employ(Person.objects.create(username="fred"), "Feuerwehr")
    target = editing.as_shareable(thing)

    with pytest.raises(NotPermitted):
        sharing.share_with_department(fred, target, Department.objects.get(name="Feuerwehr"), at=NOW)
    with pytest.raises(NotPermitted):
        editing.show_thing(fred, thing, Visibility.PUBLIC, at=NOW)


def test_what_is_gone_leaves_no_share_to_a_namesake(lake: Lake) -> None:
    thing, stream = station()
    editing.show_thing(administrator(), thing, Visibility.SHARED, at=NOW)
    editing.show_datastream(administrator(), stream, Visibility.SHARED, at=NOW)
    share(thing, NEIGHBOUR)
    share(stream, NEIGHBOUR)

    thing.delete()

    assert not Share.objects.exists()
