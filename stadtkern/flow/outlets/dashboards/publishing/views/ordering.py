# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of an ordered report: when it goes out, who gets it, what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.flow.outlets.dashboards import reading
from stadtkern.flow.outlets.dashboards.publishing import discarded, mails, orders
from stadtkern.flow.outlets.dashboards.publishing.forms import (
    AddressForm,
    NewOrderForm,
    OrderForm,
    PersonForm,
)
from stadtkern.flow.outlets.dashboards.publishing.mails import NotSent
from stadtkern.flow.outlets.dashboards.publishing.models import ReportOrder, Sending
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action
from stadtkern.web import undoing

_SHOWN = 30


@staff_page
def order_new(request: HttpRequest, person: Person) -> HttpResponse:
    """Order a report of a dashboard."""
    rights.require(rights.may_somewhere(person, Action.EDIT), "order a report")
    sent = given(request)
    form = NewOrderForm(sent, person, reading.dashboards_for(person))
    if sent is None:
        form.fields["dashboard"].initial = request.GET.get("dashboard", "")
    elif form.is_valid():
        said = form.cleaned_data
        row = orders.create(
            person, said["dashboard"], form.wish(), department=said["department"], at=timezone.now()
        )
        messages.success(request, _("Der Bericht ist bestellt. Sie bekommen ihn als Erste oder Erster."))
        return redirect("publishing:order", row.pk)
    context = {"form": form, "mail": mails.possible()}
    return render(request, "publishing/cockpit/order_new.html", context, status=200 if sent is None else 422)


@staff_page
def order(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One order: change it, its recipients, what was sent."""
    row = orders.own(person, pk)
    sent = given(request)
    form = OrderForm(sent, row)
    if sent is not None and form.is_valid():
        orders.change(person, pk, form.wish(), active="active" in sent, at=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("publishing:order", pk)
    return _page(request, row, form, status=200 if sent is None else 422)


@require_POST
@staff_page
def person_add(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Send it to an account of the city, too."""
    orders.own(person, pk)
    form = PersonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte einen Anmeldenamen angeben."))
        return redirect("publishing:order", pk)

    def added(at: datetime) -> str:
        orders.add_person(person, pk, form.cleaned_data["username"], at=at)
        return _("Die Person bekommt den Bericht.")

    return _done(request, pk, added)


@require_POST
@staff_page
def address_add(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Ask somebody outside whether they want it."""
    orders.own(person, pk)
    form = AddressForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Das ist keine E-Mail-Adresse."))
        return redirect("publishing:order", pk)

    def invited(at: datetime) -> str:
        recipient = orders.invite(person, pk, form.cleaned_data["email"], at=at)
        try:
            mails.send_invitation(recipient)
        except NotSent:
            orders.remove(person, pk, recipient.pk, at=at)
            raise
        return _("Die Anfrage ist verschickt. Berichte gehen hinaus, sobald zugestimmt ist.")

    return _done(request, pk, invited)


@require_POST
@staff_page
def recipient_remove(request: HttpRequest, person: Person, pk: int, recipient: int) -> HttpResponse:
    """Do not send it to somebody any more."""

    def removed(at: datetime) -> str:
        orders.remove(person, pk, recipient, at=at)
        return _("Der Empfänger ist entfernt.")

    return _done(request, pk, removed)


@require_POST
@staff_page
def trial(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Send it to the person itself, now."""

    def tried(at: datetime) -> str:
        orders.send_now(person, pk, at=at)
        return _("Der Bericht ist in einigen Minuten in Ihrem Postfach.")

    return _done(request, pk, tried)


@action("publishing:overview")
def order_delete(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take an order back."""
    orders.delete(person, pk, at=timezone.now())
    undoing.deleted(request, _("Der Bericht wird nicht mehr versandt."), kind=discarded.ORDER, key=str(pk))
    return redirect("publishing:overview")


def _done(request: HttpRequest, pk: int, work: Callable[[datetime], str]) -> HttpResponse:
    try:
        messages.success(request, work(timezone.now()))
    except (Contradiction, NotSent) as error:
        messages.error(request, str(error))
    return redirect("publishing:order", pk)


def _page(request: HttpRequest, row: ReportOrder, form: OrderForm, *, status: int) -> HttpResponse:
    sendings = Sending.objects.filter(recipient__order=row).select_related("recipient__person")
    context = {
        "form": form,
        "order": row,
        "recipients": row.recipients.select_related("person"),
        "sendings": sendings[:_SHOWN],
        "person_form": PersonForm(),
        "address_form": AddressForm(),
        "public": reading.rows_for(None).filter(pk=row.dashboard_id).exists(),
        "mail": mails.possible(),
    }
    return render(request, "publishing/cockpit/order.html", context, status=status)
