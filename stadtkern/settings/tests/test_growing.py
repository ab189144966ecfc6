# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A city of many processes on bad days: whatever dies or is away, everything acknowledged is there once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stadtkern.settings.tests.city_process import stadtkern
from stadtkern.settings.tests.scaled_out import City, Sender, check_ledger, until
from tests.nats_server import Server as Nats
from tests.nats_server import nats_server
from tests.postgres_server import Server as Postgres
from tests.postgres_server import restartable
from tests.s3_server import Server as Bucket
from tests.s3_server import s3_server

pytestmark = [pytest.mark.postgres, pytest.mark.nats, pytest.mark.slow]

ROLES = ("ingest", "writer", "writer")


@pytest.fixture
def stores() -> Iterator[tuple[Postgres, Nats, Bucket]]:
    """What the processes share."""
    with restartable() as postgres, nats_server() as nats, s3_server() as bucket:
        yield postgres, nats, bucket


def test_whatever_dies_or_is_away_everything_acknowledged_is_there_once(
    tmp_path: Path, stores: tuple[Postgres, Nats, Bucket]
) -> None:
    postgres, nats, bucket = stores
    city = City(tmp_path / "data", settings(*stores), ROLES)
    try:
        sender = Sender([one.port for one in city.of("ingest")], city.start())
        sender.register()
        sender.start()
        more(sender, 300)
        city.of("writer")[0].kill()
        more(sender, 300)
        city.of("ingest")[0].kill()
        city.of("ingest")[0].start()
        for store in (nats, postgres):
            more(sender, 300)
            store.stop()
            time.sleep(1)
            store.start()
        more(sender, 300)
        bucket.away()
        more(sender, 1_000)
        bucket.back()
        more(sender, 300)
        sender.stop()
        lake = city.lake(tmp_path / "test")
        check_ledger(sender, lake)
        lake.close()
        assert [one.stop() for one in (city.of("ingest")[0], city.of("writer")[1])] == [0, 0]
    finally:
        city.stop()


def test_a_writer_without_a_log_is_refused_with_what_to_set(tmp_path: Path) -> None:
    ended = stadtkern(
        "writer",
        data=tmp_path,
        STADTKERN_DATABASE="postgresql://127.0.0.1:9/x",
        STADTKERN_LAKE_CATALOGUE="postgresql://127.0.0.1:9/x",
    )
    assert ended.returncode == 2
    assert "STADTKERN_NATS" in ended.stderr


def settings(postgres: Postgres, nats: Nats, bucket: Bucket) -> dict[str, str]:
    """Knobs of a city over these stores, whose databases and bucket are made."""
    with psycopg.connect(postgres.dsn, autocommit=True) as connection:
        connection.execute("create database register")
        connection.execute("create database catalogue")
    server = postgres.dsn.rpartition("/")[0]
    return {
        "STADTKERN_DATABASE": f"{server}/register",
        "STADTKERN_LAKE_CATALOGUE": f"{server}/catalogue",
        "STADTKERN_NATS": nats.url,
        "STADTKERN_LAKE_MEMORY_MB": "256",
        **bucket.settings("city"),
    }


def more(sender: Sender, number: int) -> None:
    """Go on until so many further observations are acknowledged."""
    wanted = sender.total + number
    until(lambda: sender.total >= wanted, 90)
