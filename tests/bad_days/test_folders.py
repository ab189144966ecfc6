# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Folders and files that are not as they should be: one clear sentence, and nothing is harmed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stadtkern.settings.tests.city_process import environment, migrated, stadtkern

from .cities import codes, counts, living, opened_lake
from .pushing import Batch, make_key, push, register

pytestmark = pytest.mark.slow

PAYLOADS = Path(__file__).resolve().parents[2] / "stadtkern" / "domains" / "cycling" / "tests" / "payloads"
_GIB = 1024**3


def without_override(*command: str) -> list[str]:
    """The command without the right of root to write where the permissions say no."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]


@pytest.mark.parametrize("started_before", [False, True])
def test_a_read_only_data_folder_is_one_sentence_and_exit_code_2(
    tmp_path: Path, started_before: bool
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    if started_before:
        migrated(data)
    data.chmod(0o555)

    ended = subprocess.run(
        without_override(sys.executable, "-B", "-m", "stadtkern", "up", "--no-demo"),
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Fehler: In den Datenordner {data} kann nicht geschrieben werden")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_broken_catalogue_is_named_with_the_way_back_and_that_way_works(tmp_path: Path) -> None:
    data = tmp_path / "data"
    secret = make_key(data)
    with living(data) as life:
        register(life, secret, "probe/1")
        assert push(life, secret, "probe/1", Batch(number=1, first=0, size=500)).status == 201
    lake = data / "lake"
    (lake / "catalogue.ducklake").write_bytes(b"this is no catalogue")

    refused = stadtkern("up", "--no-demo", data=data)
    (lake / "catalogue.ducklake").unlink()
    (lake / "catalogue.ducklake.wal").unlink(missing_ok=True)
    shutil.copy(lake / "catalogue.backup", lake / "catalogue.ducklake")

    assert refused.returncode == 2
    assert str(lake / "catalogue.backup") in refused.stderr
    assert "Traceback" not in refused.stderr
    with living(data) as life:
        assert life.page("/messwerte/probe/1/")[0] == 200
        assert push(life, secret, "probe/1", Batch(number=2, first=500, size=10)).field("stored") == 10
    with opened_lake(data) as opened:
        assert counts(opened)[codes(data)["probe/1"]].rows == 510


def test_a_broken_copy_of_the_catalogue_harms_nothing_and_is_made_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    lake = data / "lake"
    secret = make_key(data)
    with living(data) as life:
        register(life, secret, "probe/1")
        assert push(life, secret, "probe/1", Batch(number=1, first=0, size=500)).status == 201
    for name in ("catalogue.backup", "catalogue.backup.part"):
        (lake / name).write_bytes(b"\0" * 20_000)

    with living(data) as life:
        assert push(life, secret, "probe/1", Batch(number=2, first=500, size=10)).field("stored") == 10

    shutil.copy(lake / "catalogue.backup", lake / "catalogue.ducklake")
    with opened_lake(data) as opened:
        assert counts(opened)[codes(data)["probe/1"]].rows == 510


def test_a_file_of_two_gibibytes_is_refused_unread_and_the_others_are_imported(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    shutil.copytree(PAYLOADS, folder)
    site = next(path.parent for path in sorted(folder.rglob("20*.csv")))
    with (site / "2019-01.csv").open("wb") as huge:
        huge.truncate(2 * _GIB)
    migrated(tmp_path / "data")

    ended = subprocess.run(
        ["prlimit", f"--as={3 * _GIB}", sys.executable, "-m", "stadtkern", "import", str(folder)],
        env=environment(tmp_path / "data"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ended.returncode == 0, ended.stderr
    assert "2019-01.csv“ ist größer als erlaubt (2048 MiB, erlaubt 512 MiB)" in ended.stdout
    assert " 0 Messwerte gespeichert" not in ended.stdout
    assert "Nicht lesbar: 1" in ended.stdout
