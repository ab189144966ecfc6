# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections are declared by domains or made by people; everybody sees what is for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from stadtkern.flow.collections import jobs, reading, service, settling, writing
from stadtkern.flow.collections.facts import Draft, Facts, field_key, fields_of, style_of
from stadtkern.flow.collections.models import FeatureCollection, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import registry
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.collections import Category, Collection, Feature, Field, Style
from stadtkern.kernel.domain import Retention
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.models import AuditEntry, Department
from stadtkern.kernel.tests.people_of_tests import administrator

from .givens import FIELDS, NOW, bench, collection, department, draft, editor, later

pytestmark = pytest.mark.django_db

FOUNTAINS = Collection(
    key="fountains-of-tests",
    title="Brunnen",
    title_en="Fountains",
    description="Brunnen der Stadt",
    description_en="Fountains of the city",
    source="",
    geometry="point",
    fields=(Field(key="name", title="Name"), Field(key="water", title="Wasser", values={"t": "trinkbar"})),
    name_field="name",
    style=Style(category="water", categories=(Category(value="t", title="Trinkwasser", colour="blue"),)),
)


@pytest.fixture
def declare() -> Iterator[Callable[[Collection], None]]:
    """Lets a declared domain declare the collection, for its first source."""
    domains = registry.domains()
    chosen = next(one for one in domains if one.sources)

    def declared(given: Collection) -> None:
        own = replace(
            chosen,
            collections=(replace(given, source=chosen.sources[0].key),),
            retention=Retention(days=10, reason="Test"),
        )
        registry.declare([own if one is chosen else replace(one, collections=()) for one in domains])

    yield declared
    registry.declare(domains)


def filled(key: str = "benches") -> FeatureCollection:
    made = collection(key)
    writing.write_features(made, [bench("a", keeper="Frau Öz")], complete=True, now=NOW, actor="source")
    return made


def test_a_declared_collection_takes_over_what_is_declared(
    lake: Lake, declare: Callable[[Collection], None]
) -> None:
    declare(FOUNTAINS)

    first = service.ensure_declared(FOUNTAINS.key, NOW)
    again = service.ensure_declared(FOUNTAINS.key, later(1))

    assert (first.pk, first.revision) == (again.pk, again.revision)
    source = registry.source(first.source)[1]
    assert (first.licence, first.attribution) == (source.licence.code, source.attribution)
    assert (fields_of(first), style_of(first)) == (FOUNTAINS.fields, FOUNTAINS.style)
    assert first.visibility == Visibility.PUBLIC
    assert again.changed_at == NOW


def test_what_people_have_set_outlives_a_new_declaration(
    lake: Lake, declare: Callable[[Collection], None]
) -> None:
    declare(FOUNTAINS)
    admin = administrator("admin")
    made = service.ensure_declared(FOUNTAINS.key, NOW)
    facts = Facts(title="Unsere Brunnen", department=made.department, description=made.description)
    service.change(admin, made, facts, later(1))
    own = Field(key="depth", title="Tiefe", kind="number", unit="m")
    service.add_fields(admin, made, [own, Field(key="name", title="Rufname")], later(1))
    more = Field(key="built", title="Baujahr", kind="integer")
    declare(replace(FOUNTAINS, title="Neue Brunnen", fields=(*FOUNTAINS.fields, more), frequency="ANNUAL"))

    after = service.ensure_declared(FOUNTAINS.key, later(2))

    assert (after.title, after.title_en) == ("Unsere Brunnen", "")
    assert [(field.key, field.title) for field in fields_of(after)] == [
        ("name", "Rufname"), ("water", "Wasser"), ("built", "Baujahr"), ("depth", "Tiefe"),
    ]  # fmt: skip
    fountain = Feature(key="f", geometry=None, properties={"built": 1900, "depth": 1.5, "water": "t"})
    assert writing.create_feature(admin, after, fountain, later(3)).properties["built"] == 1900


def test_nobody_sees_an_internal_collection_but_its_department(lake: Lake) -> None:
    filled()
    FeatureCollection.objects.update(domain="parks")
    foreign = Department.objects.create(name="Ordnung")
    stranger = editor("ali", foreign)

    for visitor in (AnonymousUser(), stranger, Caller(), Caller(domain="traffic")):
        assert list(service.visible(visitor)) == []
        with pytest.raises(NotFound):
            service.by_key("benches", visitor)
    for visitor in (editor(), administrator("admin"), Caller(domain="parks")):
        assert service.by_key("benches", visitor).title == "Bänke"


def test_a_public_collection_is_seen_when_it_has_had_a_feature(lake: Lake) -> None:
    gerda = editor()
    empty = service.set_visibility(gerda, collection("empty"), Visibility.PUBLIC, NOW)
    service.set_visibility(gerda, filled(), Visibility.PUBLIC, NOW)

    assert [one.key for one in service.visible()] == ["benches"]
    assert [one.key for one in service.visible(gerda)] == ["benches", "empty"]
    assert empty.revision == 1
    assert AuditEntry.objects.filter(action="collection.visibility").count() == 2


def test_personal_fields_are_for_the_department_alone(lake: Lake) -> None:
    benches, gerda = filled(), editor()
    foreign = Department.objects.create(name="Ordnung")
    stranger = editor("ali", foreign)

    for visitor in (AnonymousUser(), stranger, Caller(domain="parks")):
        assert "keeper" not in reading.page(reading.question(benches, visitor)).column_names
        assert "keeper" not in reading.feature(benches, "a", visitor).column_names
        assert "keeper" not in reading.versions(benches, "a", visitor).column_names
    assert reading.feature(benches, "a", gerda)["keeper"].to_pylist() == ["Frau Öz"]


@pytest.mark.parametrize(
    "given",
    [
        {"key": "Bänke"},
        {"key": "-a"},
        {"key": "a" * 61},
        {"title": " "},
        {"licence": "free for all"},
        {"homepage": "javascript:alert(1)"},
        {"name_field": "colour"},
        {"style": Style(label="colour")},
        {"fields": (Field(key="key", title="Schlüssel"),)},
        {"fields": (Field(key="fid", title="Nummer"),)},
        {"fields": (Field(key="Name", title="Name"),)},
        {"fields": (Field(key="name", title="Name"), Field(key="name", title="Noch einer"))},
        {"fields": tuple(Field(key=f"f{number}", title="F") for number in range(1001))},
    ],
)
def test_a_draft_that_cannot_be_is_refused(lake: Lake, given: dict[str, object]) -> None:
    wrong: Draft = replace(draft(), **given)  # type: ignore[arg-type]  # what is wrong with it

    with pytest.raises(PayloadRejected):
        service.create(editor(), wrong, NOW)
    assert not FeatureCollection.objects.exists()


def test_a_key_is_given_once(lake: Lake, declare: Callable[[Collection], None]) -> None:
    declare(FOUNTAINS)
    collection()

    for key in ("benches", FOUNTAINS.key):
        with pytest.raises(Contradiction):
            service.create(editor(f"editor-{key}"), draft(key), NOW)


def test_strangers_change_nothing(lake: Lake) -> None:
    benches = filled()
    foreign = Department.objects.create(name="Ordnung")
    stranger = editor("ali", foreign)
    facts = Facts(title="Meine", department=department())
    deeds: list[Callable[[], object]] = [
        lambda: service.create(stranger, draft("mine"), NOW),
        lambda: service.change(stranger, benches, facts, NOW),
        lambda: service.change(editor(), benches, replace(facts, department=foreign), NOW),
        lambda: service.add_fields(stranger, benches, [Field(key="x", title="X")], NOW),
        lambda: service.remove_field(stranger, benches, "seats", NOW),
        lambda: service.set_visibility(stranger, benches, Visibility.PUBLIC, NOW),
        lambda: service.remove(stranger, benches, NOW),
    ]

    for deed in deeds:
        with pytest.raises(NotPermitted):
            deed()


def test_fields_come_change_and_go(lake: Lake) -> None:
    benches, gerda = filled(), editor()
    writing.write_features(benches, [bench("a", name="7")], complete=True, now=later(1), actor="source")

    service.add_fields(gerda, benches, [Field(key="name", title="Nummer", kind="integer")], later(2))
    after = service.remove_field(gerda, benches, "keeper", later(3))

    assert [(field.key, field.kind) for field in fields_of(after)] == [
        ("name", "integer"), ("seats", "integer"), ("opened", "date"),
    ]  # fmt: skip
    assert reading.feature(after, "a", gerda)["name"].to_pylist() == [7]
    with pytest.raises(Contradiction):
        service.add_fields(gerda, after, [Field(key="name", title="Tag", kind="date")], later(4))
    with pytest.raises(NotFound):
        service.remove_field(gerda, after, "keeper", later(4))
    assert fields_of(service.by_key("benches", gerda))[0].kind == "integer"


def test_a_collection_is_removed_with_its_features(lake: Lake) -> None:
    benches, gerda = filled(), editor()

    service.remove(gerda, benches, later(1))

    assert service.revisions() == {}
    assert lake.features.size().tables == 0
    with pytest.raises(NotFound):
        writing.write_features(benches, [bench("a")], complete=True, now=later(2), actor="source")


def test_a_declared_collection_cannot_be_removed(lake: Lake, declare: Callable[[Collection], None]) -> None:
    declare(FOUNTAINS)
    made = service.ensure_declared(FOUNTAINS.key, NOW)

    with pytest.raises(Contradiction):
        service.remove(administrator("admin"), made, NOW)


def test_what_was_interrupted_is_counted_anew(lake: Lake) -> None:
    benches = filled()
    FeatureCollection.objects.update(features=0, west=None, writing_since=NOW)

    assert "0" in settling.settle_interrupted(NOW + timedelta(minutes=10))
    assert "1" in settling.settle_interrupted(NOW + timedelta(minutes=20))

    benches.refresh_from_db()
    assert (benches.features, benches.bounds, benches.revision) == (1, (6.5, 51.3, 6.5, 51.3), 2)
    assert benches.writing_since is None


def test_old_versions_are_kept_as_long_as_the_domain_says(
    lake: Lake, declare: Callable[[Collection], None]
) -> None:
    declare(FOUNTAINS)
    made = service.ensure_declared(FOUNTAINS.key, NOW)
    for day, name in enumerate(("one", "two", "three")):
        feature = Feature(key="f", geometry=None, properties={"name": name})
        writing.write_features(made, [feature], complete=True, now=later(day), actor="source")

    assert "1" in jobs.keep_retention(later(11.5))

    assert [one["name"] for one in reading.versions(made, "f").to_pylist()] == ["two", "three"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Straße", "strasse"),
        ("  Größe (m²)", "groesse_m2"),
        ("key", "key_2"),
        ("FID", "fid_2"),
        ("2023", "f_2023"),
        ("___", "feld"),
        ("Ñandú", "nandu"),
        ("name", "name_3"),
        ("NAME", "name_3"),
        ("x" * 80, "x" * 60),
    ],
)
def test_every_name_of_a_column_becomes_a_key(name: str, key: str) -> None:
    assert field_key(name, {"name", "name_2"}) == key


def test_fields_are_kept_as_they_were_said(lake: Lake) -> None:
    said = (*FIELDS, Field(key="more", title="M", kind="json", unit="m", description="D", values={"a": "A"}))
    made = service.create(editor(), replace(draft(), fields=said), NOW)

    assert fields_of(FeatureCollection.objects.get(pk=made.pk)) == said


def test_what_points_at_a_person_neither_names_nor_colours(lake: Lake) -> None:
    gerda = editor()
    for said in (
        {"name_field": "keeper"},
        {"style": Style(label="keeper")},
        {"style": Style(category="keeper")},
    ):
        with pytest.raises(PayloadRejected, match="personenbezogen"):
            service.create(gerda, replace(draft(), **said), NOW)
    made = service.create(gerda, replace(draft(), name_field="name"), NOW)
    with pytest.raises(Contradiction):
        service.add_fields(gerda, made, [Field(key="name", title="Name", personal=True)], NOW)


def test_a_public_collection_does_not_show_a_personal_field_by_one_click(lake: Lake) -> None:
    gerda, shown = editor(), Field(key="keeper", title="Pate")
    made = service.set_visibility(gerda, collection(), Visibility.PUBLIC, NOW)
    with pytest.raises(Contradiction, match="Ziehen"):
        service.add_fields(gerda, made, [shown], NOW)
    internal = service.set_visibility(gerda, made, Visibility.INTERNAL, NOW)
    assert not service.add_fields(gerda, internal, [shown], NOW).fields[2]["personal"]
