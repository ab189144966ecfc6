# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of device types: list, one type, new, change, take over what comes with the platform."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

from . import service
from .forms import OwnerForm, TypeForm
from .models import CodecState, CodecVersion, DeviceType
from .starters import STARTERS

_MOST_SHOWN = 200


@staff_page
def types(request: HttpRequest, person: Person) -> HttpResponse:
    """All device types by vendor, and those that may be taken over."""
    words = request.GET.get("q", "").strip()
    active = CodecVersion.objects.filter(state=CodecState.ACTIVE).defer("script", "examples", "fields")
    found = DeviceType.objects.prefetch_related(Prefetch("versions", active, to_attr="in_use"))
    if words:
        found = found.filter(
            Q(name__icontains=words) | Q(vendor__icontains=words) | Q(measures__icontains=words)
        )
    taken = set(
        DeviceType.objects.filter(key__in=[one.key for one in STARTERS]).values_list("key", flat=True)
    )
    may_create = service.may_create(person)
    context = {
        "types": found[:_MOST_SHOWN],
        "words": words,
        "starters": [one for one in STARTERS if one.key not in taken] if may_create else [],
        "owner": OwnerForm(person, auto_id=False),
        "may_create": may_create,
    }
    return render(request, "codecs/types.html", context)


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """A new type; its codec comes in the next step."""
    form = TypeForm(person, given(request))
    if form.is_valid():
        try:
            made = service.create_type(person, form.facts(), now=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Gerätetyp ist angelegt. Jetzt fehlt ihm ein Codec."))
            return redirect("codecs:version_new", key=made.key)
    context = {"form": form, "known": None}
    return render(request, "codecs/type_form.html", context, status=422 if form.errors else 200)


@staff_page
def device_type(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """One type: what it is, which version decodes, all versions."""
    known = found_type(key)
    versions = list(known.versions.defer("script"))
    context = {
        "type": known,
        "versions": versions,
        "active": next((one for one in versions if one.state == CodecState.ACTIVE), None),
        "may_change": service.may_change(person, known),
    }
    return render(request, "codecs/type.html", context)


@staff_page
def change(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Change what is said about a type."""
    known = found_type(key)
    rights.require(service.may_change(person, known), f"change device type {key}")
    form = TypeForm(person, given(request), known=known)
    if form.is_valid():
        service.change_type(person, known, form.facts(), now=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("codecs:type", key=key)
    context = {"form": form, "known": known}
    return render(request, "codecs/type_form.html", context, status=422 if form.errors else 200)


@action("codecs:types")
def adopt(request: HttpRequest, person: Person) -> HttpResponse:
    """Take over a type that comes with the platform."""
    starter = next((one for one in STARTERS if one.key == request.POST.get("key")), None)
    if starter is None:
        raise NotFound
    form = OwnerForm(person, request.POST)
    owner = form.cleaned_data["owner"] if form.is_valid() else None
    made = service.adopt(person, starter, owner, now=timezone.now())
    messages.success(request, _("Der Gerätetyp ist übernommen und kann sofort verwendet werden."))
    return redirect("codecs:type", key=made.key)


def found_type(key: str) -> DeviceType:
    """The type of this key.

    Raises:
        NotFound: there is none.
    """
    found = DeviceType.objects.select_related("owner").filter(key=key).first()
    if found is None:
        raise NotFound
    return found
