# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern health``: asks the process of this machine whether it is ready; for containers and scripts."""

from __future__ import annotations

import http.client
import time
from typing import Annotated

import typer

from stadtkern.settings import env

_PATIENCE_S = 5
_UNSPECIFIED = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, never bound


def run(
    wait: Annotated[int, typer.Option(help="So viele Sekunden darauf warten.", min=0, max=3600)] = 0,
) -> None:
    """Fragen, ob der Prozess dieses Rechners bereit ist; Rückgabewert 1, wenn nicht."""
    knobs = env.knobs()
    host, port = knobs.probes or (knobs.host, knobs.port)
    until = time.monotonic() + wait
    said, well = _asked(host, port)
    while not well and time.monotonic() < until:
        time.sleep(0.5)
        said, well = _asked(host, port)
    typer.echo(said)
    raise typer.Exit(0 if well else 1)


def _asked(host: str, port: int) -> tuple[str, bool]:
    """What the process says, and whether it is ready."""
    link = http.client.HTTPConnection(_UNSPECIFIED.get(host, host), port, timeout=_PATIENCE_S)
    try:
        link.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
        answer = link.getresponse()
        return answer.read().decode(), answer.status == http.client.OK
    except (OSError, http.client.HTTPException) as error:
        return f"keine Antwort auf {host}:{port}: {error}", False
    finally:
        link.close()
