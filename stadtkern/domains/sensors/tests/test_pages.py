# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The subject is quiet while nothing is registered, and shows what is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from stadtkern.domains.sensors.domain import DOMAIN
from stadtkern.flow.devices.tests import givens
from stadtkern.flow.lake.lake import Lake

PAGE = f"/themen/{DOMAIN.slug}/"

pytestmark = pytest.mark.django_db


def page(path: str) -> str:
    return Client().get(path).content.decode()


def test_a_subject_with_nothing_in_it_is_not_listed(lake: Lake) -> None:
    for path in ("/", "/themen/", "/messwerte/"):
        assert DOMAIN.title not in page(path), path


def test_its_page_says_that_there_is_nothing_yet(lake: Lake) -> None:
    body = page(PAGE)

    assert "Noch keine Orte" in body
    assert "mit einem Zugangsschlüssel der Kommune" in body
    assert DOMAIN.summary_en in page(f"/en{PAGE}")


def test_a_registered_thing_is_listed_on_the_map_and_measured_in_its_own_unit(lake: Lake) -> None:
    place = givens.location()
    givens.stream(thing=givens.thing(locations=(place,)), name="Bodenfeuchte")

    assert DOMAIN.title in page("/themen/")
    assert "Linde" in page(PAGE)
    assert "Linde" in page("/karte/")
    assert "Bodenfeuchte" in page("/messwerte/")


def test_what_is_internal_stays_invisible(lake: Lake) -> None:
    internal = replace(givens.OWNER, creates_internal=True)
    givens.stream(thing=givens.thing(caller=internal), caller=internal, name="Bodenfeuchte")

    for path in ("/", "/themen/", PAGE, "/karte/", "/messwerte/"):
        body = page(path)
        assert "Linde" not in body, path
        assert "Bodenfeuchte" not in body, path
