# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The WSGI application of a process without pages: what devices, network servers and probes ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stadtkern.flow.ingest import push_wsgi
from stadtkern.flow.ingest.lorawan import webhook_wsgi
from stadtkern.flow.ingest.problems import PathUnknown, problem
from stadtkern.flow.outlets.sensorthings.http.requests import API

from . import wsgi

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SERVED = (push_wsgi.PREFIX, webhook_wsgi.PREFIX, f"{API}/", "/health/", "/metrics")


class NoPages(PathUnknown):
    """Dieser Prozess nimmt nur Messwerte an; Seiten bieten die Prozesse „stadtkern web“."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The interfaces for machines; anything else is not here."""
    if str(environ.get("PATH_INFO", "")).startswith(SERVED):
        return wsgi.application(environ, start_response)
    answer = problem(NoPages())
    start_response(answer.status, list(answer.headers))
    return [answer.body]
