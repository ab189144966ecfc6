# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A backup or a restore that is killed leaves nothing broken, and calling it again goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings.keeping import ground, restore, shelf, upgrade
from stadtkern.settings.keeping.words import CityRuns
from stadtkern.settings.tests.city_process import environment, running_city, stadtkern

from . import towns

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_WITHIN_S = 60.0


def killed_when(seen: Callable[[], bool], *words: str, data: Path, **env: str) -> int:
    """The command, killed (SIGKILL) as soon as that is seen; its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "stadtkern", *words],
        env=environment(data, **env),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + _WITHIN_S
    while not seen() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    return process.wait()


def test_a_killed_backup_is_no_backup_and_the_next_one_goes_on(reachable: None, tmp_path: Path) -> None:
    data, place = towns.recorded(tmp_path), tmp_path / "backups"
    there = towns.vault(place)
    words = ("backup", "--to", str(place), "--key", str(place.with_name("backups.key")))

    ended = killed_when(lambda: len(objects(place)) > 10, *words, data=data)
    left = len(objects(place))
    towns.backed_up(towns.town(data), towns.vault(place))

    assert ended == -signal.SIGKILL
    assert 10 < left < len(objects(place))
    assert len(there.ids()) == 1
    assert shelf.verify(there, shelf.heads(there), note=towns.quiet).backups == 1


def test_a_killed_restore_does_not_start_as_a_city_and_is_done_by_the_next_one(
    reachable: None, original: Path, backups: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    register = data / "restoring" / "new" / "register.sqlite3"
    words = ("restore", "--as-it-was", "--from", str(backups), "--key", str(backups.with_name("backups.key")))

    ended = killed_when(register.exists, *words, data=data)
    with pytest.raises(WrongSetting, match="unterbrochen"):
        upgrade.require_fit(replace(settings.KNOBS, data=data))
    there = towns.vault(backups)
    head = shelf.chosen(there, None)
    restore.restore(towns.town(data), there, head, replace_city=False, now=NOW, note=towns.quiet)

    assert ended == -signal.SIGKILL
    assert towns.register_rows(data) == towns.register_rows(original)
    assert towns.files(data) == towns.files(original)
    assert not (data / "restoring").exists()


def test_a_running_city_backs_itself_up_and_is_not_restored_over(tmp_path: Path) -> None:
    data, place = towns.recorded(tmp_path), tmp_path / "backups"
    there = towns.vault(place)
    key = ("--key", str(tmp_path / "backups.key"))
    with running_city(data) as city:
        made = stadtkern("backup", "--to", str(place), *key, data=data)
        with pytest.raises(CityRuns, match="Die Stadt läuft"):
            ground.require_still(towns.town(data))
        status, _ = city.page("/")
    (head,) = shelf.heads(there)
    assert made.returncode == 0, made.stderr
    assert "Die laufende Stadt übernimmt das" in made.stderr
    assert 2787 <= head.observations <= 2787 + 8, "the platform counts itself meanwhile"
    assert status == 200


def objects(place: Path) -> list[str]:
    return [file for _folder, _folders, files in os.walk(place / "objects") for file in files]
