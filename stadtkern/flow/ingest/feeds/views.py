# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The assistant: address and facts, sample and meaning of its fields, dry run; a draft is kept in between."""

from __future__ import annotations

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.facts import Change, proposed_key
from stadtkern.flow.ingest.connections.forms import FactsForm
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Visit
from stadtkern.kernel.errors import CityError, Contradiction, NotFound, NotPermitted
from stadtkern.kernel.models import Person

from . import assigning, samples, trial
from .fetching import asker_of
from .forms import FeedForm, SampleForm
from .ready import sensorthings, table
from .ready.words import Ready
from .words import plain, settings_of

OWN = "eigene"


@staff_page
def choose(request: HttpRequest, person: Person) -> HttpResponse:
    """An own address, or a template."""
    return render(request, "feeds/choose.html", {"ready": table.READY, "own": OWN})


@staff_page
def new(request: HttpRequest, person: Person, ready: str) -> HttpResponse:
    """Step 1 of a new connection: address and facts."""
    template = _template(ready)
    data = given(request)
    facts = FactsForm(person, data, proposal=_proposal(template))
    feed = FeedForm(data, ready=template)
    if data is not None and facts.is_valid() and feed.is_valid():
        at = timezone.now()
        more = Change(settings=plain(feed.settings()), secret=feed.cleaned_data["secret"])
        key = proposed_key(facts.facts().title)
        try:
            made = service.create(person, key, Wire.FEED, facts.facts(), more=more, at=at)
        except Contradiction as error:
            facts.add_error(None, str(error))
        else:
            return _sampled(request, person, made)
    context = {"facts": facts, "feed": feed, "template": template, "step": 1}
    return render(request, "feeds/address.html", context)


@staff_page
def address(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 1 of a connection that is there: change where and how it is asked."""
    connection = _feed(person, key)
    settings = settings_of(connection)
    template = table.find(settings.ready)
    data = given(request)
    feed = FeedForm(data, settings=settings, ready=template)
    if data is not None and feed.is_valid():
        secret = str(feed.cleaned_data["secret"])
        if feed.cleaned_data["access"] == "none":
            kept: str | None = ""
        else:
            kept = secret or None
        try:
            wanted = Change(settings=plain(feed.settings()), secret=kept)
            connection = service.change(person, connection, wanted, at=timezone.now())
        except Contradiction as error:
            feed.add_error(None, str(error))
        else:
            return _sampled(request, person, connection)
    context = {"connection": connection, "feed": feed, "template": template, "step": 1}
    return render(request, "feeds/address.html", context)


@staff_page
def sample(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Fetch a sample again, or give one."""
    connection = _feed(person, key)
    data = given(request)
    if data is not None and "abrufen" in data:
        return _sampled(request, person, connection)
    form = SampleForm(data, request.FILES or None)
    if data is not None and form.is_valid():
        name, content = form.sample()
        try:
            samples.give(person, connection, name, content, at=timezone.now())
        except CityError as error:
            form.add_error(None, str(error))
        else:
            return redirect(_next(connection), key=key)
    return render(request, "feeds/sample.html", {"connection": connection, "form": form, "step": 2})


@staff_page
def fields(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 2: what the fields of the sample mean."""
    connection = _feed(person, key)
    ready = settings_of(connection).ready
    if _decodes_itself(ready):
        return redirect("feeds:streams" if _selects(ready) else "feeds:trial", key=key)
    payload = samples.of(connection)
    if payload is None:
        return redirect("feeds:sample", key=key)
    data = given(request)
    if data is not None:
        try:
            wanted = Change(mapping=assigning.mapping({name: str(data[name]) for name in data}))
            service.change(person, connection, wanted, at=timezone.now())
        except Contradiction as error:
            messages.error(request, str(error))
        else:
            return redirect("feeds:trial", key=key)
    try:
        sheet = assigning.sheet(
            connection, settings_of(connection), payload, records=request.GET.get("datensaetze", "")
        )
    except CityError as error:
        messages.error(request, _("Das Beispiel ist nicht lesbar: %s") % error)
        return redirect("feeds:sample", key=key)
    context = {"connection": connection, "sheet": sheet, "sample": payload, "step": 2}
    return render(request, "feeds/fields.html", context)


@staff_page
def streams(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 2 of a neighbour's server: which of its datastreams are mirrored as which quantity."""
    connection = _feed(person, key)
    settings = settings_of(connection)
    if not _selects(settings.ready):
        return redirect("feeds:fields", key=key)
    data = given(request)
    if data is not None:
        chosen = {data.get(f"strom-{n}", ""): data.get(f"groesse-{n}", "") for n in range(len(data))}
        picked = {reference: quantity for reference, quantity in chosen.items() if reference and quantity}
        try:
            wanted = Change(settings=plain(msgspec.structs.replace(settings, streams=picked)))
            return _sampled(request, person, service.change(person, connection, wanted, at=timezone.now()))
        except Contradiction as error:
            messages.error(request, str(error))
    quantities = registry.domain(connection.domain).measurable
    try:
        found = sensorthings.offered(asker_of(connection), Visit(now=timezone.now()), quantities)
    except CityError as error:
        messages.error(request, str(error))
        found = []
    rows = [
        (one, settings.streams.get(one.reference, "" if settings.streams else one.guess)) for one in found
    ]
    context = {
        "connection": connection,
        "rows": rows,
        "quantities": sorted(quantities, key=lambda one: one.german),
        "step": 2,
    }
    return render(request, "feeds/streams.html", context)


@staff_page
def dry_run(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 3: what would be stored; nothing is written."""
    connection = _feed(person, key)
    payload = samples.of(connection)
    if payload is None:
        return redirect("feeds:sample", key=key)
    result = trial.tried(connection, payload)
    settings = settings_of(connection)
    context = {
        "connection": connection,
        "trial": result,
        "sample": payload,
        "mapped": not _decodes_itself(settings.ready) or _selects(settings.ready),
        "step": 3,
    }
    return render(request, "feeds/trial.html", context)


@action("feeds:trial")
def activate(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 4: take its data from now on."""
    service.activate(person, _feed(person, key), at=timezone.now())
    messages.success(request, _("Die Anbindung ist aktiv; der erste Abruf beginnt gleich."))
    return redirect("connections:connection", key=key)


def _sampled(request: HttpRequest, person: Person, connection: Connection) -> HttpResponse:
    """Fetch a sample and go on; when that fails, to the page where one can be given."""
    if _next(connection) == "feeds:streams":
        return redirect("feeds:streams", key=connection.key)
    try:
        samples.fetch(person, connection, at=timezone.now())
    except (NotPermitted, NotFound):
        raise
    except CityError as error:
        messages.error(request, str(error))
        return redirect("feeds:sample", key=connection.key)
    return redirect(_next(connection), key=connection.key)


def _next(connection: Connection) -> str:
    settings = settings_of(connection)
    if _selects(settings.ready) and not settings.streams:
        return "feeds:streams"
    return "feeds:trial" if _decodes_itself(settings_of(connection).ready) else "feeds:fields"


def _selects(ready: str) -> bool:
    template = table.find(ready)
    return template is not None and template.selects_streams


def _decodes_itself(ready: str) -> bool:
    template = table.find(ready)
    return template is not None and template.decode is not None


def _feed(person: Person, key: str) -> Connection:
    connection = service.of_person(person, key)
    if connection.wire != Wire.FEED:
        raise NotFound(f"{key} is not fetched")
    return connection


def _template(ready: str) -> Ready | None:
    if ready == OWN:
        return None
    found = table.find(ready)
    if found is None:
        raise NotFound(f"no template {ready!r}")
    return found


def _proposal(template: Ready | None) -> dict[str, object]:
    if template is None:
        return {"licence": "dl-by-de/2.0"}
    domain = {"domain": template.domains[0]} if template.domains else {}
    return {"licence": "dl-by-de/2.0", **domain, **template.proposal}
