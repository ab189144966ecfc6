# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Ready dashboards can be computed, fill their rows and speak English."""

from __future__ import annotations

import msgspec
import pytest

from stadtkern.flow.outlets.dashboards.ready import declaring
from stadtkern.flow.outlets.series import service as series
from stadtkern.kernel import registry
from stadtkern.kernel.dashboards import Dashboard, expressions, tiles


def ready() -> list[Dashboard]:
    of_subjects = [one for domain in registry.domains() for one in domain.dashboards]
    return [*(one.dashboard for one in declaring.dashboards()), *of_subjects]


def test_there_is_one_for_each_purpose() -> None:
    assert {one.key for one in ready()} >= {
        "zehn-zahlen", "rad-und-fussverkehr", "parken-und-laden", "umwelt", "energie", "verwaltung",
    }  # fmt: skip


@pytest.mark.django_db
def test_every_expression_can_be_computed() -> None:
    for dashboard in ready():
        for tile in tiles(dashboard):
            for expression in expressions(tile):
                assert series.check(expression).unit, expression


def test_everything_is_told_in_english_too() -> None:
    for dashboard in ready():
        assert dashboard.title_en
        assert dashboard.summary_en
        assert all(page.title_en and all(tile.title_en for tile in page.tiles) for page in dashboard.pages)


def test_rows_are_filled() -> None:
    """Twelve columns each, so that no row has a hole."""
    for dashboard in ready():
        for page in dashboard.pages:
            at = 0
            for tile in page.tiles:
                at += tile.width
                assert at <= 12, (dashboard.key, page.key, tile.key)
                at %= 12
            assert at == 0, (dashboard.key, page.key)


def test_they_are_stored_as_they_are_declared() -> None:
    for dashboard in ready():
        assert msgspec.json.decode(msgspec.json.encode(dashboard), type=Dashboard) == dashboard
        keys = [tile.key for tile in tiles(dashboard)]
        assert len(keys) == len(set(keys))


def test_the_platform_and_the_template_are_not_for_everybody() -> None:
    internal = {one.dashboard.key for one in declaring.dashboards() if one.internal}
    assert internal == {"verwaltung", "energie"}
