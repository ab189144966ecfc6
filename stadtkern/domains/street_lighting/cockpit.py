# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the department: groups, inventory, energy report, price and emission factor."""

from __future__ import annotations

import csv
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.commons.electricity.service import co2_kg, euros
from stadtkern.commons.schedules.pages import around, subject
from stadtkern.commons.setpoints import steering
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.web import uploads

from . import commands, energy, fleet, numbers, sources
from .domain import DOMAIN
from .energy import Account, Use

_COLUMNS = (
    "gruppe;leuchten;davon_simuliert;davon_gemessen;davon_berechnet;bisher_kwh;jetzt_kwh;gespart_kwh;gespart_eur;"
    "gespart_kg_co2;ct_je_kwh;g_co2_je_kwh"
)
_MOST_BYTES = 20 * 1024 * 1024


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """All groups with what they do now and why."""
    now, groups = timezone.now(), fleet.fleet()
    hands = steering.in_force(DOMAIN.name, now)
    rows = [
        (
            one,
            one.group
            and steering.wanted(one.group, one.profile, hands.get(one.group.pk), place=one.place, now=now),
        )
        for one in groups
    ]
    context = {"rows": rows, "numbers": numbers.numbers(groups, lake=lake(), now=now), "now": now}
    return render(request, "street_lighting/overview.html", {**around(DOMAIN, person), **context})


@staff_page
def inventory(request: HttpRequest, person: Person) -> HttpResponse:
    """Upload an inventory; what was not taken stands on the page with its reason."""
    _domain, context = subject(DOMAIN.slug, person)
    sent = request.FILES.get("file")
    if request.method == "POST":
        try:
            if sent is None:
                raise PayloadRejected(_("Bitte eine Datei mit höchstens 20 MB wählen."))
            uploads.checked(sent, kinds=uploads.TEXTS, most=_MOST_BYTES)
            context["found"] = _imported(sent.name or "", sent.read(), timezone.now())
        except PayloadRejected as error:
            context["error"] = str(error)
    context |= {"columns": sources.COLUMNS, "lamps": fleet.lamp_things().count()}
    return render(
        request, "street_lighting/inventory.html", context, status=422 if "error" in context else 200
    )


def _imported(name: str, content: bytes, now: datetime) -> Decoded:
    """Decode, store and equip; the same file again changes nothing."""
    decoded = sources.decode(Payload(name=name, content=content, received_at=now))
    ingest.store(decoded, source_key=sources.REAL, now=now, name=name)
    commands.equip(now, again=True)
    return decoded


@staff_page
def report(request: HttpRequest, person: Person) -> HttpResponse:
    """The energy report of a month or year."""
    account, year, month = _account(request)
    rows = [(use, *_worth(account, use)) for use in (*account.uses, account.total)]
    this_year = timezone.localdate().year
    context = {"account": account, "rows": rows, "year": year, "month": month}
    context |= {"years": range(this_year, this_year - 6, -1), "months": range(1, 13)}
    return render(request, "street_lighting/energy.html", {**around(DOMAIN, person), **context})


@staff_page
def report_csv(request: HttpRequest, person: Person) -> HttpResponse:
    """The energy report as a table; semicolon, UTF-8, decimal point."""
    account, year, month = _account(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"energiebericht-{year}{f'-{month:02}' if month else ''}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    rows = csv.writer(response, delimiter=";")
    rows.writerow(_COLUMNS.split(";"))
    for use in (*account.uses, account.total):
        title = _("alle") if use is account.total else use.name or _("ohne Gruppe")
        worth = [use.old_kwh, use.new_kwh, use.saved_kwh, *_worth(account, use)]
        terms = [account.terms.price_ct, account.terms.emission_g]
        counted = [use.lamps, use.simulated, use.measured, use.computed]
        rows.writerow([title, *counted, *(f"{value:.2f}" for value in worth), *terms])
    return response


def _worth(account: Account, use: Use) -> tuple[float, float]:
    """What was saved in € and kg CO2."""
    return euros(use.saved_kwh, account.terms), co2_kg(use.saved_kwh, account.terms)


def _account(request: HttpRequest) -> tuple[Account, int, int | None]:
    now = timezone.now()
    today = timezone.localdate(now)
    asked = {name: request.GET.get(name, "") for name in ("jahr", "monat")}
    year = (
        int(asked["jahr"]) if asked["jahr"].isdecimal() and 2000 <= int(asked["jahr"]) <= 2100 else today.year
    )
    month = int(asked["monat"]) if asked["monat"].isdecimal() and 1 <= int(asked["monat"]) <= 12 else None
    if not asked["jahr"]:
        month = today.month
    return energy.account(*energy.period(year, month), lake=lake(), now=now), year, month
