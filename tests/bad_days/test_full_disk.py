# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A full disk: nothing is acknowledged that is not stored, pages go on, and room makes all well again."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from stadtkern.settings.tests.city_process import environment, migrated, stadtkern

from .cities import ARCHIVE, Life, codes, counts, jobs_in, living, must, opened_lake, wait_until
from .pushing import Batch, make_key, push, register

pytestmark = pytest.mark.slow

_LONGER_THAN_THE_IMPORT_S = 8
_ROOM = 12_000_000
"""Enough for register and lake, too little for the file in the archive [byte]."""


@contextmanager
def full_disk(life: Life) -> Iterator[None]:
    """No file of the city may grow, log and register included: what a full disk feels like from inside."""
    _soft, hard = resource.prlimit(life.worker, resource.RLIMIT_FSIZE)
    resource.prlimit(life.worker, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.prlimit(life.worker, resource.RLIMIT_FSIZE, (hard, hard))


def test_a_full_disk_refuses_pushes_shows_pages_and_recovers_by_itself(tmp_path: Path) -> None:
    data = tmp_path / "data"
    secret = make_key(data)
    before, small, large = (
        Batch(number=1, first=0, size=50),
        Batch(number=2, first=50, size=1),
        Batch(number=3, first=51, size=20_000),
    )
    with living(data) as life:
        register(life, secret, "probe/1")
        assert push(life, secret, "probe/1", before).status == 201
        with full_disk(life):
            refused = [push(life, secret, "probe/1", batch) for batch in (small, large, small)]
            page, text = life.page("/messwerte/probe/1/")
        again = [push(life, secret, "probe/1", batch) for batch in (small, large)]

    assert [answer.status for answer in refused] == [503] * 3
    assert json.loads(refused[0].text)["title"] == "Speicher nicht bereit"
    assert not [answer.text for answer in refused if str(data) in answer.text]
    assert page == 200
    assert "Räder" in text
    assert [answer.field("stored") for answer in again] == [1, 20_000]
    with opened_lake(data) as lake:
        assert counts(lake)[codes(data)["probe/1"]].rows == 20_051


def test_an_import_that_meets_a_full_disk_is_done_once_there_is_room(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with living(data) as life, ThreadPoolExecutor(1) as pool:
        command = pool.submit(stadtkern, "import", str(ARCHIVE), data=data)
        wait_until(lambda: jobs_in(data, "RUNNING") > 0)
        with full_disk(life):
            time.sleep(_LONGER_THAN_THE_IMPORT_S)
        ended = command.result()
        again = must("import", str(ARCHIVE), data=data)

    assert ended.returncode == 0, ended.stderr
    assert "0 Dateien gelesen, 78 schon bekannt" in again


def test_an_archive_that_finds_no_room_is_named_and_the_other_files_are_imported(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    with tarfile.open(ARCHIVE) as archive:
        archive.extract("100035541/2025-08.csv", folder, filter="data")
    (tmp_path / "2025-09.csv").write_bytes(b"Datetime,100035541\n" * 2_000_000)
    with tarfile.open(folder / "large.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "2025-09.csv", "100035541/2025-09.csv")
    migrated(tmp_path / "data")

    ended = subprocess.run(
        ["prlimit", f"--fsize={_ROOM}", sys.executable, "-m", "stadtkern", "import", str(folder)],
        env=environment(tmp_path / "data"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert "large.tar.gz: Das Archiv kann nicht ausgepackt werden (File too large)" in ended.stdout
    assert "1 Dateien gelesen" in ended.stdout
    assert "8.670 Messwerte gespeichert" in ended.stdout
