# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What interfaces of ingest have in common that are answered before sessions, locale and messages are set up.

A delivery carries no cookie and no language, so it needs none of Django's middleware; the register and the
lake are used as everywhere else. Counters are written in the background (``counters``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, connections

from stadtkern.kernel.errors import CityError

from . import counters
from .problems import Answer, problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Front:
    """An interface below one prefix."""

    prefix: str
    served: Callable[[WSGIEnvironment, datetime], Answer]
    """Answers a request; may raise city errors."""

    def before(self, application: WSGIApplication, *, background: bool = True) -> WSGIApplication:
        """The application with the interface before it; ``background`` writes counters once per second."""

        def fronted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if not str(environ.get("PATH_INFO", "")).startswith(self.prefix):
                return application(environ, start_response)
            if background:
                counters.start()
            answer = self.answered(environ, now=datetime.now(UTC))
            start_response(answer.status, list(answer.headers))
            return [answer.body]

        return fronted

    def answered(self, environ: WSGIEnvironment, *, now: datetime) -> Answer:
        """The answer to one request; never raises."""
        _renew_connections()
        try:
            return self.served(environ, now)
        except (CityError, DatabaseError) as error:
            if not isinstance(error, CityError):
                log.exception("register_unavailable")
            return problem(error)
        except Exception as error:  # the edge of the process
            log.exception("delivery_failed", prefix=self.prefix)
            counters.note_fault()
            return problem(error)
        finally:
            _renew_connections()


def _renew_connections() -> None:
    """Drop connections that broke or grew old; one that is within a caller's transaction stays."""
    for opened in connections.all(initialized_only=True):
        if not opened.in_atomic_block:
            opened.close_if_unusable_or_obsolete()
