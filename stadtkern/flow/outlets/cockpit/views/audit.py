# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log, for auditors and administrators: found, handed out, verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, page_for
from stadtkern.kernel import audit_export, audit_jobs, audit_proof, rights
from stadtkern.kernel.audit_export import MEDIA_TYPES, Form, Wanted
from stadtkern.kernel.models import AuditEntry, Person
from stadtkern.kernel.roles import Action

_PAGE = 50
_LONGEST = 160
"""Characters of one field; the file holds everything."""


@page_for(Action.AUDIT)
def audit_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Who changed what, newest first; paged by the last id seen."""
    wanted = _wanted(request.GET)
    found = audit_export.entries(wanted)
    before = request.GET.get("vor", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    page = list(found[: _PAGE + 1])
    names = audit_export.named(page)
    newest = audit_proof.newest_check()
    context = {
        "entries": [(entry, _lines(entry, names)) for entry in page[:_PAGE]],
        "last": page[_PAGE - 1] if len(page) > _PAGE else None,
        "wanted": wanted,
        "kinds": audit_export.actions(),
        "check": newest,
        "reason": audit_proof.REASONS.get(newest.reason, "") if newest else "",
        "asked": {key: value for key, value in request.GET.items() if key != "vor"},
    }
    return render(request, "cockpit/audit.html", context)


@page_for(Action.AUDIT)
def export(request: HttpRequest, person: Person) -> StreamingHttpResponse:
    """The entries that are asked for as a file; noted in the log itself."""
    now = timezone.now()
    form: Form = "csv" if request.GET.get("format") == "csv" else "jsonl"
    lines = audit_export.export(person, _wanted(request.GET), form, at=now)
    answer = StreamingHttpResponse(lines, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="protokoll-{now:%Y-%m-%d}.{form}"'
    return answer


@action("cockpit:audit")
def verify(request: HttpRequest, person: Person) -> HttpResponse:
    """Verify the chain soon, as a job."""
    rights.require(rights.may(person, Action.AUDIT), "verify the audit log")
    audit_jobs.verify_soon.enqueue()
    messages.success(request, _("Das Protokoll wird geprüft. Das Ergebnis steht gleich hier."))
    return redirect("cockpit:audit")


def _wanted(given: QueryDict) -> Wanted:
    return Wanted(
        who=given.get("wer", "").strip(),
        action=given.get("was", "").strip(),
        subject=given.get("woran", "").strip().removeprefix("person "),
        since=_day(given.get("von", "")),
        until=_day(given.get("bis", "")),
    )


def _day(text: str) -> date | None:
    """A day; none when it is none."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def _lines(entry: AuditEntry, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What changed, one short line per field."""
    return [
        (str(name), Truncator(audit_export.with_names(_words(value), names)).chars(_LONGEST))
        for name, value in entry.change.items()
    ]


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
