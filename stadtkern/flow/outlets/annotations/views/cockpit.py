# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Noting events: the list, one event, a table of many."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.flow.outlets.annotations import discarded, editing, listing, tables
from stadtkern.flow.outlets.annotations.forms import AnnotationForm, TableForm
from stadtkern.flow.outlets.annotations.models import Annotation, Visibility
from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction, PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web import undoing
from stadtkern.web.lists.answering import answer

_LIST = "annotations:list"


@staff_page
def events(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Events that the person may edit."""
    return answer(request, person, listing.listing(person), "annotations/cockpit/events.html")


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Note an event."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "note an event")
    form = AnnotationForm(person, given(request))
    if form.is_valid():
        try:
            row = editing.create(person, form.facts(), at=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert; noch nur intern zu sehen."))
            return redirect("annotations:edit", row.pk)
    context = {"form": form, "row": None}
    return render(request, "annotations/cockpit/event.html", context, status=422 if form.errors else 200)


@staff_page
def edit(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Change an event."""
    row = editing.editable(person, number)
    form = AnnotationForm(person, given(request), row=row)
    if form.is_valid():
        try:
            expected = form.cleaned_data["revision"] or 0
            editing.change(person, number, form.facts(), expected_revision=expected, at=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("annotations:edit", number)
    context = {"form": form, "row": row, "may_release": editing.may_release(person, row)}
    return render(request, "annotations/cockpit/event.html", context, status=422 if form.errors else 200)


@action(_LIST)
def show(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Make an event public, or internal again."""
    public = request.POST.get("sichtbar") == "1"
    wanted = Visibility.PUBLIC if public else Visibility.INTERNAL
    editing.set_visibility(person, _number(person, number), wanted, at=timezone.now())
    said = _("Das Ereignis ist öffentlich.") if public else _("Das Ereignis ist nur noch intern zu sehen.")
    messages.success(request, said)
    return redirect("annotations:edit", number)


@action(_LIST)
def remove(request: HttpRequest, person: Person, number: int) -> HttpResponse:
    """Remove an event."""
    row = editing.remove(person, number, at=timezone.now())
    said = _("Das Ereignis „%(title)s“ ist gelöscht.") % {"title": row.title}
    undoing.deleted(request, said, kind=discarded.KIND, key=str(number))
    return redirect(_LIST)


@staff_page
def table(request: HttpRequest, person: Person) -> HttpResponse:
    """Note many events at once from a CSV table; lines that cannot be are shown with the reason."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "note events")
    form = TableForm(person, given(request), request.FILES if request.method == "POST" else None)
    problems: list[tables.Row] = []
    if form.is_valid():
        try:
            uploaded = form.cleaned_data["file"].read()
            found = tables.rows(uploaded, form.cleaned_data["department"], person)
        except PayloadRejected as error:
            form.add_error("file", str(error))
        else:
            problems = [one for one in found if one.facts is None]
            number = _note(person, found)
            text = ngettext("%(n)s Ereignis eingetragen.", "%(n)s Ereignisse eingetragen.", number)
            messages.success(request, text % {"n": number})
            if not problems:
                return redirect(_LIST)
    context = {"form": form, "problems": problems}
    status = 422 if form.errors or problems else 200
    return render(request, "annotations/cockpit/table.html", context, status=status)


def _note(person: Person, found: list[tables.Row]) -> int:
    """The same event (title, beginning and department) is not noted twice."""
    number = 0
    for one in found:
        if one.facts is None:
            continue
        same = Annotation.objects.there().filter(
            title=one.facts.title, starts_at=one.facts.starts_at, department=one.facts.department
        )
        if not same.exists():
            editing.create(person, one.facts, at=timezone.now())
            number += 1
    return number


def _number(person: Person, number: int) -> int:
    """Raises NotFound for what the person does not see."""
    return editing.editable(person, number).pk
