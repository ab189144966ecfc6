# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The city as people start it: one command, one folder, its own processes."""

import signal
import time
from pathlib import Path

import pytest

from stadtkern.settings.tests.city_process import City, migrated, running_city, stadtkern

pytestmark = pytest.mark.slow

PAYLOADS = Path(__file__).resolve().parents[2] / "domains" / "cycling" / "tests" / "payloads"


def test_a_first_start_answers_pages_and_names_the_link_for_the_first_account(tmp_path: Path) -> None:
    with running_city(tmp_path / "data") as city:
        status, text = city.page("/")
        _, listed = city.page("/api/3/action/package_list")
        code, said = city.stop()
    assert (status, code) == (200, 0)
    assert '"dashboard-rad-und-fussverkehr' in listed, "they are there before anybody looks"
    assert "<h1" in text
    assert "/konto/erststart/" in said


def test_styles_are_served_from_the_package_and_may_be_kept_for_good(tmp_path: Path) -> None:
    with running_city(migrated(tmp_path / "data")) as city:
        _, text = city.page("/")
        style = next(part for part in text.split('"') if part.endswith(".css"))
        status, _ = city.page(style)
    assert style.startswith("/static/")
    assert status == 200


def test_a_running_city_takes_over_the_work_of_a_command(tmp_path: Path) -> None:
    with running_city(migrated(tmp_path / "data")):
        first = stadtkern("import", str(PAYLOADS), data=tmp_path / "data")
        second = stadtkern("import", str(PAYLOADS), data=tmp_path / "data")
        status = stadtkern("lake", "status", data=tmp_path / "data")
    assert "Die laufende Stadt übernimmt das" in first.stderr
    assert first.returncode == 0, first.stderr
    assert "0 Dateien gelesen" in second.stdout
    assert "Messwerte:" in status.stdout


def test_what_the_city_cannot_do_is_said_by_the_command(tmp_path: Path) -> None:
    with running_city(migrated(tmp_path / "data")):
        ended = stadtkern("export", "nobody/1", "-o", str(tmp_path / "out.csv"), data=tmp_path / "data")
    assert ended.returncode == 1
    assert "Kein Datenstrom mit der Kennung nobody/1" in ended.stderr


def test_a_second_city_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with running_city(migrated(tmp_path / "data")) as city:
        ended = stadtkern("up", "--port", str(city.port), data=tmp_path / "data")
    assert ended.returncode == 2
    assert "ist schon belegt" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_city_ends_in_order_when_asked(tmp_path: Path, number: int) -> None:
    with running_city(migrated(tmp_path / "data")) as city:
        code, said = city.stop(number)
    assert code == 0
    assert "Traceback" not in said


def test_after_sigkill_of_the_parent_the_next_start_needs_no_repair(
    tmp_path: Path,
) -> None:
    with running_city(migrated(tmp_path / "data")) as city:
        assert stadtkern("import", str(PAYLOADS), data=tmp_path / "data").returncode == 0
        before = _values(city)
        city.stop(signal.SIGKILL)
    with running_city(tmp_path / "data") as again:
        assert _values(again) == before


def _values(city: City) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        ended = stadtkern("lake", "status", data=city.data)
        if ended.returncode == 0:
            return ended.stdout.splitlines()[0]
    raise AssertionError(ended.stderr)
