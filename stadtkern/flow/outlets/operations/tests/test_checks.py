# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The looks of every installation, each at a real trouble."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from stadtkern.flow.devices.models import SourceState
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.operations import checks, served
from stadtkern.flow.outlets.operations.findings import Finding
from stadtkern.flow.outlets.operations.served import Served
from stadtkern.kernel import jobs, registry
from stadtkern.kernel.models import JobWorker, PeriodicJob
from stadtkern.web.outgoing.clocks import CLOCKS, Clocks

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def operated(tmp_path: Path) -> Iterator[None]:
    """An installation of its own."""
    before = served.served()
    served.provide(Served(data=tmp_path))
    yield
    served.provide(before)
    CLOCKS.forget()


def keys_of(found: list[Finding]) -> set[tuple[str, str]]:
    return {(one.key, one.severity) for one in found}


def pem(folder: Path, until: datetime) -> Path:
    """Certificate and key in one file, valid until then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stadt.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(until - 90 * DAY)
        .not_valid_after(until)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "stadt.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@contextmanager
def tls_server(path: Path) -> Iterator[int]:
    """A server that shows this certificate to one visitor; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)

        def serve() -> None:
            plain, _address = listening.accept()
            with plain, context.wrap_socket(plain, server_side=True) as wrapped:
                wrapped.recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (60, set()),
        (20, {("certificate:mqtt", "warn")}),
        (4, {("certificate:mqtt", "bad")}),
        (-1, {("certificate:mqtt", "bad")}),
    ],
)
def test_a_certificate_of_the_broker_that_ends_soon_is_found(
    tmp_path: Path, days: int, expected: set[tuple[str, str]]
) -> None:
    served.provide(Served(data=tmp_path, mqtt_certificate=pem(tmp_path, NOW + days * DAY)))
    assert keys_of(checks.certificate(NOW)) == expected


def test_a_certificate_file_that_became_unreadable_is_found(tmp_path: Path) -> None:
    path = tmp_path / "broken.pem"
    path.write_text("no certificate")
    served.provide(Served(data=tmp_path, mqtt_certificate=path))
    assert keys_of(checks.certificate(NOW)) == {("certificate:mqtt:unread", "warn")}


def test_the_certificate_that_the_public_address_shows_is_looked_at_even_when_nobody_trusts_it(
    tmp_path: Path,
) -> None:
    with tls_server(pem(tmp_path, datetime.now(UTC) + 3 * DAY)) as port:
        served.provide(Served(data=tmp_path, address=f"https://127.0.0.1:{port}"))
        (found,) = checks.certificate(datetime.now(UTC))
    assert (found.key, found.severity) == ("certificate:https", "bad")
    assert "läuft am" in found.text


def test_a_public_address_where_nobody_answers_is_found(tmp_path: Path) -> None:
    served.provide(Served(data=tmp_path, address="https://127.0.0.1:1"))
    assert keys_of(checks.certificate(NOW)) == {("certificate:https:unread", "warn")}


@pytest.mark.django_db
def test_a_source_that_fails_for_half_an_hour_is_found() -> None:
    key = registry.sources()[0][1].key
    row = SourceState.objects.create(
        key=key, outage_since=NOW - timedelta(minutes=20), outage_reason="Keine  Antwort\nin 10 s"
    )
    assert checks.sources(NOW) == []
    (found,) = checks.sources(NOW + timedelta(minutes=20))
    assert (found.key, found.page) == (f"source:{key}", "cockpit:sources")
    assert found.text.endswith("Keine Antwort in 10 s")
    row.paused, row.last_success_at = True, NOW - DAY
    row.save()
    assert checks.sources(NOW + timedelta(minutes=20)) == []


@pytest.mark.django_db
def test_a_periodic_job_whose_newest_run_failed_is_found() -> None:
    JobWorker.objects.create(worker_id="w", started_at=NOW, seen_at=NOW)
    run = jobs.run_periodic.enqueue("kernel.forget")
    DBTaskResult.objects.filter(pk=run.id).update(
        status=TaskResultStatus.FAILED, finished_at=NOW, traceback="x.LakeUnavailable: der See ist zu"
    )
    PeriodicJob.objects.create(name="kernel.forget", every_s=3600, next_at=NOW + DAY, job_id=run.id)
    (found,) = checks.jobs(NOW)
    assert (found.key, found.severity, found.text) == ("job:kernel.forget", "bad", "der See ist zu")


@pytest.mark.django_db
def test_jobs_that_wait_and_a_city_where_nobody_runs_them_are_found() -> None:
    run = jobs.run_periodic.enqueue("kernel.forget")
    DBTaskResult.objects.filter(pk=run.id).update(enqueued_at=NOW - timedelta(hours=1))
    PeriodicJob.objects.create(
        name="lake.compact", every_s=60, next_at=NOW - timedelta(hours=1), job_id=uuid4()
    )
    expected = {("job:waiting", "bad"), ("job:nobody", "bad"), ("job:late", "bad")}
    assert keys_of(checks.jobs(NOW)) == expected


@pytest.mark.django_db
def test_a_job_that_an_older_version_had_is_not_overdue_for_ever() -> None:
    JobWorker.objects.create(worker_id="w", started_at=NOW, seen_at=NOW)
    PeriodicJob.objects.create(name="gone.since.0.1", every_s=60, next_at=NOW - DAY)
    PeriodicJob.objects.create(name="lake.compact", every_s=60, next_at=NOW - DAY, paused=True)
    assert checks.jobs(NOW) == []


@pytest.mark.django_db
def test_a_disk_with_room_for_ever_is_no_trouble_and_a_full_one_is(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.disk(NOW) == []
    monkeypatch.setattr(checks, "_LEAST_FREE", 10**15)
    assert keys_of(checks.disk(NOW)) == {("disk:low", "bad")}


def clocks(*drifts_s: float) -> Clocks:
    seen = Clocks()
    for number, drift in enumerate(drifts_s):
        theirs = NOW - timedelta(seconds=drift)
        seen.note(f"server-{number}", f"{theirs:%a, %d %b %Y %H:%M:%S} GMT", NOW)
    return seen


def test_one_wrong_server_does_not_make_our_clock_wrong() -> None:
    assert clocks(0, 1, 3600).drift_s(NOW) == 1
    assert clocks(90, 91, 92).drift_s(NOW) == 91
    assert clocks(90, 91).drift_s(NOW) is None
    assert clocks(90, 91, 92).drift_s(NOW + 2 * DAY) is None


@pytest.mark.parametrize("header", [None, "", "yesterday", "Sun, 99 Mar 2026 09:00:00 GMT", "\x00"])
def test_a_date_that_is_none_is_passed_over(header: str | None) -> None:
    seen = clocks(1, 1, 1)
    seen.note("server-0", header, NOW)
    assert seen.drift_s(NOW) == 1


@pytest.mark.django_db
def test_a_clock_that_goes_wrong_is_found() -> None:
    assert checks.clock(NOW) == []
    for number in range(3):
        CLOCKS.note(f"server-{number}", "Sun, 01 Mar 2026 08:58:00 GMT", NOW)
    (found,) = checks.clock(NOW)
    assert (found.key, found.severity) == ("clock:servers", "bad")
    assert "um 120 Sekunden vor" in found.text


@pytest.mark.django_db
def test_the_clock_of_the_register_is_compared_with_ours() -> None:
    PeriodicJob.objects.create(name="kernel.forget", every_s=3600, next_at=NOW)
    assert checks.clock(NOW) == []


def test_a_city_without_a_mail_server_knows_it(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert keys_of(checks.mail(NOW)) == {("mail:none", "warn")}
    settings.EMAIL_HOST = "mail.example"
    assert checks.mail(NOW) == []
