# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Health and metrics: who learns what, and that nothing is needed to be alive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError

from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.operations import figures, front, health, served
from stadtkern.flow.outlets.operations.served import Part, Served
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import KeyRefused, LakeUnavailable
from stadtkern.kernel.models import JobWorker

from .asking import HERE, STRANGER, Answered, asked, hello

SECRET = "geheim"  # of this test only


def authenticate(header: str, *, now: datetime) -> Caller:
    """Two keys, of which one may monitor."""
    if header not in {f"Bearer {SECRET}", "Bearer other"}:
        raise KeyRefused
    return Caller(name="prometheus", may_monitor=header == f"Bearer {SECRET}")


@pytest.fixture(autouse=True)
def operated(tmp_path: Path) -> Iterator[None]:
    """An installation with keys."""
    before = served.served()
    served.provide(Served(data=tmp_path, authenticate=authenticate))
    health.forget()
    figures.forget()
    yield
    served.provide(before)
    health.forget()
    figures.forget()


def ask(path: str, method: str = "GET", **more: str) -> Answered:
    return asked(front.front(hello), path, method=method, **more)


def test_a_process_is_alive_without_register_and_lake() -> None:
    answer = ask("/health/live", **STRANGER)
    assert (answer.status, answer.body) == (200, '{"status":"alive"}')


@pytest.mark.django_db
def test_a_stranger_learns_one_word_of_the_state(lake: Lake) -> None:
    JobWorker.objects.create(worker_id="w", started_at=datetime.now(UTC), seen_at=datetime.now(UTC))
    answer = ask("/health/ready", **STRANGER)
    assert (answer.status, answer.body) == (200, '{"status":"ready"}')
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_without_a_process_for_jobs_pages_are_ready_but_degraded(lake: Lake) -> None:
    answer = ask("/health/ready", **HERE)
    assert answer.status == 200
    assert '"degraded"' in answer.body
    assert "Kein Prozess führt Aufgaben aus." in answer.body


@pytest.mark.django_db
def test_without_the_lake_nothing_is_ready_and_only_insiders_learn_why() -> None:
    def away() -> Lake:
        raise LakeUnavailable("bucket geheimname does not answer")

    current.provide(away)
    told, stranger = ask("/health/ready", **HERE), ask("/health/ready", **STRANGER)
    assert (told.status, stranger.status) == (503, 503)
    assert "geheimname" in told.body
    assert stranger.body == '{"status":"unavailable"}'
    assert stranger.headers["Retry-After"] == "5"


@pytest.mark.django_db
def test_a_part_that_breaks_unexpectedly_is_not_ready_and_no_error_page(lake: Lake) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    served.provide(Served(parts=(Part(name="ingest_log", check=broken),)))
    answer = ask("/health/ready", **HERE)
    assert answer.status == 503
    assert '"ingest_log":{"well":false,"reason":"ZeroDivisionError"' in answer.body


@pytest.mark.parametrize(
    "more",
    [
        STRANGER,
        {**HERE, "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {**HERE, "HTTP_X_FORWARDED_PROTO": "https"},
        {**HERE, "HTTP_FORWARDED": "for=192.0.2.7"},
        {**HERE, "HTTP_VIA": "1.1 proxy"},
        {**HERE, "HTTP_HOST": "stadt.example"},
        {**HERE, "HTTP_HOST": "localhost.stadt.example"},
        {**HERE, "HTTP_HOST": "127.0.0.1@stadt.example"},
        {**HERE, "REMOTE_ADDR": ""},
    ],
)
def test_figures_are_not_for_strangers_nor_for_what_comes_through_a_proxy(more: dict[str, str]) -> None:
    answer = ask("/metrics", **more)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "stadtkern_" not in answer.body


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_machine_reads_figures_without_a_key(address: str, later_lake: None) -> None:
    answer = ask("/metrics", REMOTE_ADDR=address, HTTP_HOST="[::1]:8000")
    assert answer.status == 200
    assert 'stadtkern_up{part="lake"} 1.0' in answer.body
    assert 'stadtkern_jobs{state="waiting"} 0.0' in answer.body
    assert "stadtkern_disk_free_bytes" in answer.body


@pytest.mark.django_db
def test_a_key_reads_figures_only_when_it_may_monitor(later_lake: None) -> None:
    assert ask("/metrics", HTTP_AUTHORIZATION=f"Bearer {SECRET}", **STRANGER).status == 200
    assert ask("/metrics", HTTP_AUTHORIZATION="Bearer other", **STRANGER).status == 403
    assert ask("/metrics", HTTP_AUTHORIZATION="Bearer stolen", **STRANGER).status == 401


def test_a_key_that_cannot_be_checked_is_neither_let_in_nor_refused_for_good() -> None:
    def away(header: str, *, now: datetime) -> Caller:
        raise OperationalError("the register is away")

    served.provide(Served(authenticate=away))
    assert ask("/metrics", HTTP_AUTHORIZATION=f"Bearer {SECRET}", **STRANGER).status == 503


@pytest.mark.django_db
def test_figures_stay_readable_while_the_lake_is_away() -> None:
    def away() -> Lake:
        raise LakeUnavailable

    current.provide(away)
    answer = ask("/metrics", **HERE)
    assert answer.status == 200
    assert 'stadtkern_up{part="lake"} 0.0' in answer.body
    assert 'stadtkern_up{part="jobs"} 1.0' in answer.body


def test_probes_are_only_read() -> None:
    assert ask("/health/live", "POST", **HERE).status == 405
    head = ask("/health/live", "HEAD", **HERE)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, "", "18")


@pytest.mark.django_db
def test_prometheus_may_ask_for_open_metrics(later_lake: None) -> None:
    answer = ask("/metrics", HTTP_ACCEPT="application/openmetrics-text; version=1.0.0", **HERE)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert answer.body.endswith("# EOF\n")
