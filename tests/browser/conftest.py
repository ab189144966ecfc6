# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real city for a real browser: one process, filled with the recorded payloads by the real import."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from stadtkern.settings.tests.city_process import migrated

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).parent / "stadtkern"
PAYLOADS = sorted((ROOT / "stadtkern" / "domains").glob("*/tests/payloads"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
BOUNDARY = """{"type": "FeatureCollection", "attribution": "Testgrenze", "features": [{"type": "Feature",
"properties": {}, "geometry": {"type": "Polygon", "coordinates":
[[[6.5, 51.3], [6.8, 51.3], [6.8, 51.6], [6.5, 51.6], [6.5, 51.3]]]}}]}"""


@dataclass(frozen=True, kw_only=True)
class City:
    """Where the city is reached, and what it says when it starts."""

    address: str
    log: Path


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A running city with all recorded payloads; it ends with the tests."""
    data = tmp_path_factory.mktemp("city")
    port = _free_port()
    own = {"STADTKERN_DATA": str(data), "STADTKERN_PORT": str(port), "STADTKERN_MQTT": "0"}
    settings = {**os.environ, **own}  # noqa: TID251 - the city inherits the shell of the test run
    migrated(data)
    if os.environ.get("STADTKERN_PICTURES"):  # noqa: TID251 - the documentation shows the demo region
        _run(settings, "demo", "load")
    else:
        (data / "karte").mkdir()
        (data / "karte" / "grenze.geojson").write_text(BOUNDARY)
        for folder in PAYLOADS:
            shutil.copytree(folder, data / "payloads" / folder.parts[-3])
        _run(settings, "import", str(data / "payloads"))
    log = (data / "server.log").open("wb")
    server = subprocess.Popen(
        [str(COMMAND), "up", "--no-demo"],
        env=settings,
        cwd=data,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/ueber/", server, data / "server.log")
        yield City(address=address, log=data / "server.log")
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _run(settings: dict[str, str], *command: str) -> None:
    subprocess.run(
        [str(COMMAND), *command],
        env=settings,
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=180,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - the city started above
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"the city did not start: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine, without network services of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Its event loop runs in this thread from now on, also while other tests ask their registers.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A window of the browser; remembers what the browser complained about and every foreign address."""

    def __init__(self, browser: Browser, city: City, *, width: int, scripts: bool, dark: bool) -> None:
        self._context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            locale="de-DE",
            timezone_id="Europe/Berlin",
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self._city, self._scripts = city, scripts
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page: Page = self._context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        noise = "GPU stall due to ReadPixels" in message.text
        if message.type in ("error", "warning") and not noise:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._city.address, "data:", "blob:")):
            self.foreign.append(request.url)

    def open(self, path: str, *, status: int = 200) -> Page:
        """Open a page, which must answer with this status, and wait until its chart and map are drawn."""
        answer = self.page.goto(self._city.address + path)
        assert answer is not None and answer.status == status, path
        for element in ("time-chart", "city-map") if self._scripts else ():
            if self.page.locator(element).count():
                self.page.wait_for_selector(f"{element}[data-state]", timeout=30_000)
        return self.page

    def close(self) -> None:
        """Close the window."""
        self._context.close()


class Opener(Protocol):
    """Opens windows."""

    def __call__(self, *, width: int = 1280, scripts: bool = True, dark: bool = False) -> Visit:
        """A new window of this width [px]."""


@pytest.fixture
def visit(browser: Browser, city: City) -> Iterator[Opener]:
    """Opens windows and closes them after the test."""
    opened: list[Visit] = []

    def open_window(*, width: int = 1280, scripts: bool = True, dark: bool = False) -> Visit:
        opened.append(Visit(browser, city, width=width, scripts=scripts, dark=dark))
        return opened[-1]

    yield open_window
    for window in opened:
        window.close()
