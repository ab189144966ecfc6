# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A town moves to PostgreSQL and a bucket and back, and is the same town afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from stadtkern.flow.lake.copying import StillLake
from stadtkern.settings import env
from stadtkern.settings.keeping import backup, ground, moving, registers, restore, rows, shelf, tables
from stadtkern.settings.keeping.places import place_of
from stadtkern.settings.keeping.stores import Stores, stores_of
from stadtkern.settings.keeping.vault import Vault
from stadtkern.settings.keeping.words import BackupMissing, CityNotEmpty, NotEqual, PlaceBusy
from tests.postgres_server import postgres_server
from tests.s3_server import s3_server

from . import towns

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[env.Knobs]:
    """Settings of a large town: empty databases and an empty bucket."""
    with postgres_server() as dsn, s3_server() as server:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("create database register")
            connection.execute("create database catalogue")
        address = dsn.rpartition("/")[0]
        named = {
            "STADTKERN_DATA": str(tmp_path_factory.mktemp("large") / "data"),
            "STADTKERN_DATABASE": f"{address}/register",
            "STADTKERN_LAKE_CATALOGUE": f"{address}/catalogue",
            **server.settings("town"),
        }
        yield env.read(named)


def digests(stores: Stores) -> dict[str, tuple[int, str]]:
    found = {}
    with registers.opened(stores.register) as alias:
        for table in tables.tables(alias):
            digest = rows.Digest()
            for row in table.read():
                digest.add(row)
            found[table.label] = (digest.rows, digest.hex())
    return found


@pytest.mark.postgres
@pytest.mark.slow
def test_there_and_back_every_row_is_the_same(
    reachable: None, original: Path, large: env.Knobs, tmp_path: Path
) -> None:
    before = towns.register_rows(original), towns.files(original)
    there, back = stores_of(large), towns.town(tmp_path / "back")

    moved = moving.move(towns.town(original), there, note=towns.quiet)
    with pytest.raises(CityNotEmpty, match="PostgreSQL-Datenbank"):
        moving.move(towns.town(original), there, note=towns.quiet)
    backups = Vault(place_of("s3://town/backups", large), towns.key_in(tmp_path / "key"))
    with closing(StillLake(there.lake)) as lake:
        head = backup.make(there, lake, backups, city="Musterstadt", note=towns.quiet)
    moving.move(there, back, note=towns.quiet)
    restore.restore(
        towns.town(tmp_path / "restored"), backups, head, replace_city=False, now=NOW, note=towns.quiet
    )

    assert (moved.lake_rows, moved.tables) == (3066, 88)
    assert (towns.register_rows(original), towns.files(original)) == before
    assert digests(there) == digests(towns.town(original))
    for data in (tmp_path / "back", tmp_path / "restored"):
        assert digests(towns.town(data)) == digests(towns.town(original))
        assert towns.register_rows(data)["sqlite_sequence"] == before[0]["sqlite_sequence"]
        assert towns.files(data) == before[1]
        assert towns.lake_sums(towns.town(data).lake) == towns.lake_sums(towns.town(original).lake)
    assert shelf.verify(backups, shelf.heads(backups), note=towns.quiet).backups == 1
    assert shelf.prune(backups, shelf.Keep(), note=towns.quiet).objects == 0
    assert any(name.startswith("lake/main/observations/") for name in _names(large))


def _names(knobs: env.Knobs) -> list[str]:
    return [listed.name for listed in place_of("s3://town", knobs).names()]


@pytest.mark.postgres
@pytest.mark.slow
def test_tables_of_a_replaced_city_stay_in_a_schema_of_their_own(large: env.Knobs, tmp_path: Path) -> None:
    address = large.database.rpartition("/")[0]
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute("create database replaced")
    database = f"{address}/replaced"
    stores = stores_of(
        replace(
            large, data=tmp_path / "data", database=database, lake_catalogue=database,
            lake_files="s3://town/anew", files="s3://town/anew-files",
        )
    )  # fmt: skip
    with psycopg.connect(database) as connection:
        connection.execute("create table old_city (id integer)")
    with pytest.raises(CityNotEmpty, match="PostgreSQL-Datenbank"):
        ground.prepare(stores, replace=False, now=NOW)
    ground.prepare(stores, replace=True, now=NOW)
    with psycopg.connect(database) as connection:
        connection.execute("create table half_written (id integer)")
    ground.prepare(stores, replace=False, now=NOW)
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname ~ '^(public|replaced)'"
        ).fetchall()
    assert found == [("replaced_20261122t120000", "old_city")]


@pytest.mark.slow
def test_a_bucket_is_a_place_like_a_folder(tmp_path: Path) -> None:
    with s3_server() as server:
        knobs = env.read({"STADTKERN_DATA": str(tmp_path), **server.settings("place")})
        place = place_of("s3://place/some/path", knobs)
        place.write("objects/ab/abc", [b"one", b"two", b"three"])
        place.write("objects/cd/empty", [])
        assert {(found.name, found.bytes) for found in place.names("objects")} == {
            ("objects/ab/abc", 11),
            ("objects/cd/empty", 0),
        }
        assert b"".join(place.read("objects/ab/abc")) == b"onetwothree"
        with pytest.raises(BackupMissing, match="fehlt objects/none"):
            list(place.read("objects/none"))
        with place.alone(), pytest.raises(PlaceBusy), place_of("s3://place/some/path", knobs).alone():
            pass
        place.remove("objects/ab/abc")
        assert [found.name for found in place.names()] == ["objects/cd/empty"]


def test_a_row_that_is_another_at_the_target_is_named(reachable: None, tmp_path: Path) -> None:
    here, there = towns.recorded(tmp_path / "here"), towns.recorded(tmp_path / "there")
    with registers.opened(there / "register.sqlite3") as alias:
        department = next(table for table in tables.tables(alias) if table.label == "kernel.Department")
        department.model._base_manager.using(alias).filter(pk=1).update(name="Ein anderes Amt")
    with (
        registers.opened(here / "register.sqlite3") as one,
        registers.opened(there / "register.sqlite3") as other,
    ):
        pair = [
            next(table for table in tables.tables(alias) if table.label == "kernel.Department")
            for alias in (one, other)
        ]
        with pytest.raises(NotEqual, match=r"kernel.Department: Die Zeile 1 ist am Ziel eine andere"):
            moving.compared(*pair)


def test_numbers_count_as_equal_however_a_database_writes_them() -> None:
    assert rows.fingerprint([{"b": [1.0, 2], "a": 3}]) == rows.fingerprint([{"a": 3.0, "b": [1, 2.0]}])
    assert rows.fingerprint(["1"]) != rows.fingerprint([1])
