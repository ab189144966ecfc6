# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others read of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stadtkern.flow.catalogue import service
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import Origin, State
from stadtkern.flow.devices.models import Datastream, Visibility
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound

from . import givens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


def test_a_source_with_public_datastreams_is_an_entry_by_itself() -> None:
    givens.counted("squares")
    entry = service.entry("squares")
    assert (entry.origin, entry.title, entry.frequency) == ("measured", "Plätze", "15MIN")
    assert entry.publisher.name == "Stadt Musterhausen"
    assert entry.licence.code == "dl-by-de/2.0"
    assert entry.attribution == "Stadt Musterhausen, dl-by-de/2.0"
    assert (entry.themes, entry.keywords) == (("TRAN",), ("Zählung", "Plätze"))
    assert entry.bounds == (7.6, 51.9, 7.6, 51.9)
    assert entry.contact and entry.contact.name == "Amt für Plätze"
    assert entry.geocoding and entry.issued and entry.landing_page == "/daten/squares/"
    assert entry.description.startswith("Wer über die Plätze geht. Gemessen wird: ")
    assert entry.distributions[0].key == "sensorthings"


def test_a_source_whose_datastreams_are_internal_is_none() -> None:
    givens.counted("squares")
    Datastream.objects.update(visibility=Visibility.INTERNAL)
    assert list(service.all_public()) == []
    with pytest.raises(NotFound):
        service.entry("squares")


def test_entries_come_by_key_and_go_on_behind_the_last_one() -> None:
    givens.counted("b-squares", "d-squares")
    for key in ("a-budget", "c-budget", "e-budget"):
        givens.dataset(key)
    first = service.entries(service.STRANGER, limit=2)
    rest = service.entries(service.STRANGER, after=first[-1].key)
    assert [one.key for one in first] == ["a-budget", "b-squares"]
    assert [one.key for one in rest] == ["c-budget", "d-squares", "e-budget"]


def test_strangers_see_no_drafts_and_staff_those_of_their_department() -> None:
    givens.dataset("budget", state=State.DRAFT)
    clerk = givens.person("clerk", givens.department())
    stranger = givens.person("other", givens.department("Anderes Amt"))
    assert [one.state for one in service.entries(clerk)] == ["draft"]
    assert service.entries(stranger) == []
    with pytest.raises(NotFound):
        service.entry("budget", stranger)


def test_a_withdrawn_dataset_leaves_a_tombstone() -> None:
    row = givens.dataset("budget", state=State.WITHDRAWN)
    Dataset.objects.filter(pk=row.pk).update(withdrawal_reason="Falsche Zahlen.", successor="budget-2026")
    with pytest.raises(Withdrawn) as caught:
        service.entry("budget")
    assert (caught.value.tombstone.reason, caught.value.tombstone.successor) == (
        "Falsche Zahlen.",
        "budget-2026",
    )
    assert [one.key for one in service.tombstones()] == ["budget"]
    assert list(service.all_public()) == []


def test_people_complete_an_entry_that_made_itself() -> None:
    givens.counted("squares")
    row = givens.dataset("squares")
    Dataset.objects.filter(pk=row.pk).update(
        origin=Origin.MEASURED, title="", licence="", description="Gezählt mit Lasern.", themes=[]
    )
    entry = service.entry("squares")
    assert (entry.title, entry.description) == ("Plätze", "Gezählt mit Lasern.")
    assert (entry.licence.code, entry.themes, entry.keywords) == ("dl-by-de/2.0", ("TRAN",), ("Haushalt",))
    assert len(list(service.all_public())) == 1


def test_many_entries_need_no_more_queries(django_assert_max_num_queries: Callable[..., Any]) -> None:
    givens.counted("a", "b", "c")
    for number in range(30):
        givens.dataset(f"budget-{number}")
    with django_assert_max_num_queries(18):
        assert len(service.entries(service.STRANGER)) == 33
