# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The installation guide for Debian, followed literally below a folder that stands for the root of a machine.

Blocks ``sh`` are run as they stand, only that the folders of the machine lie below that folder; blocks
``sh root`` need a package manager, accounts or systemd and are checked for what they mention. Between them
the test does what systemd would: it starts the service as its unit says.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from stadtkern.settings.tests.city_process import free_port

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guides" / "installieren.md").read_text()
BLOCKS = re.findall(r"^```(sh|sh root)\n(.*?)^```$", GUIDE, re.M | re.S)
PLACES = ("/opt/stadtkern", "/srv/stadtkern", "/etc/stadtkern", "/var/backups/stadtkern", "/usr/local/sbin")
ROOT_ONLY = {
    "apt-get", "adduser", "install", "chgrp", "systemctl", "certbot", "ln", "nginx", "cd", "podman",
    "podman-compose", "/opt/stadtkern/venv/bin/pip",
}  # fmt: skip
"""What blocks for root begin their lines with."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A folder that stands for the root of a machine, and the port of its city."""

    root: Path
    port: int

    def mapped(self, text: str) -> str:
        """The text with the places of the machine below the folder, and a port that is free."""
        for place in PLACES:
            text = text.replace(place, f"{self.root}{place}")
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    @property
    def environment(self) -> dict[str, str]:
        """A plain environment: nothing of the one that the tests run in."""
        return {
            "PATH": f"{self.root}/usr/local/sbin:{self.root}/bin:/usr/bin:/bin",
            "HOME": str(self.root),
            "LANG": "C.UTF-8",
            "PIP_NO_DEPS": "1",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def follow(self, block: str) -> str:
        """What the commands said."""
        done = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", self.mapped(block)],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        self._lend_libraries()
        return done.stdout

    def _lend_libraries(self) -> None:
        """The libraries of this project serve the new environment; ``test_wheel`` installs them for real."""
        for packages in self.root.glob("opt/stadtkern/venv/lib/python*/site-packages"):
            (packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"])


@pytest.fixture
def machine(tmp_path: Path, built: Path) -> Machine:
    """A machine after steps 1 and 2: Python, folders, the package and ``deploy``."""
    made = Machine(root=tmp_path, port=free_port())
    for place in PLACES:
        (tmp_path / place.lstrip("/")).mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(Path(getattr(sys, "_base_executable", sys.executable)))
    package = tmp_path / "opt" / "stadtkern" / "paket"
    shutil.copytree(ROOT / "deploy", package / "deploy")
    for path in (path for path in package.rglob("*") if path.is_file()):
        path.write_text(made.mapped(path.read_text()))
    shutil.copy(next(built.glob("*.whl")), package)
    return made


@contextmanager
def service(machine: Machine) -> Iterator[None]:
    """The service, as its unit starts it."""
    unit = (machine.root / "opt/stadtkern/paket/deploy/systemd/stadtkern.service").read_text()
    command = next(line for line in unit.splitlines() if line.startswith("ExecStart=")).removeprefix(
        "ExecStart="
    )
    file = next(line for line in unit.splitlines() if line.startswith("EnvironmentFile="))
    lines = Path(file.removeprefix("EnvironmentFile=")).read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    process = subprocess.Popen(
        command.split(),
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **given},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        process.wait()


@pytest.mark.slow
def test_the_guide_leads_to_a_running_city_with_an_account_a_backup_and_maintenance(machine: Machine) -> None:
    commands = [block for kind, block in BLOCKS if kind == "sh"]
    first = next(number for number, block in enumerate(commands) if block.startswith("stadtkern health"))
    for block in commands[:first]:
        said = machine.follow(block)
        if "deploy/stadtkern.env" in block:
            _away_from_others(machine)
    assert "0 Fehler" in said
    with service(machine):
        told = ""
        for block in commands[first:]:
            told += machine.follow(block)
            if "maintenance" in block:
                _becomes(machine, 503 if "maintenance on" in block else 200)
        _figures_are_for_this_machine(machine)
    assert '"status":"ready"' in told
    assert "/konto/" in told or "/cockpit/" in told
    assert "Wartungsmodus eingeschaltet." in told
    assert "Wartungsmodus ausgeschaltet." in told
    assert (machine.root / "etc/stadtkern/backup.key").stat().st_mode & 0o077 == 0
    assert any((machine.root / "var/backups/stadtkern").iterdir())
    assert (machine.root / "srv/stadtkern/register.sqlite3").stat().st_uid == os.getuid()


def _status(machine: Machine, path: str, host: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", machine.port, timeout=10)
    try:
        # As the webserver in front asks.
        link.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https", "Accept": "text/html"})
        return link.getresponse().status
    finally:
        link.close()


def _becomes(machine: Machine, status: int) -> None:
    """Wait until visitors get pages, or the page that says why not."""
    until = time.monotonic() + 20
    while _status(machine, "/", "stadt.example") != status:
        assert time.monotonic() < until
        time.sleep(0.1)


def _figures_are_for_this_machine(machine: Machine) -> None:
    url = f"http://127.0.0.1:{machine.port}/metrics"
    given = subprocess.run(["curl", "-fsS", url], capture_output=True, text=True, check=True).stdout
    assert 'stadtkern_up{part="lake"} 1.0' in given
    assert _status(machine, "/metrics", "localhost") == 401


def _away_from_others(machine: Machine) -> None:
    """Other tests use the usual ports at the same time."""
    file = machine.root / "etc/stadtkern/stadtkern.env"
    text = re.sub(r"^STADTKERN_MQTT=.*$", "STADTKERN_MQTT=0", file.read_text(), flags=re.M)
    file.write_text(f"{text}STADTKERN_PORT={machine.port}\n")


def test_every_block_of_the_guide_is_a_script() -> None:
    assert len(BLOCKS) > 12
    for _kind, block in BLOCKS:
        parsed = subprocess.run(["/bin/bash", "-n"], input=block, text=True, capture_output=True, check=False)
        assert (parsed.returncode, parsed.stderr) == (0, ""), block


def test_blocks_for_root_do_only_what_needs_root_and_name_files_that_exist() -> None:
    for kind, block in BLOCKS:
        if kind == "sh root":
            assert {line.split()[0] for line in block.splitlines() if line} <= ROOT_ONLY, block
        for name in re.findall(r"\bdeploy/[\w./@-]+", block):
            assert (ROOT / name).exists(), name


def test_the_folders_that_units_may_write_are_made_by_the_guide() -> None:
    unit = (ROOT / "deploy/systemd/stadtkern.service").read_text()
    line = next(line for line in unit.splitlines() if line.startswith("ReadWritePaths="))
    for place in line.removeprefix("ReadWritePaths=").replace("-/", "/").split():
        assert any(kind == "sh root" and place in block for kind, block in BLOCKS), place
