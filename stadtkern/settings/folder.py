# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The data folder and the port: what the machine must offer before anything starts."""

from __future__ import annotations

import errno
import os
import secrets
import socket
from pathlib import Path

from stadtkern.kernel.errors import WrongSetting

_PORT_SAYS = {
    errno.EADDRINUSE: "ist schon belegt (läuft Stadtkern dort schon?). Anderen Port setzen: STADTKERN_PORT",
    errno.EACCES: "darf dieses Konto nicht öffnen. Einen Port ab 1024 setzen: STADTKERN_PORT",
    errno.EADDRNOTAVAIL: "gibt es auf diesem Rechner nicht. Eine eigene Adresse setzen: STADTKERN_HOST",
}


def make(data: Path) -> None:
    """Make the data folder, readable by its owner only, and try to write into it.

    Raises:
        WrongSetting: it cannot be made or written, with the reason of the system.
    """
    probe = data / f".probe-{secrets.token_hex(4)}"
    try:
        data.mkdir(mode=0o750, parents=True, exist_ok=True)
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise WrongSetting(
            f"In den Datenordner {data} kann nicht geschrieben werden ({reason}). "
            "Rechte oder Platz prüfen oder mit STADTKERN_DATA einen anderen Ordner nennen."
        ) from error


def claim_port(host: str, port: int) -> None:
    """Make sure that the address can be listened on.

    Raises:
        WrongSetting: it cannot, with what to set instead.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen(1)
    except OSError as error:
        known = _PORT_SAYS.get(error.errno or 0)
        says = (
            known or f"kann nicht geöffnet werden ({error}). Bitte STADTKERN_HOST und STADTKERN_PORT prüfen"
        )
        raise WrongSetting(f"Die Adresse {host}, Port {port} {says}.") from error
