# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log, for administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from stadtkern.flow.outlets.cockpit.guard import administrator_page
from stadtkern.kernel.models import AuditEntry, Person

_PAGE = 50
_LONGEST = 400


@administrator_page
def audit_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Who changed what, newest first; paged by the last id seen."""
    who, subject = request.GET.get("wer", "").strip(), request.GET.get("woran", "").strip()
    found = AuditEntry.objects.select_related("by", "about").order_by("-pk")
    if who:
        found = found.filter(by__name=who)
    if subject:
        found = found.filter(subject__icontains=subject)
    before = request.GET.get("vor", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    page = list(found[: _PAGE + 1])
    return render(
        request,
        "cockpit/audit.html",
        {
            "entries": [(entry, _lines(entry)) for entry in page[:_PAGE]],
            "last": page[_PAGE - 1] if len(page) > _PAGE else None,
            "who": who,
            "subject": subject,
        },
    )


def _lines(entry: AuditEntry) -> list[tuple[str, str]]:
    """What changed, one short line per field."""
    return [(str(name), _words(value)[:_LONGEST]) for name, value in entry.change.items()]


def _words(value: object) -> str:
    if isinstance(value, dict) and {"before", "after"} <= value.keys():
        return f"{_words(value['before'])} → {_words(value['after'])}"
    if isinstance(value, list):
        return ", ".join(_words(one) for one in value)
    return "–" if value in (None, "") else str(value)
