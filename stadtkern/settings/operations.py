# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Operations of this installation: what probes may know, and where processes without pages answer them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from stadtkern.flow.ingest import keys
from stadtkern.flow.outlets.operations import checks, figures, findings, front, maintenance
from stadtkern.flow.outlets.operations import served as operated
from stadtkern.flow.outlets.operations.served import Served
from stadtkern.kernel import pausing
from stadtkern.kernel.errors import WrongSetting

from . import looking
from .env import Knobs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def provide(knobs: Knobs) -> None:
    """Say how this process is operated, who looks after it, whether data is taken; may be called again."""
    operated.provide(served(knobs))
    figures.offer()
    figures.provide(looking.figures(knobs))
    findings.provide((*checks.CHECKS, *looking.checks(knobs)))
    pausing.provide(maintenance.takes_data)


def served(knobs: Knobs) -> Served:
    """How this process is operated."""
    return Served(
        data=knobs.data,
        address=knobs.address,
        mqtt_certificate=knobs.mqtt_tls[0] if knobs.mqtt_tls else None,
        authenticate=keys.authenticate,
        parts=looking.parts(knobs),
    )


@contextmanager
def probes(knobs: Knobs) -> Iterator[None]:
    """Answer ``/health`` and ``/metrics`` at an address of their own, for a process without pages.

    Raises:
        WrongSetting: the address cannot be listened on.
    """
    if knobs.probes is None:
        yield
        return
    host, port = knobs.probes
    try:
        server = make_server(
            host, port, front.front(_nothing_else), server_class=_Server, handler_class=_Quiet
        )
    except OSError as error:
        raise WrongSetting(f"STADTKERN_PROBES={host}:{port} kann nicht geöffnet werden: {error}.") from error
    thread = threading.Thread(target=server.serve_forever, name="probes", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    """One thread per probe, so that a slow one does not keep the next from being answered."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Writes no line per request."""

    timeout = 10

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the word of the library
        """Nothing."""

    def address_string(self) -> str:
        """Nobody is looked up."""
        return ""


def _nothing_else(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "0")])
    return [b""]
