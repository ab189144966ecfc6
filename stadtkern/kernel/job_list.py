# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What jobs are doing, for the cockpit and the command line; and the few things that people do with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import audit, jobs, rights
from .errors import Contradiction, NotFound
from .models import JobProgress, PeriodicJob, Person
from .roles import Action

Row = DBTaskResult[..., object]
State = Literal["waiting", "running", "finished", "failed"]
_STATES: dict[str, State] = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "finished",
    TaskResultStatus.FAILED: "failed",
}
_STATUS = {state: status for status, state in _STATES.items()}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a job has come; ``total`` null when it cannot know."""

    done: int
    total: int | None
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ListedJob:
    """One job with its state; ``reason``: why it failed in one line; ``result``: what it answered."""

    id: UUID
    title: str
    state: State
    enqueued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    reason: str
    result: str
    progress: Progress | None


@dataclass(frozen=True, kw_only=True)
class ListedPeriodic:
    """A periodic job with its next run and the state of its newest one."""

    name: str
    title: str
    every_s: int
    next_at: datetime | None
    paused: bool
    last: ListedJob | None


def jobs_in(state: State, *, before: datetime | None = None, limit: int = 50) -> list[ListedJob]:
    """Jobs in this state, newest first; ``before`` (enqueued earlier than) pages on. Two queries."""
    rows = DBTaskResult.objects.filter(status=_STATUS[state])
    if before is not None:
        rows = rows.filter(enqueued_at__lt=before)
    return _listed(rows.order_by("-enqueued_at")[:limit])


def job_of(job_id: UUID) -> ListedJob:
    """One job.

    Raises:
        NotFound: there is none of this id (finished jobs are removed after a while).
    """
    for listed in _listed(DBTaskResult.objects.filter(pk=job_id)):
        return listed
    raise NotFound(f"no job {job_id}")


def failing_since(moment: datetime) -> int:
    """How many jobs failed after this moment."""
    return DBTaskResult.objects.failed().filter(finished_at__gte=moment).count()


def waiting_longer_than(age: timedelta, now: datetime) -> int:
    """How many jobs have waited for longer than ``age``; with any, perhaps no process runs jobs."""
    return DBTaskResult.objects.ready().filter(enqueued_at__lt=now - age).count()


def periodic() -> list[ListedPeriodic]:
    """All declared periodic jobs, by name. Three queries."""
    rows = {row.name: row for row in PeriodicJob.objects.all()}
    last = {j.id: j for j in _listed(DBTaskResult.objects.filter(pk__in=[r.job_id for r in rows.values()]))}
    listed = []
    for declared in jobs.periodic_jobs():
        row = rows.get(declared.name)
        listed.append(
            ListedPeriodic(
                name=declared.name,
                title=str(declared.title),
                every_s=declared.every_s,
                next_at=row.next_at if row else None,
                paused=bool(row and row.paused),
                last=last.get(row.job_id) if row and row.job_id else None,
            )
        )
    return listed


def retry(actor: Person, job_id: UUID, *, at: datetime) -> None:
    """Run a failed job again.

    Raises:
        NotPermitted: the actor does not run the platform.
        Contradiction: the job has not failed (any more).
    """
    rights.require(rights.may(actor, Action.OPERATE), "retry a job")
    with transaction.atomic():
        failed = DBTaskResult.objects.failed().filter(pk=job_id)
        again = failed.update(status=TaskResultStatus.READY, worker_ids=[], started_at=None, finished_at=None)
        if not again:
            raise Contradiction(_("Nur eine gescheiterte Aufgabe kann wiederholt werden."))
        audit.record(actor, "job.retry", f"job {job_id}", {}, at)


def pause(actor: Person, name: str, paused: bool, *, at: datetime) -> None:
    """Stop a periodic job from being started, or let it run again.

    Raises:
        NotPermitted: the actor does not run the platform.
        NotFound: no periodic job of that name is declared.
    """
    rights.require(rights.may(actor, Action.OPERATE), "pause a periodic job")
    declared = next((p for p in jobs.periodic_jobs() if p.name == name), None)
    if declared is None:
        raise NotFound(f"no periodic job {name!r}")
    with transaction.atomic():
        PeriodicJob.objects.update_or_create(
            name=name,
            defaults={"paused": paused},
            create_defaults={"paused": paused, "every_s": declared.every_s, "next_at": at},
        )
        audit.record(actor, "job.pause" if paused else "job.resume", f"periodic job {name}", {}, at)


def _listed(rows: QuerySet[Row]) -> list[ListedJob]:
    found: Sequence[Row] = list(rows)
    progress = JobProgress.objects.in_bulk([row.pk for row in found]) if found else {}
    return [_one(row, progress.get(row.pk)) for row in found]


def _one(row: Row, progress: JobProgress | None) -> ListedJob:
    state = _STATES[row.status]
    answer = row.return_value if isinstance(row.return_value, str) else ""
    return ListedJob(
        id=row.pk,
        title=_title(row),
        state=state,
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        attempts=len(row.worker_ids),
        reason=_reason(row.traceback) if state == "failed" else "",
        result=answer,
        progress=_progress(progress),
    )


def _progress(row: JobProgress | None) -> Progress | None:
    return Progress(done=row.done, total=row.total, text=row.text, at=row.at) if row else None


def _title(row: Row) -> str:
    if row.task_path == jobs.run_periodic.module_path:
        name = str(next(iter(row.args_kwargs["args"]), ""))
        return next((str(p.title) for p in jobs.periodic_jobs() if p.name == name), name)
    try:
        task = row.task
    except ImportError:
        return row.task_name
    return str(task.title) if isinstance(task, jobs.Job) else row.task_name


def _reason(traceback: str) -> str:
    """The last line of the traceback without the module of the error class."""
    lines = [line for line in traceback.splitlines() if line and not line.startswith(" ")]
    kind, colon, words = (lines[-1] if lines else "").partition(": ")
    return words if colon else kind.rpartition(".")[2]
