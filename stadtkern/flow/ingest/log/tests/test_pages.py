# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the ingest log: for whom, and what it says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from stadtkern.flow.ingest.checking.tests.givens import bring, series, stream
from stadtkern.flow.ingest.log.handing import Log
from stadtkern.flow.ingest.log.models import LogWriter
from stadtkern.flow.ingest.log.writer import LogWriterThread
from stadtkern.kernel.models import Person
from stadtkern.kernel.tests.people_of_tests import administrator, employ

pytestmark = pytest.mark.django_db

PAGE = "/cockpit/eingangsprotokoll/"


@pytest.fixture
def operator(client: Client) -> Client:
    """Somebody who looks after the platform, at the cockpit."""
    client.force_login(administrator())
    return client


def test_a_city_without_a_log_says_that_it_needs_none(operator: Client) -> None:
    page = operator.get(PAGE).content.decode()
    assert "schreibt unmittelbar in den Datensee" in page
    assert f'href="{PAGE}"' not in page


def test_who_does_not_look_after_the_platform_may_not_see_it(client: Client) -> None:
    stranger = client.get(PAGE)
    client.force_login(employ(Person.objects.create_user("anna"), "Amt für Daten"))
    assert (stranger.status_code, client.get(PAGE).status_code) == (302, 403)


@pytest.mark.nats
def test_it_says_what_waits_and_that_nobody_writes(operator: Client, log: Log) -> None:
    bring(stream(), series(1.0))
    page = operator.get(PAGE).content.decode()
    assert "Es läuft kein Schreiber" in page
    assert page.count('<th scope="row" class="num">') == 16


@pytest.mark.nats
def test_it_names_the_writers_and_what_they_wait_for(operator: Client, writer: LogWriterThread) -> None:
    writer.one_pass()
    LogWriter.objects.update(waiting_since=timezone.now(), waiting_for="no disk")
    page = operator.get(PAGE).content.decode()
    assert writer.name in page
    assert "no disk" in page
