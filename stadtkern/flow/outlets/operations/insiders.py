# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may see figures and details: this machine itself, or a key with the right to monitor.

A proxy on the same machine also asks from the loopback address, so a request counts as this machine's own
only when nothing in it was added by a proxy and it names this machine as the host.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import TYPE_CHECKING

from stadtkern.kernel.errors import KeyMissing, NotPermitted

from .served import served

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_OF_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def require_insider(environ: WSGIEnvironment, *, now: datetime) -> None:
    """Go on only for this machine or for a key that may monitor.

    Raises:
        KeyMissing: a stranger without a key.
        KeyRefused: the key is unknown, revoked or expired.
        NotPermitted: the key may not monitor.
    """
    if is_this_machine(environ):
        return
    header = str(environ.get("HTTP_AUTHORIZATION") or "")
    if not header.strip():
        raise KeyMissing
    if not served().authenticate(header, now=now).may_monitor:
        raise NotPermitted("Dieser Zugangsschlüssel darf die Kennzahlen nicht lesen.")


def is_this_machine(environ: WSGIEnvironment) -> bool:
    """Whether a program of this machine asks, without a proxy between."""
    if any(environ.get(name) for name in _OF_PROXIES):
        return False
    host = str(environ.get("HTTP_HOST") or "").rpartition("@")[2]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return _is_loopback(str(environ.get("REMOTE_ADDR") or "")) and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
