# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A large city: several processes over PostgreSQL, one folder of Parquet files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from stadtkern.settings.tests.city_process import environment, free_port, running_city, stadtkern
from tests.postgres_server import postgres_server

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

PAYLOADS = Path(__file__).resolve().parents[2] / "domains" / "cycling" / "tests" / "payloads"


@pytest.fixture(scope="module")
def databases() -> Iterator[dict[str, str]]:
    """Settings that name a register and a lake catalogue in PostgreSQL, both empty."""
    with postgres_server() as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("create database register")
            connection.execute("create database catalogue")
        server = dsn.rpartition("/")[0]
        yield {
            "STADTKERN_DATABASE": f"{server}/register",
            "STADTKERN_LAKE_CATALOGUE": f"{server}/catalogue",
        }


@contextmanager
def running_jobs(data: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """``stadtkern jobs``, ended with the block."""
    process = subprocess.Popen([sys.executable, "-m", "stadtkern", "jobs"], env=environment(data, **env))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_processes_share_register_and_lake(databases: dict[str, str], tmp_path: Path) -> None:
    env = {**databases, "STADTKERN_LAKE_FILES": str(tmp_path / "files")}
    unready = stadtkern("web", data=tmp_path, **env)
    assert stadtkern("migrate", data=tmp_path, **env).returncode == 0
    with ExitStack() as city:
        probes = f"127.0.0.1:{free_port()}"
        jobs = city.enter_context(running_jobs(tmp_path, STADTKERN_PROBES=probes, **env))
        pages = [city.enter_context(running_city(tmp_path, words=("web",), env=env)) for _ in range(2)]
        imported = stadtkern("import", str(PAYLOADS), data=tmp_path, **env)
        seen = [page.page("/messwerte/?suche=Neutor") for page in pages]
        health = stadtkern("health", data=tmp_path, STADTKERN_PROBES=probes)
        ended = [page.stop()[0] for page in pages]
    assert "stadtkern migrate" in unready.stderr
    assert imported.returncode == 0, imported.stderr
    assert (health.returncode, '"status":"ready"' in health.stdout) == (0, True), health.stdout
    assert [status for status, _ in seen] == [200, 200]
    assert all("muenster/100035541" in text for _, text in seen)
    assert ended == [0, 0]
    assert jobs.returncode == 0
