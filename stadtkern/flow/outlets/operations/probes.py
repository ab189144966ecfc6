# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``/health/live``, ``/health/ready`` and ``/metrics``: answered before everything else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError
from prometheus_client.exposition import choose_encoder

from stadtkern.flow.outlets.answering.answers import Answer, written
from stadtkern.kernel.errors import CityError, KeyMissing, KeyRefused, NotPermitted
from stadtkern.kernel.measures import REGISTRY

from . import health
from .insiders import require_insider

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LIVE, READY, METRICS = "/health/live", "/health/ready", "/metrics"
PATHS = frozenset({LIVE, READY, METRICS})
_NEVER_KEPT = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))


def answered(environ: WSGIEnvironment, *, now: datetime) -> Answer:
    """The answer to a probe; never raises."""
    if str(environ.get("REQUEST_METHOD")) not in {"GET", "HEAD"}:
        return written({"status": "method not allowed"}, status=405, headers=(("Allow", "GET, HEAD"),))
    path = str(environ.get("PATH_INFO"))
    if path == LIVE:
        return written({"status": "alive"}, headers=_NEVER_KEPT)
    return _ready(environ, now) if path == READY else _metrics(environ, now)


def _ready(environ: WSGIEnvironment, now: datetime) -> Answer:
    """One word for strangers; what is wrong, for insiders."""
    found = health.readiness()
    content: dict[str, object] = {"status": found.state}
    if _refused(environ, now) is None:
        content["parts"] = {
            part.name: {"well": part.well, "reason": part.reason, "ms": round(part.seconds * 1000, 1)}
            for part in found.parts
        }
    headers = _NEVER_KEPT if found.state != "unavailable" else (*_NEVER_KEPT, ("Retry-After", "5"))
    return written(content, status=503 if found.state == "unavailable" else 200, headers=headers)


def _metrics(environ: WSGIEnvironment, now: datetime) -> Answer:
    """All figures of this process (Prometheus text format 0.0.4 or OpenMetrics 1.0)."""
    refused = _refused(environ, now)
    if refused is not None:
        return refused
    encode, media_type = choose_encoder(str(environ.get("HTTP_ACCEPT") or ""))
    return Answer(body=encode(REGISTRY), media_type=media_type, headers=_NEVER_KEPT)


def _refused(environ: WSGIEnvironment, now: datetime) -> Answer | None:
    """What a stranger is told; null for insiders."""
    try:
        require_insider(environ, now=now)
    except (KeyMissing, KeyRefused) as error:
        challenge = ("WWW-Authenticate", 'Bearer realm="Stadtkern"')
        return written({"error": str(error)}, status=401, headers=(*_NEVER_KEPT, challenge))
    except NotPermitted as error:
        return written({"error": str(error)}, status=403, headers=_NEVER_KEPT)
    except (CityError, DatabaseError):
        unknown = {"error": "Der Zugangsschlüssel kann gerade nicht geprüft werden."}
        return written(unknown, status=503, headers=_NEVER_KEPT)
    return None
