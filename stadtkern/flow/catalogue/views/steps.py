# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What may be done with a dataset: steps of its release, files, links, answers to findings."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.catalogue import distributing, drafts, findings, release
from stadtkern.flow.catalogue.distributing import Link
from stadtkern.flow.catalogue.edge import action, staff_page
from stadtkern.flow.catalogue.forms import FileForm, LinkForm
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person


@action
def submit(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Give a draft to somebody else for release."""
    release.submit(person, drafts.find(person, key), note=_note(request), now=timezone.now())
    messages.success(request, _("Zur Freigabe gegeben. Eine zweite Person kann jetzt veröffentlichen."))
    return redirect("catalogue:dataset", key=key)


@action
def give_back(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Make it a draft again."""
    release.give_back(person, drafts.find(person, key), note=_note(request), now=timezone.now())
    messages.success(request, _("Zurückgegeben."))
    return redirect("catalogue:dataset", key=key)


@action
def publish(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Release it."""
    row, seen = drafts.find(person, key), request.POST.get("stand", "")
    release.release(person, row, note=_note(request), seen=seen, now=timezone.now())
    messages.success(request, _("Veröffentlicht."))
    return redirect("catalogue:dataset", key=key)


@action
def deprecate(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Announce its end."""
    row = drafts.find(person, key)
    try:
        on = date.fromisoformat(request.POST.get("am", ""))
    except ValueError as error:
        raise PayloadRejected(_("Bitte einen Tag angeben.")) from error
    successor = request.POST.get("nachfolger", "").strip()
    release.deprecate(person, row, reason=_note(request), on=on, successor=successor, now=timezone.now())
    messages.success(request, _("Das Ende ist angekündigt."))
    return redirect("catalogue:dataset", key=key)


@action
def keep(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Take the announcement back."""
    release.keep(person, drafts.find(person, key), now=timezone.now())
    messages.success(request, _("Der Datensatz bleibt."))
    return redirect("catalogue:dataset", key=key)


@action
def withdraw(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Take it from the public at once."""
    row = drafts.find(person, key)
    successor = request.POST.get("nachfolger", "").strip()
    release.withdraw(
        person,
        row,
        reason=_note(request),
        successor=successor,
        urgent="dringend" in request.POST,
        now=timezone.now(),
    )
    messages.success(request, _("Zurückgezogen. Unter seiner Adresse steht jetzt der Grund."))
    return redirect("catalogue:dataset", key=key)


@action
def reopen(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Make a withdrawn dataset a draft."""
    release.reopen(person, drafts.find(person, key), now=timezone.now())
    messages.success(request, _("Der Datensatz ist wieder ein Entwurf."))
    return redirect("catalogue:dataset", key=key)


@action
def discard(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard(person, drafts.find(person, key), now=timezone.now())
    messages.success(request, _("Der Entwurf ist verworfen."))
    return redirect("catalogue:datasets")


@action
def add_file(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Keep a file with it."""
    dataset = drafts.find(person, key)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise PayloadRejected(_("Bitte wählen Sie eine Datei."))
    upload = form.cleaned_data["file"]
    row = distributing.add_file(
        person,
        dataset,
        title=form.cleaned_data["title"],
        name=upload.name,
        file=upload.file,
        now=timezone.now(),
    )
    messages.success(request, _("„%(name)s“ ist gespeichert und geprüft.") % {"name": row.file_name})
    return redirect("catalogue:dataset", key=key)


@action
def add_link(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Name an address where the data lies."""
    dataset = drafts.find(person, key)
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise PayloadRejected(_("Bitte geben Sie eine Adresse und einen Titel an."))
    said = form.cleaned_data
    link = Link(title=said["title"], url=said["url"], format=said["format"])
    distributing.add_link(person, dataset, link, now=timezone.now())
    messages.success(request, _("Der Link ist gespeichert."))
    return redirect("catalogue:dataset", key=key)


@action
def remove_way(request: HttpRequest, person: Person, key: str, way: str) -> HttpResponse:
    """Take a file or link away."""
    distributing.remove_distribution(person, drafts.find(person, key), way, now=timezone.now())
    messages.success(request, _("Entfernt."))
    return redirect("catalogue:dataset", key=key)


@action
def answer(request: HttpRequest, person: Person, key: str, finding: int) -> HttpResponse:
    """Say why something may be published all the same."""
    findings.answer(person, drafts.find(person, key), finding, _note(request), now=timezone.now())
    messages.success(request, _("Die Antwort ist gespeichert."))
    return redirect("catalogue:dataset", key=key)


@require_POST
@staff_page
def rule(request: HttpRequest, person: Person) -> HttpResponse:
    """Say whether two people must agree to a release."""
    release.set_four_eyes(person, request.POST.get("vier-augen") == "an", now=timezone.now())
    messages.success(request, _("Die Regel ist geändert und im Protokoll vermerkt."))
    return redirect("catalogue:datasets")


def _note(request: HttpRequest) -> str:
    return request.POST.get("grund", "").strip()[:1000]
