# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One run: every record on its own, what vanished is withdrawn, and a report that says all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DatabaseError, transaction

from stadtkern.flow.catalogue import harvested
from stadtkern.kernel.errors import CityError

from . import fetching
from .fetching import Answer
from .models import HarvestProblem, HarvestRun, HarvestSource, Outcome
from .words import Record, RecordRefused, Refused

log = structlog.get_logger(__name__)
_OWN: list[str] = []

MOST_PROBLEMS = 1_000
RUNS_KEPT = 30
SOLE = 0.5
"""When more than this part of a larger catalogue is suddenly missing, nothing is withdrawn."""
LARGE = 20
STUCK_AFTER = timedelta(hours=3)


def provide(address: str) -> None:
    """Where this city is reached: what other catalogues have from here is not taken back."""
    _OWN[:] = [f"{address.rstrip('/')}/"]


def run(source: HarvestSource, now: datetime, *, pause_s: float = fetching.PAUSE_S) -> HarvestRun:
    """Harvest a catalogue; whatever goes wrong stands in the report."""
    source.next_run_at = now + timedelta(hours=source.interval_h)
    source.save(update_fields=["next_run_at"])
    report = HarvestRun.objects.create(source=source, started_at=now)
    visit = _Visit(source, report, now)
    try:
        visit.walk(fetching.pages(source, pause_s=pause_s))
    except CityError as error:
        report.outcome = Outcome.PARTIAL if report.pages else Outcome.FAILED
        report.reason = str(error)[:1000]
    except Exception:  # the edge of a job: the report must say that it ended
        log.exception("harvest_failed", source=source.key)
        report.outcome = Outcome.FAILED
        report.reason = "Ein unerwarteter Fehler; er steht im Protokoll der Anwendung."
    _finish(report, visit)
    return report


def run_due(now: datetime) -> list[HarvestRun]:
    """Harvest the catalogues whose time has come, one after another."""
    HarvestRun.objects.filter(outcome=Outcome.RUNNING, started_at__lt=now - STUCK_AFTER).update(
        outcome=Outcome.FAILED, finished_at=now, reason="Der Prozess endete während der Übernahme."
    )
    return [run(source, now) for source in HarvestSource.objects.due(now)]


class _Visit:
    """Counts while it goes."""

    def __init__(self, source: HarvestSource, report: HarvestRun, now: datetime) -> None:
        self.problems: list[HarvestProblem] = []
        self._source = source
        self._report = report
        self._now = now
        self._seen: set[str] = set()

    def walk(self, answers: Iterator[Answer | None]) -> None:
        """Enter every record of every page; then withdraw what was not among them."""
        report, single = self._report, None
        for answer in answers:
            if answer is None:
                report.outcome = Outcome.UNCHANGED
                return
            report.pages += 1
            single = answer if report.pages == 1 and not answer.page.next else None
            for record in answer.page.records:
                self._enter(record)
        report.outcome = Outcome.COMPLETE
        self._withdraw()
        self._remember(single)

    def _enter(self, record: Record | Refused) -> None:
        try:
            if isinstance(record, Refused):
                raise RecordRefused(record.reason)
            if _is_ours(record):
                raise RecordRefused("Dieser Datensatz stammt aus dem eigenen Katalog.")
            if record.identifier in self._seen:
                raise RecordRefused("Diese Kennung steht zweimal im Katalog; der erste Eintrag gilt.")
            self._seen.add(record.identifier)
            with transaction.atomic():
                _key, done = harvested.record_harvested(
                    self._source.key, record.entry, identifier=record.identifier, now=self._now
                )
        except (CityError, DatabaseError) as error:
            self._report.rejected += 1
            self._note(record, _sentence(error), refused=True)
            return
        setattr(self._report, done, getattr(self._report, done) + 1)
        for remark in record.remarks:
            self._note(record, remark, refused=False)

    def _note(self, record: Record | Refused, sentence: str, *, refused: bool) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            title = record.title if isinstance(record, Refused) else record.entry.title
            self.problems.append(
                HarvestProblem(
                    run=self._report,
                    identifier=record.identifier[:1000],
                    title=title[:300],
                    sentence=sentence[:1000],
                    refused=refused,
                )
            )

    def _withdraw(self) -> None:
        report = self._report
        here = report.new + report.changed + report.unchanged
        known = len(harvested.harvested_keys(self._source.key))
        if known > LARGE and known - here > known * SOLE:
            report.reason = (
                f"Von {known} bekannten Datensätzen kamen nur {here}. Nichts wurde zurückgezogen; "
                "prüfen Sie, ob der Katalog vollständig antwortet."
            )
            return
        if known and not here:
            report.reason = "Der Katalog antwortete ohne brauchbare Datensätze. Nichts wurde zurückgezogen."
            return
        report.withdrawn = harvested.withdraw_harvested(
            self._source.key,
            seen_before=self._now,
            reason=f"Im Katalog „{self._source.title}“ steht dieser Datensatz nicht mehr.",
            now=self._now,
        )

    def _remember(self, single: Answer | None) -> None:
        """Only of a single document a validator says that nothing changed; what was refused is tried anew."""
        fits = single is not None and not self._report.rejected and not self._report.reason
        fetched = single.fetched if single is not None and fits else None
        self._source.etag = fetched.etag[:300] if fetched else ""
        self._source.last_modified = fetched.last_modified[:100] if fetched else ""
        self._source.save(update_fields=["etag", "last_modified"])


def _is_ours(record: Record) -> bool:
    names = (record.identifier, record.entry.landing_page, *record.origins)
    return any(name.startswith(own) for own in _OWN for name in names)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, CityError) else "Der Eintrag passt nicht in das Register."


def _finish(report: HarvestRun, visit: _Visit) -> None:
    report.finished_at = datetime.now(UTC)
    with transaction.atomic():
        report.save()
        HarvestProblem.objects.bulk_create(visit.problems)
        kept = report.source.runs.values_list("pk", flat=True)[:RUNS_KEPT]
        report.source.runs.exclude(pk__in=list(kept)).delete()
    log.info("harvested", source=report.source.key, outcome=report.outcome, rejected=report.rejected)
