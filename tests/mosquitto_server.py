# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A private Mosquitto for tests: own configuration, own port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port, wait_for

_START_S = 20.0
_SBIN = ("/usr/sbin", "/usr/local/sbin")


class NoMosquitto(Exception):
    """The program of Debian's package mosquitto is not installed on this machine."""


def program() -> Path:
    """Where ``mosquitto`` is.

    Raises:
        NoMosquitto: nowhere.
    """
    path = os.pathsep.join((os.environ.get("PATH", ""), *_SBIN))  # noqa: TID251 - sbin is often not in PATH
    found = shutil.which("mosquitto", path=path)
    if found is None:
        raise NoMosquitto("install the package mosquitto to run the tests marked mosquitto")
    return Path(found)


@contextmanager
def mosquitto_server(*lines: str, port: int = 0) -> Iterator[int]:
    """Port of a fresh broker that lives as long as the block, with further lines of configuration.

    Raises:
        NoMosquitto: Mosquitto is not installed.
    """
    binary, port = program(), port or free_port()
    with tempfile.TemporaryDirectory(prefix="stadtkern-mosquitto-") as folder:
        Path(folder).chmod(0o755)
        configuration = Path(folder) / "mosquitto.conf"
        content = [f"listener {port} 127.0.0.1", "allow_anonymous true", "persistence false", *lines]
        configuration.write_text("\n".join(content) + "\n")
        server = subprocess.Popen(
            [binary, "-c", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(port, server, _START_S)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=_START_S)
