# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things: search and edit."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.devices import editing, service
from stadtkern.flow.devices.models import Thing
from stadtkern.flow.lake import current
from stadtkern.flow.outlets.cockpit.forms import ThingForm
from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.flow.outlets.cockpit.lists import things as thing_list
from stadtkern.kernel import rights
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.web.lists.answering import answer


@staff_page
def things(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Things that the person may edit."""
    return answer(request, person, thing_list.listing(person), "cockpit/things.html")


@staff_page
def thing(request: HttpRequest, person: Person, thing_id: int) -> HttpResponse:
    """One thing with its datastreams; the form changes what people decide about it."""
    found = Thing.objects.select_related("owner").filter(pk=thing_id).first()
    if found is None:
        raise Http404
    rights.require(editing.may_edit(person, found), f"edit thing {found.code}")
    form = ThingForm(person, found, given(request))
    if form.is_valid() and _changed(request, person, found, form):
        return redirect("cockpit:thing", found.pk)
    streams = list(found.datastreams.order_by("name", "pk")[:200])
    latest = current.lake().latest([stream.pk for stream in streams])
    return render(
        request,
        "cockpit/thing.html",
        {
            "thing": found,
            "form": form,
            "streams": [(stream, latest.get(stream.pk)) for stream in streams],
            "stays": found.historical_locations.prefetch_related("locations")[:20],
            "licence": service.licence_of(found),
        },
        status=422 if form.errors else 200,
    )


def _changed(request: HttpRequest, person: Person, found: Thing, form: ThingForm) -> bool:
    try:
        changed = service.update_thing(person, found, form.facts(), at=timezone.now())
    except PayloadRejected as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Gespeichert.") if changed else _("Es war nichts zu ändern."))
    return True
