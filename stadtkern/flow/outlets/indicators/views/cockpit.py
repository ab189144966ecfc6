# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Defining indicators: the list, one indicator with a check of its formula, its revisions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.flow.outlets.indicators import discarded, editing, listing, service
from stadtkern.flow.outlets.indicators.forms import IndicatorForm
from stadtkern.flow.outlets.indicators.models import Visibility
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.refusals import ExpressionRefused, IndicatorUnknown
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web import undoing
from stadtkern.web.lists.answering import answer

_LIST = "indicators:list"
_MOST_LETTERS = 4_000


@staff_page
def indicators(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Indicators that the person may edit."""
    return answer(request, person, listing.listing(person), "indicators/cockpit/indicators.html")


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Define an indicator."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "define an indicator")
    form = IndicatorForm(person, given(request))
    if form.is_valid():
        try:
            row = editing.create(person, form.indicator(), form.owner(), at=timezone.now())
        except (Contradiction, ExpressionRefused) as error:
            form.add_error("formula", str(error))
        else:
            messages.success(request, _("Gespeichert; noch nur intern zu sehen."))
            return redirect("indicators:edit", row.key)
    context = {"form": form, "known": None, "formula": form["formula"].value() or ""}
    return render(request, "indicators/cockpit/indicator.html", context, status=422 if form.errors else 200)


@staff_page
def edit(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Define an indicator anew."""
    known = editing.editable(person, key)
    form = IndicatorForm(person, given(request), known=known)
    if form.is_valid():
        try:
            expected = form.cleaned_data["revision"] or 0
            editing.save(
                person, key, form.indicator(), form.owner(), expected_revision=expected, at=timezone.now()
            )
        except (Contradiction, ExpressionRefused) as error:
            form.add_error("formula", str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("indicators:edit", key)
    context = {
        "form": form,
        "known": known,
        "formula": form["formula"].value() or "",
        "revisions": editing.revisions(key)[:10],
        "may_release": service.permits(person, Action.RELEASE, known),
        **_checked(person, str(form["formula"].value() or "")),
    }
    return render(request, "indicators/cockpit/indicator.html", context, status=422 if form.errors else 200)


@staff_page
def check(request: HttpRequest, person: Person) -> HttpResponse:
    """What a formula is: in words, with its unit; the part that is swapped while somebody types."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "check a formula")
    formula = request.GET.get("formula", "")[: _MOST_LETTERS + 1]
    return render(request, "indicators/cockpit/formula_check.html", _checked(person, formula))


@action(_LIST)
def show(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Make an indicator public, or internal again."""
    public = request.POST.get("sichtbar") == "1"
    wanted = Visibility.PUBLIC if public else Visibility.INTERNAL
    editing.set_visibility(person, key, wanted, at=timezone.now())
    said = _("Die Kennzahl ist öffentlich.") if public else _("Die Kennzahl ist nur noch intern zu sehen.")
    messages.success(request, said)
    return redirect("indicators:edit", key)


@action(_LIST)
def remove(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Remove an indicator; a declared one is as declared again."""
    known = editing.editable(person, key)
    editing.remove(person, key, at=timezone.now())
    text = (
        _("Es gilt wieder die Vorgabe des Themas.")
        if known.declared
        else _("Die Kennzahl „%(title)s“ ist gelöscht.") % {"title": known.indicator.title}
    )
    undoing.deleted(request, text, kind=discarded.KIND, key=key)
    return redirect(_LIST)


@action(_LIST)
def restore(request: HttpRequest, person: Person, key: str, number: int) -> HttpResponse:
    """Let an indicator be again what it was."""
    editing.restore_revision(person, key, number, at=timezone.now())
    messages.success(request, _("Fassung %(number)s gilt wieder.") % {"number": number})
    return redirect("indicators:edit", key)


def _checked(person: Person, formula: str) -> dict[str, object]:
    if not formula.strip():
        return {}
    try:
        found = series.check(formula, person)
    except ExpressionRefused as error:
        return {"refused": str(error)}
    said = {"checked": found, "many": found.many}
    try:
        return said | {"public_streams": series.check(formula).streams}
    except IndicatorUnknown as error:
        return said | {"public_streams": 0, "hidden": str(error)}
