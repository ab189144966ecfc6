# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs run once, again and again, and after their process has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from stadtkern.kernel import job_list, jobs, people
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.models import JobProgress, JobWorker, PeriodicJob, Person
from stadtkern.kernel.people import NewPerson

from . import jobs_of_tests

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_own_periodic_jobs() -> Iterator[None]:
    before = [p for p in jobs.periodic_jobs() if p != jobs.FORGET]
    jobs.declare([])
    yield
    jobs.declare(before)


def administrator() -> Person:
    return people.create_person("test", NewPerson(username="amira", administrator=True), at=NOW)


def counting(name: str, every_s: int = 60) -> tuple[Periodic, list[datetime]]:
    runs: list[datetime] = []

    def run(now: datetime) -> str:
        runs.append(now)
        return f"{len(runs)}. Lauf"

    return Periodic(name=name, title="Zählen", every_s=every_s, function=run), runs


def running(worker_ids: list[str]) -> UUID:
    made = UUID(jobs_of_tests.tell_progress.enqueue().id)
    DBTaskResult.objects.filter(pk=made).update(
        status=TaskResultStatus.RUNNING, worker_ids=worker_ids, started_at=NOW
    )
    return made


def test_an_enqueued_job_runs_once(tmp_path: Path) -> None:
    jobs_of_tests.append_line.enqueue(str(tmp_path / "x"), "a")

    assert jobs.run_due(NOW) == 2  # and kernel.forget, which is due at first sight
    assert jobs.run_due(NOW) == 0
    assert (tmp_path / "x").read_text() == "a\n"


def test_a_failed_job_keeps_its_reason_and_can_be_retried(tmp_path: Path) -> None:
    jobs_of_tests.fail.enqueue(str(tmp_path / "x"))
    jobs.run_due(NOW)
    (failed,) = job_list.jobs_in("failed")
    assert (failed.title, failed.reason) == ("Scheitern", "die Quelle antwortet nicht")

    (tmp_path / "x").touch()
    job_list.retry(administrator(), failed.id, at=NOW)
    jobs.run_due(NOW)

    assert job_list.job_of(failed.id).state == "finished"


def test_only_administrators_retry_and_only_failed_jobs() -> None:
    waiting = UUID(jobs_of_tests.tell_progress.enqueue().id)
    editor = people.create_person("test", NewPerson(username="erik"), at=NOW)

    with pytest.raises(NotPermitted):
        job_list.retry(editor, waiting, at=NOW)
    with pytest.raises(Contradiction):
        job_list.retry(administrator(), waiting, at=NOW)


def test_a_job_tells_its_progress_and_its_result() -> None:
    made = UUID(jobs_of_tests.tell_progress.enqueue().id)
    jobs.run_due(NOW)

    listed = job_list.job_of(made)

    assert listed.result == "fertig"
    assert listed.progress is not None
    assert (listed.progress.done, listed.progress.total, listed.progress.text) == (5, 10, "Hälfte")
    assert jobs.current_job() is None


def test_outside_of_jobs_progress_is_not_kept() -> None:
    jobs.progress(jobs.current_job(), 1, 2)

    assert not JobProgress.objects.exists()


def test_a_periodic_job_runs_at_first_sight_and_then_when_due() -> None:
    declared, runs = counting("test.count", every_s=60)
    jobs.declare([declared])

    jobs.run_due(NOW)
    jobs.run_due(NOW + timedelta(seconds=59))
    assert len(runs) == 1
    jobs.run_due(NOW + timedelta(seconds=60))
    assert len(runs) == 2


def test_a_periodic_job_is_listed_with_its_newest_run_and_its_next_one() -> None:
    declared, _ = counting("test.count", every_s=60)
    jobs.declare([declared])
    jobs.run_due(NOW)

    listed = next(p for p in job_list.periodic() if p.name == "test.count")

    assert listed.next_at == NOW + timedelta(seconds=60)
    assert listed.last is not None
    assert (listed.last.title, listed.last.state, listed.last.result) == ("Zählen", "finished", "1. Lauf")


def test_a_run_that_is_still_waiting_is_not_doubled() -> None:
    declared, _ = counting("test.count", every_s=60)
    jobs.declare([declared])

    assert jobs.enqueue_due(NOW) == 2
    assert jobs.enqueue_due(NOW + timedelta(seconds=61)) == 0


def test_a_paused_periodic_job_does_not_run_until_resumed() -> None:
    declared, runs = counting("test.count", every_s=60)
    jobs.declare([declared])
    boss = administrator()

    job_list.pause(boss, "test.count", True, at=NOW)
    jobs.run_due(NOW + timedelta(hours=1))
    assert runs == []
    job_list.pause(boss, "test.count", False, at=NOW)
    jobs.run_due(NOW + timedelta(hours=1))
    assert len(runs) == 1


def test_a_clock_that_was_put_back_does_not_stop_periodic_jobs() -> None:
    declared, runs = counting("test.count", every_s=60)
    jobs.declare([declared])
    jobs.run_due(NOW + timedelta(days=365))

    jobs.run_due(NOW)

    assert len(runs) == 2


def test_a_clock_that_was_set_forward_runs_a_periodic_job_once() -> None:
    declared, runs = counting("test.count", every_s=60)
    jobs.declare([declared])
    jobs.run_due(NOW)

    jobs.run_due(NOW + timedelta(days=3650))
    jobs.run_due(NOW + timedelta(days=3650, seconds=1))

    assert len(runs) == 2


def test_a_removed_declaration_fails_its_waiting_run_and_nothing_else() -> None:
    declared, _ = counting("test.count")
    jobs.declare([declared])
    jobs.enqueue_due(NOW)
    jobs.declare([])

    jobs.run_due(NOW)

    assert [job.reason for job in job_list.jobs_in("failed")] == ["no periodic job 'test.count'"]


def test_a_name_is_declared_once() -> None:
    declared, _ = counting("test.count")

    with pytest.raises(ValueError, match=r"test\.count"):
        jobs.declare([declared, declared])


def test_what_a_gone_worker_left_running_is_taken_back() -> None:
    left, mine = running(["gone"]), running(["gone", "alive"])

    assert jobs.take_back(NOW, ["alive"]) == 1

    assert job_list.job_of(left).state == "waiting"
    assert job_list.job_of(mine).state == "running"


def test_a_job_that_ended_three_processes_is_given_up() -> None:
    deadly = running(["one", "two", "three"])

    assert jobs.take_back(NOW, []) == 0

    listed = job_list.job_of(deadly)
    assert listed.state == "failed"
    assert "3 processes ended" in listed.reason


def test_finished_jobs_are_removed_after_two_weeks_and_routine_after_a_day(tmp_path: Path) -> None:
    declared, _ = counting("test.count")
    jobs.declare([declared])
    kept = UUID(jobs_of_tests.tell_progress.enqueue().id)
    jobs.run_due(NOW)
    later = datetime.now(UTC) + timedelta(days=2)

    jobs.forget(later)
    assert [job.id for job in job_list.jobs_in("finished")] == [kept]
    jobs.forget(later + timedelta(days=13))
    assert job_list.jobs_in("finished") == []


@pytest.mark.django_db(transaction=True)
def test_the_clock_runs_in_its_own_thread_and_leaves_no_heartbeat_behind() -> None:
    runner = jobs.JobRunner(threads=0, poll_s=0.01)

    runner.start()
    assert JobWorker.objects.filter(pk=runner.worker_id).exists()
    assert runner.stop()

    assert not JobWorker.objects.exists()
    PeriodicJob.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_register_that_cannot_be_written_does_not_keep_a_worker_from_ending() -> None:
    runner = jobs.JobRunner(threads=0, poll_s=0.01)
    runner.start()

    with read_only_register():
        assert runner.stop()

    assert JobWorker.objects.filter(pk=runner.worker_id).exists()
    JobWorker.objects.all().delete()
    PeriodicJob.objects.all().delete()


@contextmanager
def read_only_register() -> Iterator[None]:
    """Nothing can be written from this thread, as on a full disk."""
    setting = "query_only" if connection.vendor == "sqlite" else "default_transaction_read_only"
    word = "pragma" if connection.vendor == "sqlite" else "set"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {setting} = on")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {setting} = off")
