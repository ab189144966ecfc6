# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A served city for the black-box tests, and the record of what they have shown."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stadtkern.flow.outlets.sensorthings.conformance import RECORD
from stadtkern.settings.tests.city_process import migrated

from .service import ROOT, Service

COMMAND = Path(sys.executable).parent / "stadtkern"
_START_S = 90.0


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A city without demo data on free ports, asked with a key that may do everything in its subject."""
    data = tmp_path_factory.mktemp("sensorthings-city")
    port, mqtt_port = _free_port(), _free_port()
    settings = {
        **os.environ,  # noqa: TID251 - the city inherits the shell of the test run
        "STADTKERN_DATA": str(data),
        "STADTKERN_PORT": str(port),
        "STADTKERN_MQTT": f"127.0.0.1:{mqtt_port}",
        "STADTKERN_DATABASE": "",
    }
    migrated(data)
    words = ("key", "create", "pruefung", "--domain", "sensors", "--may-register", "--command")
    key = _run(settings, *words)
    with (data / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [str(COMMAND), "up", "--no-demo"], env=settings, cwd=data, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        found = Service(port=port, mqtt_port=mqtt_port, key=key)
        _wait(f"http://127.0.0.1:{port}{ROOT}", server, data / "server.log")
        yield found
        faults = [
            line[:3000] for line in (data / "server.log").read_text().splitlines() if "Traceback" in line
        ]
        assert faults == []
    finally:
        server.terminate()
        server.wait(timeout=60)


@pytest.fixture
def stranger(service: Service) -> Service:
    """The same service asked without a key."""
    return replace(service, stranger=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What asks a served city belongs to ./run test and ./run conformance."""
    if isinstance(item, pytest.Function) and "service" in item.fixturenames:
        item.add_marker("slow")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--record`` keeps what was shown for the conformance page."""
    parser.addoption("--record", action="store_true", help="write the record for the conformance page")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Count for each requirement how its tests ended."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy's result, untyped in old-style wrappers
    if report.when == "call" or report.failed:
        for mark in item.iter_markers("requirement"):
            _ENDED[(mark.args[0], report.passed)] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the record; needs one process (no -n)."""
    if session.config.getoption("--record"):
        failed = {uri for uri, passed in _ENDED if not passed}
        tests = {
            uri: number for (uri, passed), number in sorted(_ENDED.items()) if passed and uri not in failed
        }
        content = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "tests": tests}
        RECORD.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


_ENDED: Counter[tuple[str, bool]] = Counter()


def _run(settings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [str(COMMAND), *words], env=settings, check=True, capture_output=True, text=True, timeout=120
    )
    return done.stdout.strip()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - the city of the test
                answer.read()
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer: {log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
