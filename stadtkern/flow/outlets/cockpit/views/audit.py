# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log, for auditors and administrators: found, handed out, verified."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, page_for
from stadtkern.flow.outlets.cockpit.lists import audit as audit_list
from stadtkern.kernel import audit, audit_export, audit_jobs, audit_proof, rights
from stadtkern.kernel.audit_export import Form
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web.lists.answering import answer
from stadtkern.web.lists.files import MEDIA_TYPES


@page_for(Action.AUDIT)
def audit_page(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Who changed what, newest first; taking the list along is noted in the log itself."""
    form = request.GET.get("format", "")
    if form in MEDIA_TYPES:
        asked = audit_list.wanted(request.GET).told
        audit.record(person, "audit.export", "audit log", {"form": form, **asked}, timezone.now())
    newest = audit_proof.newest_check()
    context = {
        "check": newest,
        "reason": audit_proof.REASONS.get(newest.reason, "") if newest else "",
    }
    listing = audit_list.listing(request.GET.get("was", "").strip())
    return answer(request, person, listing, "cockpit/audit.html", context)


@page_for(Action.AUDIT)
def export(request: HttpRequest, person: Person) -> StreamingHttpResponse:
    """The entries that are asked for as a file; noted in the log itself."""
    now = timezone.now()
    form: Form = "csv" if request.GET.get("format") == "csv" else "jsonl"
    lines = audit_export.export(person, audit_list.wanted(request.GET), form, at=now)
    file = StreamingHttpResponse(lines, content_type=audit_export.MEDIA_TYPES[form])
    file["Content-Disposition"] = f'attachment; filename="protokoll-{now:%Y-%m-%d}.{form}"'
    return file


@action("cockpit:audit")
def verify(request: HttpRequest, person: Person) -> HttpResponse:
    """Verify the chain soon, as a job."""
    rights.require(rights.may(person, Action.AUDIT), "verify the audit log")
    audit_jobs.verify_soon.enqueue()
    messages.success(request, _("Das Protokoll wird geprüft. Das Ergebnis steht gleich hier."))
    return redirect("cockpit:audit")
