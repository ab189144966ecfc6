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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import mosquitto_server, nats_server
from tests.postgres_server import NoPostgres, postgres_server, programs

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUICK = "not slow and not browser and not postgres and not mosquitto and not nats and not systemd"
PURE = f"{QUICK} and not stores"
"""What needs neither register nor lake: most of the rules, in a small part of the time."""
OTHER_REGISTER = "postgres or (django_db and not slow and not browser and not mosquitto and not nats)"
"""What asks the register, for its second run on PostgreSQL; all else ran on SQLite and would run the same."""

_ROOM_GB = 6
"""What a whole run needs at most at one time on the disk of temporary files."""

_KEPT = {"PYTHONDONTWRITEBYTECODE": ""}
"""Python keeps what it compiles even where the account says otherwise: many processes load the same tests."""


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
            environment = {**os.environ, **_KEPT, "STADTKERN_DATA": data, **env}  # noqa: TID251
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


def room() -> None:
    """Stop before the first test when the disk is nearly full: each test would fail with another sentence."""
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free / 1e9
    if free < _ROOM_GB:
        sys.exit(
            f"Auf dem Datenträger von {folder} sind nur {free:.1f} GB frei;"
            f" die Tests brauchen bis zu {_ROOM_GB} GB."
            " Bitte Platz schaffen oder mit TMPDIR einen anderen Ordner nennen."
        )


def check() -> int:
    """The quick run of a developer: pure tests, and all quick ones where something changed."""
    room()
    run = Run()
    static(run)
    pytest(run, "Tests ohne Speicher", PURE)
    rooms = changed_rooms(_changed())
    if rooms:
        pytest(run, "Tests des Geänderten", f"{QUICK} and stores", *rooms)
    run.left_out.append("Tests mit Register und Datensee, wo nichts geändert ist; ./run test führt alle aus.")
    return run.end()


def changed_rooms(paths: Iterable[str]) -> list[str]:
    """Folders and files with tests that belong to these changed files; each once, none within another."""
    found = set()
    for name in paths:
        path = ROOT / name
        if path.name.startswith("test_") and path.exists():
            found.add(name)
            continue
        room = next(
            (folder for folder in path.parents if (folder / "tests").is_dir() and folder != ROOT), None
        )
        if room and ROOT in room.parents:
            found.add(str(room.relative_to(ROOT) / "tests"))
    return sorted(found)


def _changed() -> list[str]:
    """Files that are not committed, or committed but not in the branch that the developer follows."""
    upstream = _git("diff", "--name-only", "@{upstream}...HEAD")
    return [
        *_git("diff", "--name-only", "HEAD"),
        *_git("ls-files", "--others", "--exclude-standard"),
        *upstream,
    ]


def _git(*words: str) -> list[str]:
    asked = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True)
    return asked.stdout.splitlines() if asked.returncode == 0 else []


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program of Debian without which the tests of a mark are left out."""

    mark: str
    package: str
    there: Callable[[], bool]
    left_out: str


def test() -> int:
    """Everything, with what the machine has; missing Debian packages are installed when that is allowed."""
    room()
    run = Run()
    missing = [one.package for one in PROGRAMS if not one.there()]
    if missing:
        _install(missing)
    absent = [one for one in PROGRAMS if not one.there()]
    static(run)
    run.step("Stückliste, Schwachstellen", sys.executable, "-m", "tests.dependencies")
    marks = " and ".join(["not postgres", *(f"not {one.mark}" for one in absent if one.mark != "postgres")])
    pytest(run, "Tests (SQLite)", marks)
    if all(one.mark != "postgres" for one in absent):
        with postgres_server() as dsn:
            pytest(run, "Tests (PostgreSQL)", OTHER_REGISTER, STADTKERN_DATABASE=dsn)
    packages = [one.package for one in absent]
    run.left_out += [f"{one.left_out} {_how(packages)}" for one in absent]
    return run.end()


def _browser() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


def _postgres() -> bool:
    try:
        return bool(programs())
    except NoPostgres:
        return False


def _mosquitto() -> bool:
    try:
        return bool(mosquitto_server.program())
    except mosquitto_server.NoMosquitto:
        return False


def _nats() -> bool:
    try:
        return bool(nats_server.program())
    except nats_server.NoNats:
        return False


PROGRAMS = (
    Program(
        mark="browser",
        package="chromium",
        there=_browser,
        left_out="Tests im Browser, weil Chromium nicht installiert ist.",
    ),
    Program(
        mark="postgres",
        package="postgresql",
        there=_postgres,
        left_out="Tests mit PostgreSQL, weil kein PostgreSQL-Server installiert ist.",
    ),
    Program(
        mark="mosquitto",
        package="mosquitto",
        there=_mosquitto,
        left_out="Tests mit einem fremden MQTT-Broker, weil Mosquitto nicht installiert ist.",
    ),
    Program(
        mark="systemd",
        package="systemd",
        there=lambda: shutil.which("systemd-analyze") is not None,
        left_out="Prüfung der Dienste von systemd, weil systemd-analyze nicht installiert ist.",
    ),
    Program(
        mark="nats",
        package="nats-server",
        there=_nats,
        left_out="Tests mit dem gemeinsamen Eingangsprotokoll, weil der NATS-Server nicht installiert ist.",
    ),
)


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
