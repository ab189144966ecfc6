# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of maintenance: the list, the list as CSV, and notes about devices."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from stadtkern.flow.ingest.guard import action, staff_page
from stadtkern.kernel.models import Person
from stadtkern.web.templatetags.web import moment

from . import listing, service
from .listing import Listed

_MOST_ROWS = 10_000
_FORMULA = ("=", "+", "-", "@")


class NoteForm(forms.Form):
    """A note about the chosen devices."""

    text = forms.CharField(label=gettext_lazy("Vermerk"), max_length=500, required=False)
    until = forms.DateField(
        label=gettext_lazy("gilt bis"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@require_GET
@staff_page
def maintenance(request: HttpRequest, person: Person) -> HttpResponse:
    """Devices that need somebody, by trouble; noted ones stand aside until their day."""
    now, question = timezone.now(), listing.question_of(request.GET)
    page, rows = listing.page(person, question, request.GET.get("seite", ""), now)
    counted = listing.counts(person, timezone.localdate(now))
    context = {
        "page": page,
        "rows": rows,
        "question": question,
        "troubles": [(name, title, counted[name]) for name, title in listing.TITLES.items()],
        "every": sum(counted.values()),
        "orders": listing.ORDERS.items(),
        "states": listing.STATES.items(),
        "form": NoteForm(),
    }
    return render(request, "ingest/maintenance.html", context)


@require_GET
@staff_page
def maintenance_csv(request: HttpRequest, person: Person) -> HttpResponse:
    """The same devices as a table for spreadsheets."""
    now, question = timezone.now(), listing.question_of(request.GET)
    rows = listing.devices(person, question, timezone.localdate(now)).select_related("thing__owner")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="wartung-{timezone.localdate(now)}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer, delimiter=";", lineterminator="\r\n")
    writer.writerows(_table(listing.listed(rows[:_MOST_ROWS], now)))
    return answer


@action("ingest:maintenance")
def note(request: HttpRequest, person: Person) -> HttpResponse:
    """Note something about the chosen devices, or take notes back."""
    form = NoteForm(request.POST)
    chosen = {int(text) for text in request.POST.getlist("geraet") if text.isdecimal() and len(text) < 19}
    if not chosen:
        messages.info(request, _("Es war kein Gerät ausgewählt."))
    elif not form.is_valid():
        messages.error(request, _("Bitte prüfen Sie Vermerk und Datum."))
    else:
        given = form.cleaned_data
        text = "" if "zuruecknehmen" in request.POST else given["text"]
        if not text and "zuruecknehmen" not in request.POST:
            messages.error(request, _("Bitte einen Vermerk angeben, z. B. „Techniker informiert“."))
        else:
            number = service.note(person, chosen, text, given["until"], at=timezone.now())
            words = ngettext("%(n)s Gerät geändert.", "%(n)s Geräte geändert.", number)
            messages.success(request, words % {"n": number})
    query = listing.question_of(request.POST).as_query()
    answer = redirect("ingest:maintenance")
    if query:
        answer["Location"] = f"{answer['Location']}?{query}"
    return answer


def _table(rows: list[Listed]) -> Iterator[list[str]]:
    yield [
        _("Objekt"),
        _("Kennung"),
        _("Fachbereich"),
        _("Befund"),
        _("zuletzt gehört"),
        _("Batterie [%]"),
        _("Batterie [V]"),
        _("Empfang [dBm]"),
        _("verloren"),
        _("empfangen"),
        _("Vermerk"),
        _("Vermerk gilt bis"),
    ]
    for row in rows:
        state = row.state
        cells = (
            row.thing.name,
            row.thing.code,
            row.thing.owner.name,
            "; ".join(row.troubles),
            moment(row.last_heard) if row.last_heard else "",
            state.battery_percent,
            state.battery_v,
            state.rssi_dbm,
            state.recent_lost,
            state.recent_received,
            state.note,
            state.note_until,
        )
        yield [_cell(cell) for cell in cells]


def _cell(value: object) -> str:
    """Decimal comma; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
