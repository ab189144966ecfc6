# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The feedback form for everybody and its list for administrators."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.models import Person

from . import service
from .forms import FeedbackForm
from .limits import Brake

_BRAKE = Brake()


def form(request: HttpRequest) -> HttpResponse:
    """The form; a robot is thanked like everybody else, but nothing is stored."""
    if request.method != "POST":
        page = request.GET.get("seite", "")[:300]
        return render(request, "feedback/form.html", {"form": FeedbackForm(initial={"page": page})})
    given = FeedbackForm(request.POST)
    if not given.is_valid():
        return render(request, "feedback/form.html", {"form": given}, status=422)
    if given.is_robot():
        return redirect("feedback:thanks")
    return _stored(request, given)


def _stored(request: HttpRequest, given: FeedbackForm) -> HttpResponse:
    now = timezone.now()
    try:
        if not _BRAKE.admits(request.META.get("REMOTE_ADDR", ""), now=now):
            raise LimitExceeded
        service.take_in(
            message=given.cleaned_data["message"],
            page=given.cleaned_data["page"],
            email=given.cleaned_data["email"],
            now=now,
        )
    except LimitExceeded:
        given.add_error(
            None, _("Gerade sind zu viele Nachrichten eingegangen. Bitte versuchen Sie es später.")
        )
        return render(request, "feedback/form.html", {"form": given}, status=429)
    return redirect("feedback:thanks")


def thanks(request: HttpRequest) -> HttpResponse:
    """Says that the message has arrived."""
    return render(request, "feedback/thanks.html")


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """All messages, for administrators."""
    person = _administrator(request)
    page = Paginator(service.messages(person), 50).get_page(request.GET.get("seite"))
    return render(request, "feedback/inbox.html", {"page": page})


@login_required
@require_POST
def close(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """Mark one message as dealt with."""
    service.close(_administrator(request), feedback_id, now=timezone.now())
    return redirect("feedback:inbox")


def _administrator(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person) or not service.may_read(request.user):
        raise PermissionDenied
    return request.user
