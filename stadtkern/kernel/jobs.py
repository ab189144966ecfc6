# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs: work that runs outside of requests, once or again and again, and survives a restart.

A job whose process dies is run again, so **a job must be idempotent**. One-off jobs are rows of
``django_tasks_db``; periodic ones are declared by ``settings.wiring`` and enqueue a one-off job when due.

    @job(_("Archiv einlesen"))
    def import_archive(path: str) -> None: ...

    import_archive.enqueue("/data/2019.zip")
"""

from __future__ import annotations

import math
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Generic, ParamSpec, TypeVar
from uuid import UUID

import structlog
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from . import granting, measures, people, tracing
from .errors import NotFound
from .models import JobProgress, JobWorker, PeriodicJob

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

HEARTBEAT_S = 10
GONE_AFTER_S = 90
"""A worker without heartbeat for so long is gone."""
ATTEMPTS = 3
"""A job that took its process down this often is given up."""
KEEP_FINISHED = timedelta(days=14)
PROCESS_ENDED = "stadtkern.kernel.jobs.ProcessEnded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T], Generic[P, T]):
    """A function that can be run as a job, with the German name under which people see it."""

    title: str | Promise


def job(title: str | Promise) -> Callable[[Callable[P, T]], Job[P, T]]:
    """Make a module-level function a job; its arguments must be plain JSON values."""

    def made(function: Callable[P, T]) -> Job[P, T]:
        return Job(func=function, title=title)

    return made


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A function that runs again and again; it gets the present time and may answer one sentence."""

    name: str
    """Stable and unique, e.g. ``lake.compact``."""
    title: str | Promise
    every_s: int
    function: Callable[[datetime], str | None]


_PERIODIC: dict[str, Periodic] = {}
_CURRENT: ContextVar[UUID | None] = ContextVar("current_job", default=None)


def declare(periodic: Iterable[Periodic]) -> None:
    """Replace the periodic jobs of this process; ``kernel.forget`` is always among them.

    Raises:
        ValueError: a name is declared twice.
    """
    given = [*periodic, FORGET]
    names = [p.name for p in given]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"periodic job declared twice: {', '.join(doubled)}")
    _PERIODIC.clear()
    _PERIODIC.update({p.name: p for p in given})


def periodic_jobs() -> tuple[Periodic, ...]:
    """The declared periodic jobs, by name."""
    return tuple(_PERIODIC[name] for name in sorted(_PERIODIC))


def current_job() -> UUID | None:
    """Id of the job that this thread is running; none outside of jobs."""
    return _CURRENT.get()


def progress(job_id: UUID | None, done: int, total: int | None, text: str = "") -> None:
    """Say how far a job has come; call it now and then (each call is a write), outside of transactions.

    ``job_id`` is usually :func:`current_job`; without one nothing happens.
    """
    if job_id is not None:
        facts = {"done": done, "total": total, "text": text[:300], "at": datetime.now(UTC)}
        JobProgress.objects.update_or_create(job_id=job_id, defaults=facts)


@job(_("Wiederkehrende Aufgabe"))
def run_periodic(name: str) -> str | None:
    """The one-off job behind every run of a periodic one.

    Raises:
        NotFound: the periodic job is no longer declared.
    """
    if name not in _PERIODIC:
        raise NotFound(f"no periodic job {name!r}")
    return _PERIODIC[name].function(datetime.now(UTC))


def enqueue_due(now: datetime) -> int:
    """Enqueue the periodic jobs that are due; how many.

    Several processes may ask at once, each run is enqueued once. A next run that lies further ahead than the
    interval (the clock was put back, the interval was shortened) counts as due.
    """
    known = {row.name: row for row in PeriodicJob.objects.all()}
    enqueued = 0
    for declared in periodic_jobs():
        row = known.get(declared.name) or _first_seen(declared, now)
        due = not now < row.next_at <= now + timedelta(seconds=declared.every_s)
        if due and not row.paused:
            enqueued += _enqueue_run(row, declared, now)
    return enqueued


def run_due(now: datetime, *, worker_id: str = "once") -> int:
    """Run everything that is due in this thread, until nothing is ready; how many jobs."""
    enqueue_due(now)
    worker = _worker(worker_id)
    count = 0
    while worker.run_next():
        count += 1
    return count


def take_back(now: datetime, alive: Iterable[str]) -> int:
    """Make the running jobs of workers that are gone ready again; how many.

    A job that took its process down three times is marked as failed.
    """
    alive = set(alive)
    running = DBTaskResult.objects.running()
    left = [row for row in running if not (row.worker_ids and row.worker_ids[-1] in alive)]
    return sum(_make_ready(row, now) for row in left)


def _make_ready(row: DBTaskResult[..., object], now: datetime) -> int:
    """Let a job that nobody runs be run again, or mark it as failed; 1 when it is run again."""
    same_run = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
    if len(row.worker_ids) < ATTEMPTS:
        log.warning("job_taken_back", job=str(row.pk), attempts=len(row.worker_ids))
        return same_run.update(status=TaskResultStatus.READY)
    same_run.update(
        status=TaskResultStatus.FAILED,
        finished_at=now,
        exception_class_path=PROCESS_ENDED,
        traceback=f"{PROCESS_ENDED}: {len(row.worker_ids)} processes ended while they ran this job",
    )
    return 0


class JobRunner:
    """Runs jobs in threads of this process, until stopped.

    ``alone``: no other process runs jobs, so what was running at start was left by an earlier life of this
    process and is run again at once; otherwise when its worker's heartbeat has stopped for 90 s.
    """

    def __init__(self, *, threads: int = 2, alone: bool = True, poll_s: float = 1.0) -> None:
        self.worker_id = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.failures = 0
        """Passes that ended with an unexpected error (a database that is away, say); each is logged."""
        self._alone = alone
        self._poll_s = poll_s
        self._stop = threading.Event()
        self._beat = -math.inf
        self._workers = [_worker(self.worker_id) for _ in range(threads)]
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Take back what an ended process left running, then start the threads."""
        self._heartbeat(datetime.now(UTC))
        self._begin("jobs-clock", self._tick)
        for number, worker in enumerate(self._workers):
            self._begin(f"jobs-{number}", partial(_run_ready, worker))

    def stop(self, timeout_s: float = 20) -> bool:
        """Let running jobs finish; false when one did not within the time (it is run again at next start)."""
        self._stop.set()
        for worker in self._workers:
            worker.running = False
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        finished = not any(thread.is_alive() for thread in self._threads)
        if finished:
            self._say_goodbye()
        return finished

    def _say_goodbye(self) -> None:
        """Take the heartbeat back; one that cannot be written away (a full disk, say) ages by itself."""
        try:
            JobWorker.objects.filter(pk=self.worker_id).delete()
        except DatabaseError as error:
            log.warning("heartbeat_left", reason=str(error))

    def _begin(self, name: str, one_pass: Callable[[], None]) -> None:
        thread = threading.Thread(target=self._loop, args=(one_pass,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, one_pass: Callable[[], None]) -> None:
        try:
            while not self._stop.is_set():
                self._guarded(one_pass)
                self._stop.wait(self._poll_s)
        finally:
            connections.close_all()

    def _guarded(self, one_pass: Callable[[], None]) -> None:
        close_old_connections()
        try:
            one_pass()
        except Exception:  # the edge of a thread: it goes on when the database is back
            self.failures += 1
            measures.FAULTS.labels("jobs").inc()
            log.exception("job_pass_failed", failures=self.failures)
        finally:
            close_old_connections()

    def _tick(self) -> None:
        now = datetime.now(UTC)
        if time.monotonic() - self._beat >= HEARTBEAT_S:
            self._heartbeat(now)
        enqueue_due(now)

    def _heartbeat(self, now: datetime) -> None:
        first = self._beat == -math.inf
        JobWorker.objects.update_or_create(
            pk=self.worker_id, defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
        )
        gone = now - timedelta(seconds=GONE_AFTER_S)
        if not self._alone:
            alive = JobWorker.objects.filter(seen_at__gt=gone).values_list("pk", flat=True)
            take_back(now, alive)
        elif first:
            take_back(now, [self.worker_id])
        JobWorker.objects.filter(seen_at__lte=gone).delete()
        self._beat = time.monotonic()


def forget(now: datetime) -> str:
    """Remove finished jobs after 14 days, periodic runs that went well after one, old sign-in counts."""
    finished = DBTaskResult.objects.finished()
    gone, _models = finished.filter(finished_at__lt=now - KEEP_FINISHED).delete()
    routine = finished.filter(status=TaskResultStatus.SUCCESSFUL, task_path=run_periodic.module_path)
    routine_gone, _models = routine.filter(finished_at__lt=now - timedelta(days=1)).delete()
    JobProgress.objects.filter(at__lt=now - KEEP_FINISHED).delete()
    people.forget_sign_ins(now)
    granting.forget_expired(now)
    return gettext("%(count)d beendete Aufgaben entfernt") % {"count": gone + routine_gone}


FORGET = Periodic(name="kernel.forget", title=_("Beendete Aufgaben aufräumen"), every_s=3600, function=forget)


class _Worker(Worker):
    """The worker of ``django_tasks_db``, one job at a time; the job can ask which one it is."""

    _unwritten: DBTaskResult[..., object] | None = None
    """A job that ended while the register could not be written (a full disk, say); it is run again."""

    def run_next(self) -> bool:
        """Claim and run the most urgent job; false when none is ready.

        Asking costs a read; only when a job is ready is the write lock taken.

        Raises:
            DatabaseError: the register cannot be read or written; no job is lost by that.
        """
        if self._unwritten is not None:
            _make_ready(self._unwritten, datetime.now(UTC))
            self._unwritten = None
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not self.running or not ready.exists():
            return False
        with exclusive_transaction():
            row = ready.get_locked()
            if row is None:
                return False
            row.claim(self.worker_id)
        try:
            self.run_task(row)
        except DatabaseError:
            self._unwritten = row
            raise
        return True

    def run_task(self, db_task_result: DBTaskResult[..., object]) -> None:
        token = _CURRENT.set(db_task_result.pk)
        name, began = _name(db_task_result), time.perf_counter()
        try:
            with tracing.span("job", job=name), structlog.contextvars.bound_contextvars(job=name):
                super().run_task(db_task_result)
        finally:
            _CURRENT.reset(token)
            well = db_task_result.status == TaskResultStatus.SUCCESSFUL
            measures.job_ended(name, well=well, seconds=time.perf_counter() - began, at=datetime.now(UTC))


def _name(row: DBTaskResult[..., object]) -> str:
    """What is run, in words of the code: the name of a periodic job or of a function, never an argument."""
    if row.task_path == run_periodic.module_path:
        name = str(next(iter(row.args_kwargs["args"]), ""))
        return name if name in _PERIODIC else "unknown"
    return str(row.task_path).removeprefix("stadtkern.")


def _worker(worker_id: str) -> _Worker:
    return _Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


def _run_ready(worker: _Worker) -> None:
    while worker.run_next():
        close_old_connections()


def _first_seen(declared: Periodic, now: datetime) -> PeriodicJob:
    row, _made = PeriodicJob.objects.get_or_create(
        name=declared.name, defaults={"every_s": declared.every_s, "next_at": now}
    )
    return row


def _enqueue_run(row: PeriodicJob, declared: Periodic, now: datetime) -> bool:
    """The update is the lock: only one process finds the time of the run it has read."""
    with transaction.atomic():
        mine = PeriodicJob.objects.filter(pk=row.pk, next_at=row.next_at, paused=False)
        following = now + timedelta(seconds=declared.every_s)
        if not mine.update(next_at=following, every_s=declared.every_s):
            return False
        unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
        if row.job_id and DBTaskResult.objects.filter(pk=row.job_id, status__in=unfinished).exists():
            return False
        mine_now = PeriodicJob.objects.filter(pk=row.pk)
        mine_now.update(job_id=UUID(run_periodic.enqueue(declared.name).id))
        return True
