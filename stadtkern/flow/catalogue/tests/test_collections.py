# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections of features as entries, and their release."""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from stadtkern.flow.catalogue import drafts, findings, release, service
from stadtkern.flow.catalogue.errors import NotReady, Withdrawn
from stadtkern.flow.catalogue.models.datasets import State
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections import writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person

from . import givens
from .givens import NOW

pytestmark = pytest.mark.django_db
FIELDS = (
    Field(key="name", title="Name"),
    Field(key="keeper", title="Pflege", personal=True),
)


@pytest.fixture
def author() -> Person:
    return givens.person("author", givens.department())


def _benches(
    author: Person, *, licence: str = "dl-zero-de/2.0", name: str = "Bank am Teich"
) -> FeatureCollection:
    draft = Draft(
        key="benches",
        title="Parkbänke",
        title_en="Benches",
        description="Bänke in Parks.",
        department=givens.department(),
        geometry="point",
        fields=FIELDS,
        licence=licence,
        themes=("ENVI",),
        keywords=("Park",),
    )
    made = collections.create(author, draft, NOW)
    bench = Feature(
        key="1", geometry=Point(7.6, 51.9), properties={"name": name, "keeper": "Erika Mustermann"}
    )
    writing.write_features(made, [bench], complete=True, now=NOW, actor=author)
    made.refresh_from_db()
    return made


def test_releasing_an_entry_shows_the_collection_behind_it(lake: Lake, author: Person) -> None:
    _benches(author)
    dataset = drafts.begin(author, "benches", now=NOW)
    assert dataset.state == State.DRAFT
    with pytest.raises(NotFound):
        service.entry("benches")
    release.submit(author, dataset, now=NOW)
    release.release(givens.person("second", givens.department()), dataset, now=NOW)
    entry = service.entry("benches")
    assert (entry.origin, entry.collection, entry.licence.code) == ("collection", "benches", "dl-zero-de/2.0")
    assert entry.bounds == pytest.approx((7.6, 51.9, 7.6, 51.9))
    assert [one.key for one in entry.columns] == ["key", "name", "geometry"]
    assert collections.by_key("benches").visibility == "public"


def test_withdrawing_it_hides_the_collection(lake: Lake, author: Person) -> None:
    _benches(author)
    dataset = drafts.begin(author, "benches", now=NOW)
    release.submit(author, dataset, now=NOW)
    second = givens.person("second", givens.department())
    release.release(second, dataset, now=NOW)
    release.withdraw(author, dataset, reason="Falsche Orte.", urgent=True, now=NOW)
    with pytest.raises(Withdrawn):
        service.entry("benches")
    with pytest.raises(NotFound):
        collections.by_key("benches")
    assert list(service.all_public()) == []


def test_only_fields_that_would_be_published_are_checked(lake: Lake, author: Person) -> None:
    _benches(author, name="gestiftet von Frau Schulze")
    dataset = drafts.begin(author, "benches", now=NOW)
    with pytest.raises(NotReady, match="nicht beantwortet"):
        release.submit(author, dataset, now=NOW)
    findings.look_at_collection(dataset, NOW)
    assert [one.place for one in findings.open_findings(dataset)] == ["Sammlung: Name"]


def test_a_collection_without_licence_is_not_released(lake: Lake, author: Person) -> None:
    _benches(author, licence="")
    with pytest.raises(NotReady, match="Lizenz"):
        release.submit(author, drafts.begin(author, "benches", now=NOW), now=NOW)
