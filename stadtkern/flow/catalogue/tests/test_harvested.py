# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What other catalogues bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stadtkern.flow.catalogue import harvested, service
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.catalogue.words import Agent, Distribution, Entry, Period
from stadtkern.kernel.licences import CC_BY_4

from .givens import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def _entry() -> Entry:
    link = Distribution(key="csv", title="CSV", access_url="https://example.org/a.csv", format="CSV")
    return Entry(
        key="anything",
        title="Bäume der Nachbarstadt",
        description="Alle Bäume.",
        origin="harvested",
        publisher=Agent(name="Nachbarstadt"),
        licence=CC_BY_4,
        themes=("ENVI",),
        period=Period(start=NOW),
        bounds=(7.0, 51.0, 7.5, 51.5),
        distributions=(link,),
        modified=NOW,
        extra={"spatial_text": "Nachbarstadt"},
    )


def test_a_harvested_entry_is_read_as_it_came() -> None:
    key, outcome = harvested.record_harvested("nachbar", _entry(), identifier="4711", now=NOW)
    assert outcome == "new" and key.startswith("nachbar-baeume-der-nachbarstadt-")
    assert service.entry(key) == replace(_entry(), key=key)


def test_the_same_record_changes_nothing_and_another_one_does() -> None:
    key, _new = harvested.record_harvested("nachbar", _entry(), identifier="4711", now=NOW)
    before = service.revision()
    again = harvested.record_harvested("nachbar", _entry(), identifier="4711", now=LATER)
    assert (again, service.revision()) == ((key, "unchanged"), before)
    other = harvested.record_harvested(
        "nachbar", replace(_entry(), title="Alle Bäume"), identifier="4711", now=LATER
    )
    assert other == (key, "changed") and service.revision() != before
    assert service.entry(key).title == "Alle Bäume"


def test_a_record_that_is_gone_leaves_a_tombstone_until_it_comes_back() -> None:
    key, _new = harvested.record_harvested("nachbar", _entry(), identifier="4711", now=NOW)
    gone = harvested.withdraw_harvested(
        "nachbar", seen_before=LATER, reason="Nicht mehr im Katalog.", now=LATER
    )
    assert gone == 1 and harvested.harvested_keys("nachbar") == set()
    with pytest.raises(Withdrawn):
        service.entry(key)
    assert harvested.record_harvested("nachbar", _entry(), identifier="4711", now=LATER) == (key, "changed")
    assert service.entry(key).title == "Bäume der Nachbarstadt"


def test_a_dead_link_stays_known_when_the_record_comes_again() -> None:
    key, _new = harvested.record_harvested("nachbar", _entry(), identifier="4711", now=NOW)
    harvested.note_links(key, {"csv": False}, now=NOW)
    _key, outcome = harvested.record_harvested("nachbar", _entry(), identifier="4711", now=LATER)
    [link] = service.entry(key).distributions
    assert (outcome, link.alive, link.checked_at) == ("unchanged", False, NOW)
