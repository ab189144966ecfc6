# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages: the list of screens and ordered reports, and the form of a screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.flow.outlets.dashboards import reading
from stadtkern.flow.outlets.dashboards.publishing import mails, screens
from stadtkern.flow.outlets.dashboards.publishing.forms import ScreenForm, entries_of, programme_forms
from stadtkern.flow.outlets.dashboards.publishing.models import ReportOrder, Screen
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web import undoing


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Screens and ordered reports of the departments that the person sees."""
    orders = ReportOrder.objects.seen_by(person).select_related("dashboard", "department")
    context = {
        "screens": [(row, len(screens.entries_of(row))) for row in Screen.objects.seen_by(person)],
        "orders": orders.prefetch_related("recipients"),
        "may_make": rights.may_somewhere(person, Action.EDIT),
        "mail": mails.possible(),
    }
    return render(request, "publishing/cockpit/overview.html", context)


@staff_page
def screen_new(request: HttpRequest, person: Person) -> HttpResponse:
    """Set up a screen."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "set up a screen")
    return _screen_page(request, person, None)


@staff_page
def screen(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Look at a screen, and let it show something else."""
    row = screens.screen_for(person, key)
    rights.require(screens.may_edit(person, row), f"change screen {key}")
    return _screen_page(request, person, row)


@action("publishing:overview")
def screen_delete(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Remove a screen."""
    screens.delete(person, key, at=timezone.now())
    undoing.deleted(request, _("Die Anzeige ist gelöscht."), kind=screens.KIND, key=key)
    return redirect("publishing:overview")


def _screen_page(request: HttpRequest, person: Person, row: Screen | None) -> HttpResponse:
    sent = given(request)
    form = ScreenForm(sent, person, row)
    entries = () if row is None else screens.entries_of(row)
    rows = programme_forms(sent, reading.dashboards_for(person), entries)
    if sent is not None and form.is_valid() and rows.is_valid():
        now = timezone.now()
        programme = form.programme(entries_of(rows))
        try:
            made = (
                screens.create(person, programme, at=now)
                if row is None
                else screens.change(person, row.key, programme, at=now)
            )
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Gespeichert. Die Anzeige zeigt das neue Programm nach dem nächsten Wechsel.")
            )
            return redirect("publishing:screen", made.key)
    context = {"form": form, "rows": rows, "screen": row}
    return render(request, "publishing/cockpit/screen.html", context, status=200 if sent is None else 422)
