# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the list of rejected records shows: a filter, a page by key, and what one may filter by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count

from .models import RejectedRecord, RejectedRecordQuerySet, RejectedState

PAGE = 50
_MOST_REASONS = 40


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody wants to see."""

    source: str = ""
    reason: str = ""
    state: str = RejectedState.OPEN
    before: int | None = None
    """Id of the last record of the page before."""

    def as_query(self, before: int | None = None) -> str:
        """The query of an address that asks the same, from the start or after a record."""
        given = {"quelle": self.source, "grund": self.reason, "vor": str(before) if before else ""}
        stated = {"stand": self.state} if self.state != RejectedState.OPEN else {}
        return urlencode({key: value for key, value in {**given, **stated}.items() if value})


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the list."""

    records: list[RejectedRecord]
    more: str
    """Query of the next page; empty on the last one."""
    sources: list[str]
    reasons: list[str]
    """The most frequent ones."""
    states: list[tuple[str, str]]


def question_of(given: Mapping[str, str]) -> Question:
    """The question in an address; nonsense is left out."""
    state, before = given.get("stand", ""), given.get("vor", "")
    return Question(
        source=given.get("quelle", "")[:100],
        reason=given.get("grund", "")[:500],
        state=state if state in RejectedState.values else RejectedState.OPEN,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def page(records: RejectedRecordQuerySet, question: Question) -> Page:
    """A page of records; three queries."""
    in_state = records.filter(state=question.state).order_by()
    of_source = in_state.filter(source=question.source) if question.source else in_state
    found = of_source.filter(reason=question.reason) if question.reason else of_source
    rows = list(found.before(question.before).defer("raw")[: PAGE + 1])
    reasons = of_source.values("reason").annotate(number=Count("pk")).order_by("-number", "reason")
    return Page(
        records=rows[:PAGE],
        more=question.as_query(rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        sources=sorted(in_state.values_list("source", flat=True).distinct()),
        reasons=[row["reason"] for row in reasons[:_MOST_REASONS]],
        states=[(value, str(label)) for value, label in RejectedState.choices],
    )
