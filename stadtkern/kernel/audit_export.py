# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds entries of the audit log and hands them out, so that the chain can be followed elsewhere."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from . import audit, audit_chain
from .models import AuditEntry, AuditName, AuditTrim, Person

Form = Literal["jsonl", "csv"]
MEDIA_TYPES: Final[dict[Form, str]] = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
COLUMNS: Final = (
    "number", "at", "by", "name", "action", "subject", "subject_name", "change", "previous", "digest",
)  # fmt: skip
"""Of an export; ``by`` and ``subject`` hold codes, which the digest covers, the names stand beside."""
_CODE = re.compile(r"p-[0-9a-f]{32}")
_BERLIN = ZoneInfo("Europe/Berlin")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes text that starts so for a formula (OWASP, CSV injection)."""
_BLOCK = 1_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries somebody looks for; empty fields ask for nothing."""

    who: str = ""
    """Exact name."""
    action: str = ""
    """Beginning: ``dataset`` finds ``dataset.release``."""
    subject: str = ""
    """Part of it; a person by exact name."""
    since: date | None = None
    """First day, Europe/Berlin."""
    until: date | None = None
    """Last day."""

    @property
    def told(self) -> dict[str, audit.Fact]:
        """What was asked for, without names of people."""
        facts: dict[str, audit.Fact] = {
            "action": self.action,
            "since": _iso(self.since),
            "until": _iso(self.until),
            "by_name": bool(self.who),
            "by_subject": bool(self.subject),
        }
        return {key: value for key, value in facts.items() if value}


def entries(wanted: Wanted) -> QuerySet[AuditEntry]:
    """The entries, newest first, with the names behind their codes."""
    return AuditEntry.objects.select_related("by", "about").filter(condition(wanted)).order_by("-pk")


def condition(wanted: Wanted) -> Q:
    """What an entry must be to be among those that are asked for."""
    asked = Q()
    if wanted.who:
        asked &= Q(by__name=wanted.who)
    if wanted.action:
        asked &= Q(action__startswith=wanted.action)
    if wanted.subject:
        asked &= Q(subject__icontains=wanted.subject) | Q(about__name=wanted.subject)
    if wanted.since:
        asked &= Q(at__gte=_midnight(wanted.since))
    if wanted.until:
        asked &= Q(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return asked


def actions() -> list[str]:
    """Kinds of actions that the log holds, by name."""
    told = AuditEntry.objects.order_by().values_list("action", flat=True).distinct()
    return sorted({action.split(".")[0] for action in told})


def named(found: Iterable[AuditEntry]) -> dict[str, str]:
    """Names by code, for the codes within what these entries changed."""
    codes = {code for entry in found for code in _CODE.findall(json.dumps(entry.change))}
    return {row.code: row.shown for row in AuditName.objects.filter(code__in=codes)} if codes else {}


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A text with names in the place of codes."""
    return _CODE.sub(lambda code: names.get(code[0], code[0]), text)


def export(actor: Person | str, wanted: Wanted, form: Form, *, at: datetime) -> Iterator[str]:
    """The entries as text, in the order of the chain, piece by piece; noted in the log itself first.

    The note stands at the end of a whole export.
    """
    audit.record(actor, "audit.export", "audit log", {"form": form, **wanted.told}, at)
    audit.seal()
    return _written(wanted, form)


def _written(wanted: Wanted, form: Form) -> Iterator[str]:
    if form == "csv":
        yield _line(COLUMNS)
    rows = entries(wanted).filter(number__isnull=False).order_by("number")
    last = AuditTrim.objects.order_by("-upto").first()
    start = (last.upto, last.digest) if last else (0, audit_chain.START)
    for entry in rows.iterator(chunk_size=_BLOCK):
        told = _told(entry, _previous(entry, start))
        start = (entry.number or 0, entry.digest)
        yield _line(told[name] for name in COLUMNS) if form == "csv" else _json(told) + "\n"


def _previous(entry: AuditEntry, known: tuple[int, str]) -> str:
    """The digest of the entry before; a query only where an export leaves entries out."""
    number = (entry.number or 0) - 1
    if known[0] == number:
        return known[1]
    return AuditEntry.objects.filter(number=number).values_list("digest", flat=True).first() or ""


def _told(entry: AuditEntry, previous: str) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "by": entry.by.code,
        "name": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "subject_name": "" if entry.about is None else entry.about.shown,
        "change": entry.change,
        "previous": previous,
        "digest": entry.digest,
    }


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return out.getvalue()


def _cell(value: object) -> str:
    text = _json(value) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, _BERLIN)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
