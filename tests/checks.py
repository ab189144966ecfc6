# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ``./run check`` and ``./run test`` do, step by step; ends with one line per step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres_server import NoPostgres, postgres_server, programs

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUICK = "not slow and not browser and not postgres"


@dataclass(kw_only=True)
class Run:
    """The steps of one run and how they ended."""

    lines: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    failed: bool = False

    def step(self, name: str, *command: str | Path, **env: str) -> None:
        """Run one command with its output shown; a failure does not keep the other steps from running."""
        sys.stdout.write(f"\n=== {name}\n")
        sys.stdout.flush()
        began = time.monotonic()
        with _data_folder() as data:
            environment = {**os.environ, "STADTKERN_DATA": data, **env}  # noqa: TID251
            ended = subprocess.run([*map(str, command)], cwd=ROOT, env=environment, check=False)
        self.failed = self.failed or ended.returncode != 0
        word = "gut" if ended.returncode == 0 else f"FEHLER ({ended.returncode})"
        self.lines.append(f"{name:<28} {word:<12} {time.monotonic() - began:6.1f} s")

    def end(self) -> int:
        """Say how it went; the exit code."""
        sys.stdout.write("\n" + "\n".join(self.lines) + "\n")
        for sentence in self.left_out:
            sys.stdout.write(f"Ausgelassen: {sentence}\n")
        sys.stdout.write("Nicht bestanden.\n" if self.failed else "Alles bestanden.\n")
        return 1 if self.failed else 0


def static(run: Run) -> None:
    """Format, rules, types, contracts, licences."""
    run.step("Format", BIN / "ruff", "format", "--check", "--quiet", ".")
    run.step("Regeln", BIN / "ruff", "check", "--quiet", ".")
    run.step("Typen", BIN / "mypy")
    run.step("Verträge", BIN / "lint-imports")
    run.step("Lizenzen", BIN / "reuse", "lint", "--quiet")


def pytest(run: Run, name: str, marks: str, *more: str, **env: str) -> None:
    """One run of pytest over the tests with these marks, on two processes."""
    run.step(name, BIN / "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", marks, *more, **env)


def check() -> int:
    """The quick run of a developer."""
    run = Run()
    static(run)
    pytest(run, "Tests", QUICK)
    return run.end()


def test() -> int:
    """Everything, with what the machine has; missing Debian packages are installed when that is allowed."""
    run = Run()
    browser, server = _browser(), _postgres()
    missing = [package for package, there in (("chromium", browser), ("postgresql", server)) if not there]
    if missing and _install(missing):
        browser, server = _browser(), _postgres()
    static(run)
    marks = "not postgres" if browser else "not postgres and not browser"
    pytest(run, "Tests (SQLite)", marks)
    if server:
        with postgres_server() as dsn:
            pytest(
                run, "Tests (PostgreSQL)", "postgres or (not slow and not browser)", STADTKERN_DATABASE=dsn
            )
    else:
        run.left_out.append(
            f"Tests mit PostgreSQL, weil kein PostgreSQL-Server installiert ist. {_how(missing)}"
        )
    if not browser:
        run.left_out.append(f"Tests im Browser, weil Chromium nicht installiert ist. {_how(missing)}")
    return run.end()


def _browser() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


def _postgres() -> bool:
    try:
        return bool(programs())
    except NoPostgres:
        return False


def _how(packages: list[str]) -> str:
    return f"Als root: apt-get install {' '.join(packages)}"


def _install(packages: list[str]) -> bool:
    """Install Debian packages when this account may do so; false when it may not or it failed."""
    apt = shutil.which("apt-get")
    sudo = shutil.which("sudo")
    if apt is None:
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        if sudo is None or subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode:
            return False
        prefix = [sudo, "-n"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}  # noqa: TID251
    commands = (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages])
    return not any(
        subprocess.run([*prefix, apt, *command], env=env, stdin=subprocess.DEVNULL, check=False).returncode
        for command in commands
    )


@contextmanager
def _data_folder() -> Iterator[str]:
    """A data folder for tools that load the settings, so that none appears in the checkout."""
    with tempfile.TemporaryDirectory(prefix="stadtkern-check-") as folder:
        yield folder


if __name__ == "__main__":
    sys.exit({"check": check, "test": test}[sys.argv[1]]())
