# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of MQTT connections: topics, a sample, what its fields mean, and a dry run."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.facts import Change, proposed_key
from stadtkern.flow.ingest.connections.forms import FactsForm
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.feeds import assigning, trial
from stadtkern.flow.ingest.feeds import samples as kept
from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel.errors import CityError, Contradiction, NotFound
from stadtkern.kernel.models import Person

from . import declared, listening, samples, seen
from .forms import SampleForm, TopicsForm
from .words import Subscription, subscription_of


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Step 1 of a new connection: topics and facts."""
    data = given(request)
    facts, topics = FactsForm(person, data), TopicsForm(data)
    if data is not None and facts.is_valid() and topics.is_valid():
        more = Change(settings=topics.settings(), secret=topics.cleaned_data["secret"])
        key = proposed_key(facts.facts().title)
        try:
            service.create(person, key, Wire.MQTT, facts.facts(), more=more, at=timezone.now())
        except Contradiction as error:
            facts.add_error(None, str(error))
        else:
            return redirect("subscriptions:sample", key=key)
    return render(request, "subscriptions/topics.html", {"facts": facts, "topics": topics, "step": 1})


@staff_page
def topics(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 1 of a connection that is there."""
    connection = _mqtt(person, key)
    data = given(request)
    form = TopicsForm(data, subscription=_words(connection))
    if data is not None and form.is_valid():
        secret = str(form.cleaned_data["secret"])
        wanted = Change(
            settings=form.settings(), secret=(secret or None) if form.cleaned_data["user"] else ""
        )
        try:
            service.change(person, connection, wanted, at=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            return redirect("subscriptions:sample", key=key)
    context = {"connection": connection, "topics": form, "step": 1}
    return render(request, "subscriptions/topics.html", context)


@staff_page
def sample(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 2: a message to point at, from those that came, or by hand."""
    connection = _mqtt(person, key)
    words = _words(connection)
    if words is None:
        return redirect("subscriptions:topics", key=key)
    data = given(request)
    found = seen.messages(words.patterns)
    form = SampleForm(data if data is not None and "mithoeren" not in data else None)
    if data is not None and "mithoeren" in data:
        try:
            found = listening.overheard(connection)
        except CityError as error:
            messages.error(request, str(error))
        else:
            if not found:
                messages.warning(request, _("In den letzten Sekunden kam keine Nachricht."))
    elif form.is_valid():
        content = str(form.cleaned_data["payload"]).encode()
        kept.give(person, connection, form.cleaned_data["topic"], content, at=timezone.now())
        return redirect("subscriptions:fields", key=key)
    context = {
        "connection": connection,
        "words": words,
        "form": form,
        "found": [samples.shown(one) for one in found],
        "step": 2,
    }
    return render(request, "subscriptions/sample.html", context)


@staff_page
def fields(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 3: what the fields of the sample mean."""
    connection = _mqtt(person, key)
    payload, words = kept.of(connection), _words(connection)
    if payload is None or words is None:
        return redirect("subscriptions:sample", key=key)
    data = given(request)
    if data is not None:
        try:
            wanted = Change(mapping=assigning.mapping({name: str(data[name]) for name in data}))
            service.change(person, connection, wanted, at=timezone.now())
        except Contradiction as error:
            messages.error(request, str(error))
        else:
            return redirect("subscriptions:trial", key=key)
    try:
        sheet = samples.sheet(connection, words, payload, records=request.GET.get("datensaetze", ""))
    except CityError as error:
        messages.error(request, _("Das Beispiel ist nicht lesbar: %s") % error)
        return redirect("subscriptions:sample", key=key)
    context = {
        "connection": connection,
        "sheet": sheet,
        "sample": payload,
        "thing_hint": _("{topic.2} steht für die zweite Ebene des Topics."),
        "step": 3,
    }
    return render(request, "subscriptions/fields.html", context)


@staff_page
def dry_run(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 4: what would be stored of the sample; nothing is written."""
    connection = _mqtt(person, key)
    payload = kept.of(connection)
    if payload is None:
        return redirect("subscriptions:sample", key=key)
    result = trial.tried(connection, payload, decode=declared.decode(connection))
    context = {"connection": connection, "trial": result, "sample": payload, "step": 4}
    return render(request, "subscriptions/trial.html", context)


@action("subscriptions:trial")
def activate(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Step 5: take its data from now on."""
    service.activate(person, _mqtt(person, key), at=timezone.now())
    messages.success(request, _("Die Anbindung ist aktiv; neue Nachrichten werden gespeichert."))
    return redirect("connections:connection", key=key)


def _mqtt(person: Person, key: str) -> Connection:
    """The connection of this key, when it is one of MQTT.

    Raises:
        NotFound, NotPermitted: there is none, or it belongs to another department.
    """
    connection = service.of_person(person, key)
    if connection.wire != Wire.MQTT:
        raise NotFound(f"{key} is no MQTT connection")
    return connection


def _words(connection: Connection) -> Subscription | None:
    try:
        return subscription_of(connection)
    except CityError:
        return None
