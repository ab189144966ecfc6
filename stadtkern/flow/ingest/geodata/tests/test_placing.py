# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features of decoders on their way into collections: through the same door as observations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from shapely.geometry import Point, Polygon

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest import replaying
from stadtkern.flow.ingest.geodata.records import file_source
from stadtkern.flow.ingest.models import DecoderKind, RejectedRecord, RejectedState
from stadtkern.flow.ingest.service import Stored, store
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.collections import Feature
from stadtkern.kernel.errors import NotPermitted
from stadtkern.kernel.observation import Decoded

from .givens import NOW, administrator, collection, worker

KEY, SOURCE = "playgrounds", "osm-playgrounds"


def playground(key: str, **more: object) -> Feature:
    return Feature(key=key, geometry=Point(6.55, 51.33), properties={"name": key, **more})


def brought(features: Iterable[Feature], *, complete: bool = False) -> Stored:
    decoded = Decoded(features={KEY: tuple(features)}, complete=frozenset({KEY} if complete else ()))
    return store(decoded, source_key=SOURCE, now=NOW)


@pytest.mark.django_db
def test_features_of_a_source_go_into_its_collection_and_again_change_nothing(lake: Lake) -> None:
    first = brought([playground("a"), playground("b")])
    again = brought([playground("a"), playground("b")])
    kept = FeatureCollection.objects.get(key=KEY)
    assert (first.features, again.features, kept.features, kept.revision) == (2, 2, 2, 1)


@pytest.mark.django_db
def test_a_complete_delivery_takes_away_what_it_does_not_name(lake: Lake) -> None:
    brought([playground("a"), playground("b")])
    brought([playground("b")], complete=True)
    assert FeatureCollection.objects.get(key=KEY).features == 1


@pytest.mark.django_db
def test_a_feature_with_an_unknown_field_is_rejected_and_its_older_form_stays(lake: Lake) -> None:
    brought([playground("a"), playground("b")])
    done = brought([playground("a", colour="rot"), playground("b")], complete=True)
    record = RejectedRecord.objects.get()
    assert (done.rejected, record.decoder) == (1, DecoderKind.FEATURE)
    assert "colour" in record.reason
    assert FeatureCollection.objects.get(key=KEY).features == 2


@pytest.mark.django_db
def test_a_geometry_that_crosses_itself_is_mended(lake: Lake) -> None:
    bow = Polygon([(6.7, 51.4), (6.8, 51.5), (6.8, 51.4), (6.7, 51.5)])
    done = brought([Feature(key="x", geometry=bow, properties={})])
    assert (done.features, done.rejected) == (1, 0)


@pytest.mark.django_db
def test_features_of_an_unknown_collection_wait_until_there_is_one(lake: Lake) -> None:
    source = file_source("baeume")
    feature = Feature(key="1", geometry=Point(6.7, 51.4), properties={"art": "Linde"})
    store(Decoded(features={"baeume": (feature,)}), source_key=source, now=NOW)
    waiting, admin = RejectedRecord.objects.get(), administrator()
    refused = replaying.replay([waiting.pk], admin, now=NOW)
    collection("baeume")
    done = replaying.replay([waiting.pk], admin, now=NOW + timedelta(hours=1))
    waiting.refresh_from_db()
    assert (refused.still_rejected, done.replayed, done.total.features) == (1, 1, 1)
    assert waiting.state == RejectedState.REPLAYED


@pytest.mark.django_db
def test_a_source_cannot_write_into_the_collection_of_another(lake: Lake) -> None:
    collection("baeume")
    feature = Feature(key="1", geometry=Point(6.7, 51.4), properties={})
    done = store(Decoded(features={"baeume": (feature,)}), source_key=SOURCE, now=NOW)
    assert (done.features, done.rejected) == (0, 1)


@pytest.mark.django_db
def test_people_of_the_department_settle_what_was_rejected_of_their_collection(lake: Lake) -> None:
    collection("baeume")
    wrong = Feature(key="1", geometry=Point(6.7, 51.4), properties={"höhe": 3})
    store(Decoded(features={"baeume": (wrong,)}), source_key=file_source("baeume"), now=NOW)
    theirs = worker("gruen")
    others = worker("tief", "Tiefbauamt")
    ids = [RejectedRecord.objects.get().pk]
    assert replaying.replay(ids, theirs, now=NOW).still_rejected == 1
    with pytest.raises(NotPermitted, match="settle rejected records"):
        replaying.replay(ids, others, now=NOW)
