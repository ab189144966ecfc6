# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The address to which sensors of citizens report: ``/api/ingest/v1/sensor-community/<key>/``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from stadtkern.flow.ingest.problems import Answer, MethodRefused, success
from stadtkern.web.bodies import Readable, read_body
from stadtkern.web.rates.front import HOLDER

from . import community
from .community import Report

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PREFIX = "/api/ingest/v1/sensor-community/"
_MOST_BYTES = 16 * 1024


def takes(path: str) -> bool:
    """Whether a request is for this address."""
    return path.startswith(PREFIX)


def answered(environ: WSGIEnvironment, now: datetime) -> Answer:
    """201 when values were stored, 202 when the sensor waits for review.

    Raises:
        CityError: as ``community.receive`` says, or the method or body is not right.
    """
    if environ.get("REQUEST_METHOD") != "POST":
        raise MethodRefused
    stream: Readable = environ["wsgi.input"]
    report = Report(
        connection=str(environ.get("PATH_INFO", "")).removeprefix(PREFIX).strip("/"),
        sensor=str(environ.get("HTTP_X_SENSOR") or "").strip(),
        authorization=str(environ.get("HTTP_AUTHORIZATION") or ""),
        body=read_body(environ, stream, most=_MOST_BYTES),
    )
    received = community.receive(report, now=now)
    environ[HOLDER] = f"connection {report.connection}"
    if received.state == "review":
        return success("202 Accepted", {"state": "review"})
    stored = received.stored
    content = {"state": "stored", "stored": stored.stored, "rejected": stored.rejected}
    if stored.accepted:
        return success("202 Accepted", {**content, "state": "accepted", "accepted": stored.accepted})
    return success("201 Created" if stored.stored else "200 OK", content)
