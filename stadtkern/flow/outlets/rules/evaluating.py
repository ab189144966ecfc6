# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Evaluates rules as values are stored: in a thread of its own, so that nobody who writes waits for it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyarrow as pa
import structlog
from django.db import DatabaseError, close_old_connections, connections, transaction

from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.observation import Quality

from . import alarms, declared, delivering, values
from .alarms import Firing
from .conditions.engine import Ignored, Reason
from .conditions.subjects import Outcome, Subject
from .models import Alarm, RuleState, Stage, StoredRule
from .texts import micros, moment, spoken
from .watching import Watched

log = structlog.get_logger(__name__)

MOST_ROWS = 50_000
"""A larger delivery (an import, say) is not gone through row by row; the newest values count."""
_MOST_WAITING = 500
_TICK_S = 0.5
_CATCH_UP_S = 5.0
_SENDERS = 4
_CHUNK = 50


class Evaluation:
    """The rules of this process at work."""

    def __init__(self, lake: Lake) -> None:
        self.watched = Watched(lake)
        self.failures = 0
        """Passes that ended with an unexpected error; each is logged, and the newest values are looked at."""
        self._lake = lake
        self._behind = threading.Event()
        self._waiting: queue.Queue[pa.Table | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="rules", daemon=True)
        self._senders = ThreadPoolExecutor(_SENDERS, thread_name_prefix="rules-send")
        self._next_tick = self._next_catch_up = 0.0

    def start(self) -> None:
        """Begin: whatever was stored while nobody looked is looked at now."""
        delivering.provide(self._send)
        self._thread.start()

    def stop(self) -> None:
        """Look at what waits, then end."""
        delivering.provide(None)
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(20)
        self._senders.shutdown(wait=True, cancel_futures=True)

    def observed(self, table: pa.Table) -> None:
        """Rows were committed; a listener of the lake, which must not wait."""
        if table.num_rows > MOST_ROWS:
            self._behind.set()
            return
        try:
            self._waiting.put_nowait(table)
        except queue.Full:
            self._behind.set()

    def take(self, tables: Sequence[pa.Table], now: datetime) -> None:
        """Evaluate committed rows that arrive now."""
        at = micros(now)
        wanted = self.watched.positions
        readings = [one for table in tables for one in values.of_table(table, wanted, arrived=at)]
        if readings:
            self._act(self.watched.engine.apply(readings, at), now)

    def tick(self, now: datetime) -> None:
        """Look at changed rules, and at those whose time has come."""
        at = micros(now)
        if self.watched.refresh(now):
            self._end_orphans(now)
            self._act(self.watched.engine.judge_all(at), now)
        self._act(self.watched.engine.tick(at), now)

    def do_chores(self, now: datetime) -> None:
        """What may wait some seconds: values that were not looked at, escalations, summaries."""
        self._note_ignored(now)
        alarms.escalate_due(now)
        alarms.summarise_due(now)

    def catch_up(self, now: datetime) -> None:
        """Take in the newest values, as far as they are newer than what is known here."""
        known = self.watched.engine.known
        latest = self._lake.latest(list(self.watched.positions))
        news = [
            (key, reading)
            for key, reading in values.of_latest(latest, self.watched.positions, arrived=micros(now))
            if (newest := known[key].newest) is None or reading.time > newest.time
        ]
        if news:
            self._act(self.watched.engine.apply(news, micros(now)), now)

    def _run(self) -> None:
        declared.keep_up(datetime.now(UTC))
        try:
            while self._pass():
                pass
        finally:
            connections.close_all()

    def _pass(self) -> bool:
        """Take what waits; false when it is over."""
        tables, over = self._gathered()
        close_old_connections()
        try:
            now = datetime.now(UTC)
            if tables:
                self.take(tables, now)
            self._tick_when_due(now)
        except Exception:  # the edge of a thread: what comes next must be looked at
            self.failures += 1
            self._behind.set()
            self.watched = Watched(self._lake)
            log.exception("rules_failed", failures=self.failures)
            time.sleep(_TICK_S)
        return not over

    def _gathered(self) -> tuple[list[pa.Table], bool]:
        tables: list[pa.Table] = []
        try:
            one = self._waiting.get(timeout=max(0.0, self._next_tick - time.monotonic()))
            while one is not None:
                tables.append(one)
                one = self._waiting.get_nowait()
        except queue.Empty:
            return tables, False
        return tables, True

    def _tick_when_due(self, now: datetime) -> None:
        clock = time.monotonic()
        if clock < self._next_tick:
            return
        self._next_tick = clock + _TICK_S
        self.tick(now)
        if clock >= self._next_catch_up or self._behind.is_set():
            self._behind.clear()
            self._next_catch_up = clock + _CATCH_UP_S
            self.catch_up(now)
            self.do_chores(now)

    def _act(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Open and end alarms, and remember with them how the subjects are."""
        changed = self._changed()
        for start in range(0, len(outcomes), _CHUNK):
            with transaction.atomic():
                for outcome in outcomes[start : start + _CHUNK]:
                    self._follow(outcome, now)
                self._save(changed, now)
            changed = []
        if changed:
            with transaction.atomic():
                self._save(changed, now)

    def _changed(self) -> list[Subject]:
        """Subjects that remember something else than the register does."""
        saved, engine = self.watched.saved, self.watched.engine
        touched, engine.touched = engine.touched, {}
        return [one for one in touched.values() if one.remembered() != saved.get((one.rule_id, one.code), {})]

    def _save(self, subjects: Sequence[Subject], now: datetime) -> None:
        if not subjects:
            return
        present = set(
            StoredRule.objects.filter(pk__in={one.rule_id for one in subjects}).values_list("pk", flat=True)
        )
        rows = []
        for one in subjects:
            memory = one.remembered()
            self.watched.saved[(one.rule_id, one.code)] = memory
            if one.rule_id in present:
                rows.append(RuleState(rule_id=one.rule_id, subject=one.code, memory=memory, changed_at=now))
        RuleState.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["rule", "subject"],
            update_fields=["memory", "changed_at"],
            batch_size=200,
        )

    def _follow(self, outcome: Outcome, now: datetime) -> None:
        subject = outcome.subject
        if outcome.opened is not None:
            causes = outcome.opened.causes
            flags = [one.reading.quality for one in causes if one.reading is not None]
            alarms.open_alarm(
                Firing(
                    rule_id=subject.rule_id,
                    rule=subject.rule,
                    subject=subject.code,
                    subject_name=self.watched.names.get((subject.rule_id, subject.code), ""),
                    values=spoken(causes, self.watched.catalogue.streams),
                    fired_for=moment(outcome.opened.at),
                    simulated=any(flag & Quality.SIMULATED for flag in flags),
                ),
                now=now,
            )
        if outcome.ended:
            alarms.end_alarm(subject.rule_id, subject.code, now=now)

    def _end_orphans(self, now: datetime) -> None:
        """End alarms of subjects that no longer exist, of rules that are still looked at."""
        watched = self.watched.engine.subjects
        for alarm in Alarm.objects.open().filter(rule__stage=Stage.ACTIVE).only("rule_id", "subject"):
            if alarm.rule_id is not None and (alarm.rule_id, alarm.subject) not in watched:
                because = "Was die Regel beobachtet, gibt es nicht mehr."
                with transaction.atomic():
                    alarms.end_alarm(alarm.rule_id, alarm.subject, now=now, because=because)

    def _note_ignored(self, now: datetime) -> None:
        found, self.watched.engine.ignored = self.watched.engine.ignored, {}
        if found:
            note_ignored(found, self.watched, now)

    def _send(self, deliveries: Sequence[int]) -> None:
        for delivery in deliveries:
            self._senders.submit(_sent, delivery)


def note_ignored(found: Mapping[tuple[int, Reason], Ignored], watched: Watched, now: datetime) -> None:
    """Keep with each rule how many values were not looked at, why, and the newest of them."""
    for stored in StoredRule.objects.filter(pk__in={rule_id for rule_id, _reason in found}):
        facts = dict(stored.ignored)
        for (rule_id, reason), one in found.items():
            if rule_id == stored.pk:
                before, stream = facts.get(reason, {}), watched.catalogue.streams.get(one.key)
                facts[reason] = {
                    "count": before.get("count", 0) + one.number,
                    "stream": f"{stream.thing_name}: {stream.name}" if stream else "",
                    "time": moment(one.time).isoformat(),
                    "noted": now.isoformat(),
                }
        StoredRule.objects.filter(pk=stored.pk).update(ignored=facts)


def _sent(delivery: int) -> None:
    try:
        delivering.attempted(delivery, 1, now=datetime.now(UTC))
    except DatabaseError:
        log.exception("alarm_delivery_waits", delivery=delivery)
    finally:
        connections.close_all()
