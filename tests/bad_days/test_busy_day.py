# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A busy day in small: people read while senders send, and a SIGKILL takes nothing that was acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import counting, load_suite, residents, steady
from stadtkern.settings.tests.city_process import migrated

from .cities import Life, codes, living, must, opened_lake

pytestmark = pytest.mark.slow

_SECONDS = 6.0
_SENDERS = 10


def judged(data: Path, ledger: steady.Ledger, sending: steady.Sending) -> counting.Verdict:
    """The ledger beside the lake of a city that does not run."""
    ids = codes(data)
    acknowledged = {ids[code]: set(numbers) for code, numbers in ledger.acknowledged.items()}
    with opened_lake(data) as lake:
        rows = lake.rows(counting.QUERY, counting.Batch, datastreams=list(acknowledged))
    found = {(row.datastream_id, row.number): row for row in rows}
    return counting.compare(acknowledged, found, sending.batch)


def begun(life: Life, secret: str) -> steady.Sending:
    """Datastreams are there, and this is what is sent."""
    steady.register(life.port, secret, _SENDERS)
    return steady.Sending(ports=(life.port,), key=secret, senders=_SENDERS, batch=50, seconds=_SECONDS)


def test_people_read_and_senders_send_without_an_error_and_the_ledger_agrees(tmp_path: Path) -> None:
    data = tmp_path / "data"
    migrated(data)
    secret = must("key", "create", "probe", "--domain", "weather", "--may-register", data=data).strip()
    with living(data) as life:
        sending = begun(life, secret)
        visit = residents.Visit(
            ports=(life.port,), paths=load_suite.PATHS, residents=60, seconds=_SECONDS, think_s=2.0
        )
        readers, senders = residents.start(visit), steady.start(sending)
        seen, ledger = readers.result(60), senders.result(60)

    assert not seen.errors
    assert len(seen.latencies) > 60
    assert (ledger.again, ledger.unacknowledged) == (0, 0)
    assert ledger.batches == _SENDERS * _SECONDS
    assert judged(data, ledger, sending) == counting.Verdict(acknowledged=ledger.batches)


def test_a_city_that_is_killed_while_senders_send_holds_every_acknowledged_batch_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    migrated(data)
    secret = must("key", "create", "probe", "--domain", "weather", "--may-register", data=data).strip()
    with living(data) as first:
        sending = begun(first, secret)
        senders = steady.start(sending)
        while not (data / "lake" / "files").exists() and first.process.poll() is None:
            first.page("/ueber/")
        first.kill()
        with living(data, port=first.port):
            ledger = senders.result(120)

    assert ledger.again > 0
    assert ledger.unacknowledged == 0
    assert judged(data, ledger, sending) == counting.Verdict(acknowledged=ledger.batches)
