# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole record with proofs, and requests of people, in the cockpit."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.commons.profile.service import profile
from stadtkern.flow.outlets.cockpit.guard import action, page_for
from stadtkern.kernel import audit, rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import service
from .service import Activity

_RECORD = "privacy_cockpit:record"


@page_for(Action.AUDIT)
def record(request: HttpRequest, person: Person) -> HttpResponse:
    """The record (Art. 30 (1) GDPR) with what each retention did last, and open requests."""
    context = {
        "activities": service.activities(),
        "requests": service.open_requests(),
        "profile": profile(),
        "may_answer": rights.may(person, Action.ADMINISTRATE),
        "now": timezone.now(),
    }
    return render(request, "privacy/cockpit.html", context)


@page_for(Action.AUDIT)
def table(_request: HttpRequest, person: Person) -> HttpResponse:
    """The record as CSV (RFC 4180), for the collection of the data protection officer."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([_("Verarbeitung"), _("Zweck"), _("Rechtsgrundlage"), _("Datenkategorien"),
                   _("Betroffene"), _("Empfänger"), _("Aufbewahrung"), _("Tabellen")])  # fmt: skip
    rows.writerows(_cells(one) for one in service.activities())
    now = timezone.now()
    audit.record(person, "privacy.record", "processing record", {"form": "csv"}, now)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="verzeichnis-{now:%Y-%m-%d}.csv"'
    return answer


@action(_RECORD)
def fulfil(request: HttpRequest, person: Person, request_id: int) -> HttpResponse:
    """Erases who has asked for it, when the answer is confirmed by the user name."""
    rights.require(rights.may_administrate(person), "erase an account")
    if request.POST.get("name", "").strip() not in _names(request_id):
        messages.error(request, _("Der Anmeldename stimmt nicht. Es wurde nichts gelöscht."))
        return redirect(_RECORD)
    done = service.fulfil(person, request_id, at=timezone.now())
    text = ngettext(
        "%(n)s Zeile gelöscht oder ohne Namen.", "%(n)s Zeilen gelöscht oder ohne Namen.", done.count
    )
    messages.success(request, text % {"n": done.count})
    return redirect(_RECORD)


@action(_RECORD)
def decline(request: HttpRequest, person: Person, request_id: int) -> HttpResponse:
    """Answers that nothing is erased, and why."""
    rights.require(rights.may_administrate(person), "answer a request for erasure")
    service.decline(person, request_id, request.POST.get("answer", ""), at=timezone.now())
    messages.success(request, _("Die Antwort steht jetzt im Konto der Person."))
    return redirect(_RECORD)


def _names(request_id: int) -> list[str]:
    return [one.person.get_username() for one in service.open_requests() if one.pk == request_id]


def _cells(one: Activity) -> list[str]:
    told = one.processing
    return [
        str(told.title),
        str(told.purpose),
        str(told.legal_basis),
        "; ".join(map(str, told.categories)),
        "; ".join(map(str, told.subjects)),
        str(told.recipients),
        one.kept,
        "; ".join(told.models),
    ]
