# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removes what may no longer be kept, by the rules of the record, with a proof in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from . import audit, privacy
from .jobs import Periodic
from .models import AuditEntry
from .privacy import Processing, Retention

ACTION = "privacy.retention"
_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What one run of one rule did."""

    processing: Processing
    rule: Retention
    count: int


def enforce(now: datetime) -> list[Removed]:
    """Run every rule of the record; each that found something leaves a proof in the audit log."""
    return [
        Removed(processing=processing, rule=rule, count=count)
        for processing in privacy.processings()
        for rule in processing.retentions
        if (count := _run(processing, rule, now))
    ]


def pending(now: datetime) -> list[tuple[Processing, Retention, int]]:
    """What each rule would take now, by activity; rules that remove in a way of their own are left out."""
    return [
        (processing, rule, _rows(rule, now).count())
        for processing in privacy.processings()
        for rule in processing.retentions
        if rule.remove is None
    ]


def proofs(processing: Processing) -> QuerySet[AuditEntry]:
    """What the rules of an activity have removed, newest first."""
    return AuditEntry.objects.filter(action=ACTION, subject=_subject(processing)).order_by("-pk")


def _run(processing: Processing, rule: Retention, now: datetime) -> int:
    if rule.remove is not None:
        return rule.remove(now, timedelta(days=rule.days), str(rule.said))
    count = sum(_steps(rule, now))
    if count:
        proof: dict[str, audit.Fact | list[audit.Fact]] = {
            "model": rule.model,
            "count": count,
            "days": rule.days,
            "since": rule.since,
            "rule": str(rule.said),
        }
        if rule.blank:
            proof["emptied"] = list(rule.blank)
        audit.record(audit.SYSTEM, ACTION, _subject(processing), proof, now)
    return count


def _steps(rule: Retention, now: datetime) -> Iterator[int]:
    """Removes some rows at a time, so that nobody waits long; how many each."""
    while True:
        with transaction.atomic():
            rows = _rows(rule, now)
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
            some = apps.get_model(rule.model)._default_manager.filter(pk__in=keys)
            if rule.blank:
                some.update(**_empty(rule))
            else:
                some.delete()
        yield len(keys)
        if len(keys) < _AT_ONCE:
            return


def _rows(rule: Retention, now: datetime) -> QuerySet[Model]:
    model: type[Model] = apps.get_model(rule.model)
    edge = now - timedelta(days=rule.days)
    moment = isinstance(model._meta.get_field(rule.since), DateTimeField)
    rows: QuerySet[Model] = model._default_manager.filter(
        **{f"{rule.since}__lt": edge if moment else edge.date()}, **rule.where
    )
    if rule.blank:
        full = Q()
        for name, empty in _empty(rule).items():
            full |= ~Q(**{name: empty})
        rows = rows.filter(full)
    return rows


def _empty(rule: Retention) -> dict[str, str]:
    return dict.fromkeys(rule.blank, "")


def _subject(processing: Processing) -> str:
    return f"processing {processing.key}"


def tidy(now: datetime) -> str | None:
    """The periodic job; silent when nothing was due."""
    count = sum(removed.count for removed in enforce(now))
    text = ngettext(
        "%(n)s Zeile nach Ablauf ihrer Frist entfernt.",
        "%(n)s Zeilen nach Ablauf ihrer Frist entfernt.",
        count,
    )
    return text % {"n": count} if count else None


PERIODIC = Periodic(
    name="privacy.retention",
    title=gettext_lazy("Aufbewahrungsfristen durchsetzen"),
    every_s=24 * 3600,
    function=tidy,
)
