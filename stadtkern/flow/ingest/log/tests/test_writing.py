# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""From the sender through the log into the lake: everything acknowledged is there once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.ingest import counters, gathering, intake, service
from stadtkern.flow.ingest.checking.tests.givens import bring, checks, series, stream, table
from stadtkern.flow.ingest.log import handing, storing
from stadtkern.flow.ingest.log.figures import settled, standing
from stadtkern.flow.ingest.log.handing import Log
from stadtkern.flow.ingest.log.models import LogWriter
from stadtkern.flow.ingest.log.words import LogSettings, LogUnavailable, Part, settings_of
from stadtkern.flow.ingest.log.writer import LogWriterThread
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.lake import current
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import micros
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected
from stadtkern.kernel.observation import Quality
from tests.nats_server import nats_server

pytestmark = [pytest.mark.django_db, pytest.mark.nats]

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def until(writer: LogWriterThread, reached: Callable[[], bool]) -> None:
    """Let the writer go on until something is so."""
    end = time.monotonic() + 30
    while not reached() and time.monotonic() < end:
        writer.one_pass()
    assert reached()


def stored(datastream: Datastream) -> list[float | None]:
    """What the lake holds, oldest first, without what was superseded."""
    return [one.result for one in lake().observations(datastream.pk, limit=1_000)]


def nothing_left(log: Log) -> bool:
    """Whether everything is stored."""
    return standing(log.connection).messages == 0


def test_what_is_handed_over_is_taken_at_once_and_stored_by_a_writer(writer: LogWriterThread) -> None:
    temperature = stream()
    receipt = bring(temperature, series(1.0, 2.0, 3.0))
    before = stored(temperature)
    until(writer, lambda: len(stored(temperature)) == 3)
    counters.flush()
    state = SourceState.objects.get(key="counts")
    assert (receipt.accepted, receipt.stored, before) == (3, 0, [])
    assert stored(temperature) == [1.0, 2.0, 3.0]
    assert (state.stored, state.last_observation_at) == (3, START + timedelta(minutes=20))


def test_the_same_delivery_is_stored_once(writer: LogWriterThread) -> None:
    temperature = stream()
    for _ in range(3):
        assert bring(temperature, series(1.0, 2.0)).accepted == 2
    until(writer, lambda: bool(stored(temperature)))
    assert bring(temperature, series(1.0, 2.0)).accepted == 2
    bring(temperature, series(1.0, 2.0, 4.0))
    until(writer, lambda: len(stored(temperature)) == 3)
    assert stored(temperature) == [1.0, 2.0, 4.0]


def test_a_value_that_is_set_back_is_no_repetition(log: Log, writer: LogWriterThread) -> None:
    temperature = stream()
    for value in (1.0, 2.0, 1.0):
        bring(temperature, series(value))
    until(writer, lambda: nothing_left(log))
    assert stored(temperature) == [1.0]


def test_few_rows_of_many_senders_travel_together(writer: LogWriterThread) -> None:
    temperature = stream()

    def send(number: int) -> int:
        row = Row(temperature.pk, micros(START + timedelta(minutes=number)), float(number))
        return gathering.small.append([row], source="counts", now=START).accepted

    with ThreadPoolExecutor(8) as senders:
        assert list(senders.map(send, range(40))) == [1] * 40
    until(writer, lambda: len(stored(temperature)) == 40)


def test_who_needs_the_place_of_an_observation_waits_for_the_writer(writer: LogWriterThread) -> None:
    temperature, humidity = stream(), stream("muenster/wetter/h", quantity="relative_humidity")
    rows = [Row(one.pk, micros(START), 5.0) for one in (temperature, humidity, temperature)]
    with ThreadPoolExecutor(1) as caller:
        places = caller.submit(intake.CityIntake().store_few, rows, source="counts", now=START)
        until(writer, places.done)
    assert [(place.seq, place.known) for place in places.result()] == [(0, False), (0, False), (0, True)]


def test_values_that_the_lake_refuses_are_refused_at_once(log: Log) -> None:
    with pytest.raises(PayloadRejected, match="not finite"):
        bring(stream(), series(float("inf")))


def test_values_are_judged_by_the_writer_who_sees_all_of_a_datastream(writer: LogWriterThread) -> None:
    temperature = stream()
    checks(temperature, low=-30.0, high=45.0)
    bring(temperature, series(20.0, 99.0))
    until(writer, lambda: len(stored(temperature)) == 2)
    flags = [one.quality for one in lake().observations(temperature.pk, limit=9)]
    assert flags == [None, Quality.OUT_OF_RANGE]


def test_a_message_that_cannot_be_read_is_kept_and_blocks_nobody(log: Log, writer: LogWriterThread) -> None:
    temperature = stream()
    bring(temperature, series(1.0))
    for partition in range(16):
        subject = log.connection.settings.subject(partition)
        log.connection.run(log.connection.client.publish(subject, b"no table"), limit_s=5)
    bring(temperature, series(1.0, 2.0))
    until(writer, lambda: len(stored(temperature)) == 2)
    until(writer, lambda: RejectedRecord.objects.filter(source=storing.SOURCE).exists())
    kept = RejectedRecord.objects.get(source=storing.SOURCE)
    assert "beschädigt" in kept.reason
    assert (bytes(kept.raw), kept.times_seen) == (b"no table", 16)


def test_a_writer_that_dies_before_it_can_tell_the_log_loses_and_doubles_nothing(
    place: LogSettings, log: Log, writer: LogWriterThread
) -> None:
    temperature = stream()
    bring(temperature, series(1.0, 2.0))
    dying = LogWriterThread(place)
    dying._taking.done = lambda some: None  # type: ignore[method-assign]  # killed between commit and acknowledgement
    until(dying, lambda: len(stored(temperature)) == 2)
    bring(temperature, series(1.0, 2.0, 3.0))
    until(writer, lambda: len(stored(temperature)) == 3)
    until(writer, lambda: nothing_left(log))
    dying._connection.close()
    assert stored(temperature) == [1.0, 2.0, 3.0]


def test_while_the_lake_is_away_a_writer_waits_with_what_it_has(
    writer: LogWriterThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    temperature = stream()
    bring(temperature, series(1.0, 2.0))
    opened = [lake()]
    failures = iter([LakeUnavailable("no disk")] * 4)

    def opener() -> Lake:
        error = next(failures, None)
        if error is not None:
            raise error
        return opened[0]

    monkeypatch.setattr(current, "_OPENER", [opener])
    current._OPEN.clear()
    writer.one_pass()
    until(writer, lambda: stored(temperature) == [1.0, 2.0])
    assert not RejectedRecord.objects.exists()


def test_how_far_the_writers_are_behind_can_be_asked(log: Log, writer: LogWriterThread) -> None:
    empty = standing(log.connection)
    bring(stream(), series(1.0, 2.0))
    waiting = standing(log.connection)
    until(writer, lambda: nothing_left(log))
    stored_all = standing(log.connection)
    assert (empty.messages, waiting.messages, stored_all.messages) == (0, 1, 0)
    assert waiting.oldest_at is not None
    assert 0 <= waiting.lag_s(datetime.now(UTC)) < 60
    assert stored_all.lag_s(datetime.now(UTC)) == 0
    assert len(stored_all.partitions) == 16


def test_who_waits_for_the_writers_waits_for_what_is_there_now(log: Log, writer: LogWriterThread) -> None:
    settled(log.connection)
    bring(stream(), series(1.0))
    with pytest.raises(LogUnavailable):
        settled(log.connection, limit_s=0.1)
    until(writer, lambda: nothing_left(log))
    settled(log.connection)


@pytest.mark.slow
def test_a_full_log_takes_nothing_more_and_forgets_nothing(small_city: None) -> None:
    temperature = stream()
    with nats_server("max_file_store: 2MB") as server:
        log = Log(settings_of([server.url], replicas=1, catalogue=""))
        taken = 0
        with pytest.raises(LogUnavailable):
            for number in range(60):
                values = [random.random() for _ in range(10_000)]  # noqa: S311 - cannot be compressed
                log.hand_over(
                    table(temperature, series(*values, start=START + timedelta(days=number), step=SECOND)),
                    [Part("counts", 10_000, 0)],
                )
                taken += 1
        assert standing(log.connection).messages >= taken > 0
        log.close()


def test_a_writer_tells_which_partitions_are_its_own(writer: LogWriterThread) -> None:
    writer.one_pass()
    writer._round_at = 0.0
    writer.one_pass()
    assert LogWriter.objects.get().partitions == list(range(16))


def test_without_a_log_the_sender_is_told_to_come_again(
    small_city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "DURABLE_WITHIN_S", 0.2)
    log = Log(settings_of(["nats://127.0.0.1:9"], replicas=1, catalogue=""))
    monkeypatch.setattr("stadtkern.flow.ingest.log.current.log", lambda: log)
    with pytest.raises(LogUnavailable, match="ingest log"):
        bring(stream(), series(1.0))
    log.close()


def test_store_goes_past_the_log_when_it_shall(writer: LogWriterThread) -> None:
    assert service.store_all([], source_key="counts", now=START, directly=True).accepted == 0
