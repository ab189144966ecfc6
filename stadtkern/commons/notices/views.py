# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notices in the cockpit: new, change, cancel, with a look before they go out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person

from . import cards, service
from .forms import NoticeForm
from .models import Mode, Notice

_OVERVIEW = "warnings_cockpit:overview"


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """A new notice; first looked at, then published."""
    rights.require(service.may_warn(person), "publish a notice")
    start = {"starts": timezone.localtime().replace(second=0, microsecond=0), "status": Mode.TEST}
    form = NoticeForm(given(request), initial=start)
    if form.is_valid() and "veroeffentlichen" in request.POST:
        service.publish(person, form.facts(), now=timezone.now())
        messages.success(request, _("Der Hinweis ist veröffentlicht."))
        return redirect(_OVERVIEW)
    return _form(request, form, None)


@staff_page
def edit(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Change a notice; what was published before stays readable."""
    rights.require(service.may_warn(person), "change a notice")
    row = service.notice(code)
    form = NoticeForm(given(request), instance=service.notice(code))
    if form.is_valid() and "veroeffentlichen" in request.POST:
        try:
            changed = service.change(person, row, form.facts(), now=timezone.now())
        except Contradiction as error:
            form.add_error(None, str(error))
        else:
            said = _("Die Änderung ist veröffentlicht.") if changed else _("Es war nichts zu ändern.")
            messages.success(request, said)
            return redirect(_OVERVIEW)
    return _form(request, form, row)


@action(_OVERVIEW)
def cancel(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """End a notice at once."""
    service.cancel(person, service.notice(code), now=timezone.now())
    messages.success(request, _("Der Hinweis ist aufgehoben."))
    return redirect(_OVERVIEW)


def _form(request: HttpRequest, form: NoticeForm, row: Notice | None) -> HttpResponse:
    preview = None
    if form.is_bound and form.is_valid():
        now = timezone.now()
        draft = Notice(changed_at=now, **vars(form.facts()))
        preview = cards.of_notice(draft, city_name=settings.CITY_NAME, now=now)
    context = {"form": form, "notice": row, "preview": preview, "history": row.messages.all() if row else ()}
    return render(request, "notices/form.html", context, status=422 if form.errors else 200)
