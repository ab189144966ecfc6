# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit of warnings: own notices, feeds of authorities, and the territory of the city."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.commons.notices.models import Notice
from stadtkern.commons.notices.service import may_warn
from stadtkern.commons.territory import service as territory
from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person

from . import feeds, shown
from .forms import DWD_ADDRESS, DWD_ATTRIBUTION, DWD_TITLE, FeedForm, TerritoryForm
from .models import Feed, OfficialAlert

_OVERVIEW = "warnings_cockpit:overview"
_PAST = 20
_FACTS = ("title", "url", "attribution", "every_s", "active")


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """Own notices, what authorities say now, feeds with their state, and the territory."""
    rights.require(may_warn(person), "see warnings")
    now = timezone.now()
    context = {
        "standing": Notice.objects.standing(now)[:100],
        "past": Notice.objects.past(now)[:_PAST],
        "feeds": [(feed, feeds.is_late(feed, now)) for feed in Feed.objects.all()],
        "alerts": OfficialAlert.objects.current(now).count(),
        "city": territory.city(),
        "is_default": territory.is_default(),
    }
    return render(request, "warnings/cockpit.html", context)


@staff_page
def feed_new(request: HttpRequest, person: Person) -> HttpResponse:
    """A new feed; the one of the German weather service can be filled in as a template."""
    rights.require(may_warn(person), "add a feed")
    template = {"title": DWD_TITLE, "url": DWD_ADDRESS, "attribution": DWD_ATTRIBUTION, "active": True}
    form = FeedForm(given(request), initial=template if request.GET.get("vorlage") == "dwd" else None)
    return _saved(request, person, form) or _feed_form(request, form, None)


@staff_page
def feed_edit(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Change a feed, or stop fetching it."""
    rights.require(may_warn(person), "change a feed")
    form = FeedForm(given(request), instance=_feed(pk))
    return _saved(request, person, form) or _feed_form(request, form, _feed(pk))


@action(_OVERVIEW)
def feed_fetch(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Fetch a feed with the next tick."""
    rights.require(may_warn(person), "fetch a feed")
    Feed.objects.filter(pk=_feed(pk).pk).update(last_attempt_at=None)
    messages.success(request, _("Die Quelle wird in wenigen Sekunden abgerufen."))
    return redirect(_OVERVIEW)


@staff_page
def area(request: HttpRequest, person: Person) -> HttpResponse:
    """Where the city is."""
    rights.require(may_warn(person), "change the territory")
    here = territory.stored()
    form = TerritoryForm(given(request), initial={"keys": ", ".join(here.keys), "outline": here.outline})
    if form.is_valid():
        facts = form.cleaned_data
        territory.change(person, facts["keys"], facts["outline"], now=timezone.now())
        feeds.forget_answers()
        messages.success(request, _("Gespeichert. Alle Quellen werden neu gelesen."))
        return redirect(_OVERVIEW)
    return render(request, "warnings/area.html", {"form": form}, status=422 if form.errors else 200)


def _saved(request: HttpRequest, person: Person, form: FeedForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    if form.changed_data:
        with transaction.atomic():
            row = form.save(commit=False)
            if "url" in form.changed_data:
                row.etag = row.last_modified = row.failure = ""
                row.seen, row.last_attempt_at, row.last_success_at = [], None, None
            row.save()
            change = {name: getattr(row, name) for name in _FACTS if name in form.changed_data}
            audit.record(person, "warning_feed.edit", f"warning feed {row.pk}", change, timezone.now())
        shown.forget()
    messages.success(request, _("Gespeichert.") if form.changed_data else _("Es war nichts zu ändern."))
    return redirect(_OVERVIEW)


def _feed_form(request: HttpRequest, form: FeedForm, row: Feed | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "warnings/feed.html", {"form": form, "feed": row}, status=status)


def _feed(pk: int) -> Feed:
    found = Feed.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"no feed {pk}")
    return found
