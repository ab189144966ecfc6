# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dashboards in the catalogue."""

from __future__ import annotations

import pytest

from stadtkern.flow.catalogue import service as catalogue
from stadtkern.flow.catalogue.errors import Withdrawn
from stadtkern.flow.catalogue.of_subjects import licence_of
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dcat.checking import validate
from stadtkern.flow.outlets.series import subjects
from stadtkern.flow.outlets.series.tests.givens import site
from stadtkern.kernel.errors import NotFound

from .cities import NOW, built, number, somebody

pytestmark = pytest.mark.django_db


def test_a_public_dashboard_is_a_valid_entry_under_the_strictest_licence_of_its_data() -> None:
    anna = somebody("anna", administrator=True)
    row = service.publish(anna, built(anna, None, number()).key, at=NOW)
    entry = catalogue.entry(f"dashboard-{row.key}")
    assert entry.landing_page == f"/dashboards/{row.key}/"
    assert entry.licence.attribution
    assert [one for one in validate(entry) if one.severity == "violation"] == []


def test_the_licence_of_a_single_datastream_and_of_an_indicator_holds_too(lake: Lake) -> None:
    site("cycling", "bicycle_count", "nord")
    tiles = number(expression='stream("x/nord/bicycle_count")'), number("b", 'indicator("radverkehr-tag")')
    for tile in tiles:
        assert subjects.of([tile.series.expression]) == {"cycling"}
    anna = somebody("anna", administrator=True)
    entry = catalogue.entry(f"dashboard-{service.publish(anna, built(anna, None, tiles[0]).key, at=NOW).key}")
    assert entry.licence == licence_of({"cycling"})


def test_an_internal_or_deleted_dashboard_is_no_entry() -> None:
    anna = somebody("anna", administrator=True)
    row = built(anna, None, number())
    before = catalogue.revision()
    service.publish(anna, row.key, at=NOW)
    assert catalogue.revision() != before
    service.delete(anna, row.key, at=NOW)
    with pytest.raises((NotFound, Withdrawn)):
        catalogue.entry(f"dashboard-{row.key}")
