# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of the audit log: by person, kind, object and day, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from stadtkern.kernel import audit_export
from stadtkern.kernel.audit_export import Wanted
from stadtkern.kernel.models import AuditEntry
from stadtkern.web.lists.sources import Stored
from stadtkern.web.lists.words import Asked, Column, Filter, Found, Listing


def wanted(given: QueryDict) -> Wanted:
    """What an address asks for."""
    return Wanted(
        who=given.get("wer", "").strip(),
        action=given.get("was", "").strip(),
        subject=_subject(given.get("woran", "")),
        since=_day(given.get("von", "")),
        until=_day(given.get("bis", "")),
    )


def listing(action: str = "") -> Listing[AuditEntry]:
    """All entries; ``action``: offered beside the usual kinds, such as ``dataset.release``."""
    log = _Log(stored=Stored(rows=audit_export.entries(Wanted())))
    return Listing(
        key="protokoll",
        title=_("Änderungen"),
        source=log,
        columns=(
            Column(
                key="zeit", title=_("Zeitpunkt"), value=lambda one: one.at, sort="id", falling=True,
                template="cockpit/audit_time.html",
            ),
            Column(key="wer", title=_("Wer"), value=lambda one: one.actor),
            Column(key="was", title=_("Was"), value=lambda one: one.action),
            Column(
                key="woran",
                title=_("Woran"),
                value=lambda one: one.shown_subject,
                template="cockpit/audit_subject.html",
            ),
            Column(
                key="aenderung", title=_("Änderung"), value=log.changes, template="cockpit/audit_change.html"
            ),
        ),
        filters=_filters(action),
        sorted_by="-zeit",
        empty=(_("Keine Einträge"), ""),
    )  # fmt: skip


def _filters(action: str) -> tuple[Filter[AuditEntry], ...]:
    kinds = audit_export.actions()
    if action and action not in kinds and action.split(".")[0] in kinds:
        kinds = sorted([*kinds, action])
    return (
        Filter(
            key="wer",
            title=_("Wer (genauer Name)"),
            kind="words",
            condition=lambda name: audit_export.condition(Wanted(who=name)),
        ),
        Filter(
            key="was",
            title=_("Was"),
            choices=[(one, one) for one in kinds],
            every=_("alles"),
            condition=lambda kind: audit_export.condition(Wanted(action=kind)),
        ),
        Filter(
            key="woran",
            title=_("Woran"),
            kind="words",
            condition=lambda words: audit_export.condition(Wanted(subject=_subject(words))),
        ),
        Filter(
            key="von",
            title=_("von"),
            kind="day",
            condition=lambda text: audit_export.condition(Wanted(since=_day(text))),
        ),
        Filter(
            key="bis",
            title=_("bis"),
            kind="day",
            condition=lambda text: audit_export.condition(Wanted(until=_day(text))),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Log:
    """Entries with the names behind the codes within them: one query for all rows of an answer."""

    stored: Stored[AuditEntry]
    names: dict[str, str] = field(default_factory=dict)

    def found(self, asked: Asked[AuditEntry]) -> Found[AuditEntry]:
        """A page of entries."""
        found = self.stored.found(asked)
        self.names.update(audit_export.named(found.rows))
        return found

    def many(self, asked: Asked[AuditEntry], most: int) -> list[AuditEntry]:
        """The first of all that are found."""
        rows = self.stored.many(asked, most)
        self.names.update(audit_export.named(rows))
        return rows

    def named(self, keys: Sequence[str]) -> list[AuditEntry]:
        """Nothing is done to entries."""
        return []

    def key(self, row: AuditEntry) -> str:
        """Its id."""
        return self.stored.key(row)

    def changes(self, entry: AuditEntry) -> str:
        """What changed, one line per field."""
        lines = (f"{name}: {' '.join(_words(value).split())}" for name, value in entry.change.items())
        return audit_export.with_names("\n".join(lines), self.names)


def _subject(text: str) -> str:
    return text.strip().removeprefix("person ")


def _day(text: str) -> date | None:
    """A day; none when it is none."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def _words(value: object) -> str:
    if isinstance(value, dict) and {"before", "after"} <= value.keys():
        return f"{_words(value['before'])} → {_words(value['after'])}"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value) or "–"
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return "–" if value in (None, "") else str(value)
