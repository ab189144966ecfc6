# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What operations see of the shared ingest log, with a server that answers and one that has gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings

from stadtkern.flow.ingest.log import current
from stadtkern.flow.outlets.operations import health, served
from stadtkern.flow.outlets.operations.served import Served
from stadtkern.settings import ingest_log, looking
from stadtkern.settings.env import Knobs
from tests.nats_server import Server, nats_server

pytestmark = [pytest.mark.nats, pytest.mark.slow]


@pytest.fixture
def server() -> Iterator[Server]:
    with nats_server() as running:
        yield running


@pytest.fixture
def knobs(server: Server) -> Iterator[Knobs]:
    """An installation with a log of its own."""
    made = replace(settings.KNOBS, nats=(server.url,), nats_replicas=1)
    current.provide(ingest_log.log_settings(made))
    before = served.served()
    served.provide(Served(parts=looking.parts(made)))
    yield made
    served.provide(before)
    current.provide(None)


def standing() -> bool:
    (part,) = [one for one in health.ask().parts if one.name == "ingest_log"]
    return part.well


@pytest.mark.django_db
def test_the_log_is_a_part_of_the_platform_without_which_pages_are_answered(
    knobs: Knobs, server: Server, later_lake: None
) -> None:
    assert standing()
    assert looking.ingest_log(datetime.now(UTC)) == []
    figures = {one.name: one.values for one in looking.figures(knobs)["ingest_log"]()}
    assert figures["stadtkern_ingest_log_lag_seconds"] == {"": 0.0}
    server.stop()
    assert not standing()
    assert health.ask().state == "degraded"
    server.start()
    until = time.monotonic() + 20
    while not standing():
        assert time.monotonic() < until
        time.sleep(0.1)
