# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit of visitor counts: events that are shown beside the counts."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.web import undoing

from . import events, service
from .events import EventFacts
from .models import Event

_EVENTS = "people_counting_cockpit:events"
_PER_PAGE = 50
_MINUTES = "%Y-%m-%dT%H:%M"


class EventForm(forms.Form):
    """What people say about an event."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=200)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Beginn"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTES),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Ende"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTES),
    )
    place = forms.CharField(label=gettext_lazy("Ort"), max_length=200, required=False)
    site = forms.ChoiceField(label=gettext_lazy("Betrifft die Zählstelle"), required=False)

    def __init__(self, data: object = None, *, event: Event | None = None) -> None:
        names = list(self.base_fields)
        initial = {name: getattr(event, name) for name in names} if event else None
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # as Django hands it over
        site = self.fields["site"]
        if isinstance(site, forms.ChoiceField):
            site.choices = [("", _("alle")), *((one.code, one.name) for one in service.sites())]

    def facts(self) -> EventFacts:
        """The checked answers."""
        return EventFacts(**self.cleaned_data)


def may_see(visitor: Visitor) -> bool:
    """Whether the visitor sees the page: who may enter events."""
    return isinstance(visitor, Person) and events.may_edit(visitor)


@staff_page
def events_page(request: HttpRequest, person: Person) -> HttpResponse:
    """All events, the latest first."""
    rights.require(events.may_edit(person), "see events")
    shown = Paginator(Event.objects.all(), _PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "people_counting/events.html", {"page": shown, "now": timezone.now()})


@staff_page
def edit(request: HttpRequest, person: Person, pk: int | None = None) -> HttpResponse:
    """Enter an event, or change one."""
    rights.require(events.may_edit(person), "edit events")
    event = _found(pk) if pk is not None else None
    form = EventForm(given(request), event=event)
    if form.is_valid():
        try:
            events.save(person, form.facts(), event, now=timezone.now())
        except Contradiction as error:
            form.add_error("ends_at", str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(_EVENTS)
    context = {"form": form, "event": event}
    return render(request, "people_counting/event.html", context, status=422 if form.errors else 200)


@action(_EVENTS)
def remove(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Remove an event."""
    events.remove(person, _found(pk), now=timezone.now())
    undoing.deleted(request, _("Die Veranstaltung ist entfernt."), kind=events.KIND, key=str(pk))
    return redirect(_EVENTS)


def _found(pk: int) -> Event:
    found = Event.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"no event {pk}")
    return found
