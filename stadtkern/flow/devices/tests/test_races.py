# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many who change and delete the same at once: each gets an answer, nobody a fault, and all is consistent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.postgres_server import postgres_server

_RACE = "import django; django.setup(); from stadtkern.flow.devices.tests import racing; racing.main()"


def race(data: Path, database: str) -> dict[str, Any]:
    """What came of a race over a register of its own."""
    environment = {
        **os.environ,  # noqa: TID251 - the environment of the process to start
        "DJANGO_SETTINGS_MODULE": "stadtkern.settings.django",
        "STADTKERN_DATA": str(data),
        "STADTKERN_DATABASE": database,
    }
    ended = subprocess.run(
        [sys.executable, "-c", _RACE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert isinstance(told, dict)
    return told


def check(told: dict[str, Any], vendor: str) -> None:
    assert told["left"]["vendor"] == vendor
    assert not [words for words in told["outcomes"] if words.startswith("fault")], told["outcomes"]
    assert set(told["outcomes"]) <= {"done", "NotFound", "PayloadRejected"}
    assert told["outcomes"]["done"] > 20
    assert told["left"]["streams_without_component"] == 0
    assert told["left"]["open_stays"] == told["left"]["placed_things"]


def test_races_end_well_on_sqlite(tmp_path: Path) -> None:
    check(race(tmp_path, ""), "sqlite")


@pytest.mark.postgres
def test_races_end_well_on_postgresql(tmp_path: Path) -> None:
    with postgres_server() as dsn:
        check(race(tmp_path, dsn), "postgresql")
