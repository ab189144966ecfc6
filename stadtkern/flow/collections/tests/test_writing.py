# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features of a collection are written with rights, checks, audit and a word to whoever listens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from shapely import Point, Polygon

from stadtkern.flow.collections import reading, service, writing
from stadtkern.flow.collections.facts import fields_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.writing import Patch
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import events
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.events import CollectionChanged, Event
from stadtkern.kernel.models import AuditEntry, Department

from .givens import NOW, bench, collection, editor, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    """What is told about collections."""
    before, told = events.wired(), list[Event]()
    events.wire({CollectionChanged: (told.append,)})
    yield told
    events.wire(before)


def stored(of: FeatureCollection) -> dict[str, Feature]:
    rows = reading.page(reading.question(of, editor(f"reader{of.revision}")))
    return {one.key: one for one in reading.features_of(rows, fields_of(of))}


def test_a_delivery_is_stored_and_counted(lake: Lake, heard: list[Event]) -> None:
    benches = collection()

    done = writing.write_features(
        benches, [bench("a", 6.4), bench("b", 6.6, seats=3)], complete=True, now=NOW, actor="source"
    )

    assert (done.changes.inserted, done.rejected) == (2, ())
    benches.refresh_from_db()
    assert (benches.features, benches.revision, benches.data_changed_at) == (2, 1, NOW)
    assert benches.bounds == pytest.approx((6.4, 51.3, 6.6, 51.3))
    assert benches.writing_since is None
    assert heard == [CollectionChanged(at=NOW, key="benches", revision=1)]


def test_what_does_not_fit_is_told_and_its_old_version_stays(lake: Lake) -> None:
    benches = collection()
    writing.write_features(benches, [bench("a"), bench("b")], complete=True, now=NOW, actor="source")
    wrong = [bench("b", seats="drei"), Feature(key="c", geometry=Polygon(), properties={"height": 1})]

    done = writing.write_features(benches, [bench("a"), *wrong], complete=True, now=later(1), actor="source")

    assert [one.where for one in done.rejected] == ["b", "c"]
    assert "keine ganze Zahl" in done.rejected[0].reason
    assert b'"seats": "drei"' in done.rejected[0].raw
    assert set(stored(benches)) == {"a", "b"}


def test_a_delivery_like_the_one_before_changes_nothing(lake: Lake, heard: list[Event]) -> None:
    benches = collection()
    writing.write_features(benches, [bench("a")], complete=True, now=NOW, actor="source")
    heard.clear()

    done = writing.write_features(benches, [bench("a")], complete=True, now=later(1), actor="source")

    benches.refresh_from_db()
    assert (done.changes.unchanged, benches.revision, benches.data_changed_at) == (1, 1, NOW)
    assert heard == []


def test_a_person_edits_single_features(lake: Lake) -> None:
    benches, gerda = collection(), editor()

    made = writing.create_feature(gerda, benches, bench("", name="Am Teich", keeper="Frau Öz"), NOW)
    writing.create_feature(gerda, benches, bench("b"), NOW)
    writing.update_feature(gerda, benches, Patch(key=made.key, properties={"seats": 4}), later(1))
    writing.replace_feature(gerda, benches, bench("b", 6.7, opened=date(2020, 5, 1)), later(2))
    writing.delete_feature(gerda, benches, "b", later(3))

    kept = stored(benches)
    assert kept[made.key].properties == {"name": "Am Teich", "seats": 4, "keeper": "Frau Öz", "opened": None}
    assert set(kept) == {made.key}
    actions = AuditEntry.objects.filter(by__name="gerda").order_by("id").values_list("action", flat=True)
    assert list(actions) == [
        "feature.create", "feature.create", "feature.update", "feature.replace", "feature.delete",
    ]  # fmt: skip
    ever = reading.versions(benches, "b", gerda).to_pylist()
    assert [(one["_since"], one["_until"], one["opened"]) for one in ever] == [
        (NOW, later(2), None),
        (later(2), later(3), date(2020, 5, 1)),
    ]


def test_a_feature_is_moved_or_loses_its_place(lake: Lake) -> None:
    benches, gerda = collection(), editor()
    writing.create_feature(gerda, benches, bench("a"), NOW)

    moved = Patch(key="a", moves=True, geometry=Point(6.9, 51.4))
    assert writing.update_feature(gerda, benches, moved, later(1)).geometry == Point(6.9, 51.4)

    writing.update_feature(gerda, benches, Patch(key="a", moves=True), later(2))
    assert stored(benches)["a"].geometry is None
    benches.refresh_from_db()
    assert benches.bounds is None


def test_a_key_is_given_once_and_unknown_ones_are_not_found(lake: Lake) -> None:
    benches, gerda = collection(), editor()
    writing.create_feature(gerda, benches, bench("a"), NOW)

    with pytest.raises(Contradiction):
        writing.create_feature(gerda, benches, bench("a"), NOW)
    with pytest.raises(NotFound):
        writing.replace_feature(gerda, benches, bench("b"), NOW)
    with pytest.raises(NotFound):
        writing.update_feature(gerda, benches, Patch(key="b"), NOW)
    with pytest.raises(NotFound):
        writing.delete_feature(gerda, benches, "b", NOW)
    benches.refresh_from_db()
    assert benches.writing_since is None


def test_a_change_that_meets_another_is_refused(lake: Lake) -> None:
    benches, gerda = collection(), editor()
    writing.create_feature(gerda, benches, bench("a"), NOW)
    seen = benches.revision
    writing.update_feature(gerda, benches, Patch(key="a", properties={"seats": 1}), later(1))

    with pytest.raises(Contradiction):
        writing.delete_feature(gerda, benches, "a", later(2), expected_revision=seen)


def test_only_the_department_and_keys_of_the_subject_write(lake: Lake) -> None:
    benches = collection()
    stranger = editor("ali", Department.objects.create(name="Ordnung"))
    of_subject = Caller(name="app", domain="parks", may_register=True)

    for actor in (stranger, Caller(), of_subject, Caller(domain="parks")):
        with pytest.raises(NotPermitted):
            writing.create_feature(actor, benches, bench("a"), NOW)
    FeatureCollection.objects.update(domain="parks")
    benches = service.by_key("benches", editor("gerd"))
    writing.create_feature(of_subject, benches, bench("a"), NOW)
    with pytest.raises(NotPermitted):
        writing.delete_feature(Caller(domain="parks"), benches, "a", NOW)
    assert AuditEntry.objects.filter(by__name="app", action="feature.create").count() == 1


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (bench("a", height=3), "gibt es nicht"),
        (bench("a", seats=2.5), "keine ganze Zahl"),
        (bench("a", seats=True), "keine ganze Zahl"),
        (bench("a", seats=2**63), "keine ganze Zahl"),
        (bench("a", name=7), "kein Text"),
        (bench("a", opened="gestern"), "kein Tag"),
        (bench("a" * 201), "200 Zeichen"),
        (bench("a", 400.0), "außerhalb von WGS 84"),
        (Feature(key="a", geometry=Polygon([(6, 51), (7, 52), (6, 52), (7, 51)]), properties={}), "Polygon"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(lake: Lake, feature: Feature, words: str) -> None:
    benches, gerda = collection(), editor()

    with pytest.raises(PayloadRejected, match=words):
        writing.create_feature(gerda, benches, feature, NOW)


def test_a_polygon_that_crosses_itself_is_refused(lake: Lake) -> None:
    areas, gerda = collection("areas", "polygon"), editor()
    bow = Feature(key="a", geometry=Polygon([(6, 51), (7, 52), (6, 52), (7, 51)]), properties={})

    with pytest.raises(PayloadRejected, match="ungültig"):
        writing.create_feature(gerda, areas, bow, NOW)
