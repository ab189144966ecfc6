# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of keys: all of them, a new one, one of them; a secret is shown once and kept by no cache."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import Person

from . import issuing, listing
from .forms import NewKeyForm, RotationForm


@staff_page
def keys(request: HttpRequest, person: Person) -> HttpResponse:
    """All keys that the person manages, by name."""
    rights.require(listing.may_open(person), "manage API keys")
    words, after = request.GET.get("q", "").strip(), request.GET.get("nach", "")
    shown, last = listing.page(person, words=words, after=after, now=timezone.now())
    return render(request, "ingest/keys.html", {"keys": shown, "last": last, "words": words})


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Make a key and show its secret once."""
    rights.require(listing.may_open(person), "manage API keys")
    form, now = NewKeyForm(person, given(request)), timezone.now()
    if form.is_valid():
        try:
            key, secret = issuing.create(person, form.facts(now), now=now)
        except (Contradiction, NotFound, NotPermitted) as error:
            form.add_error(None, str(error))
        else:
            return _told(request, key, secret)
    return render(request, "ingest/key_new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page
def key_page(request: HttpRequest, person: Person, key_id: int) -> HttpResponse:
    """One key: what it may do, when it was used, and what may be done with it."""
    found = listing.of_person(person, key_id)
    context = {"shown": listing.shown(found, timezone.now()), "form": RotationForm()}
    return render(request, "ingest/key.html", context)


@action("ingest:key")
def rotate(request: HttpRequest, person: Person, key_id: int) -> HttpResponse:
    """Give it a new secret, shown once."""
    found = listing.of_person(person, key_id)
    form = RotationForm(request.POST)
    if not form.is_valid():
        raise Contradiction(_("Bitte wählen Sie, wie lange der alte Schlüssel noch gilt."))
    overlap = timedelta(days=form.cleaned_data["overlap"])
    key, secret = issuing.rotate(person, found.name, now=timezone.now(), overlap=overlap)
    return _told(request, key, secret)


@action("ingest:key")
def end_former(request: HttpRequest, person: Person, key_id: int) -> HttpResponse:
    """Let only the newest secret work."""
    issuing.end_former(person, listing.of_person(person, key_id).name, now=timezone.now())
    messages.success(request, _("Der alte Schlüssel gilt nicht mehr."))
    return redirect("ingest:key", key_id)


@action("ingest:key")
def revoke(request: HttpRequest, person: Person, key_id: int) -> HttpResponse:
    """Take it out of use for good."""
    issuing.revoke(person, listing.of_person(person, key_id).name, now=timezone.now())
    messages.success(request, _("Der Zugangsschlüssel ist gesperrt."))
    return redirect("ingest:key", key_id)


def _told(request: HttpRequest, key: ApiKey, secret: str) -> HttpResponse:
    return render(request, "ingest/key_secret.html", {"key": key, "secret": secret})
