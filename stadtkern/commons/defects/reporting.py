# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form by which anybody reports a defect: which thing, what is wrong, nothing about who reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.commons.feedback.limits import Brake
from stadtkern.kernel.errors import LimitExceeded, NotFound

_BRAKE = Brake(number=10)
TAKEN = 302
Report = Callable[[str, str, datetime], object]
"""Takes number (or code) and kind; raises NotFound or LimitExceeded."""


class ReportForm(forms.Form):
    """Which thing and what is wrong; ``website`` is invisible and must stay empty."""

    number = forms.CharField(label=gettext_lazy("Nummer"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Was ist los?"))
    website = forms.CharField(required=False, max_length=200)


def answer(
    request: HttpRequest, *, kinds: Mapping[str, str | Promise], report: Report
) -> tuple[ReportForm, int]:
    """The form, and the status of its page: 302 when the report was taken in, or came from a robot."""
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("nummer", "")}
    )
    kind = form.fields["kind"]
    if isinstance(kind, forms.ChoiceField):
        kind.choices = list(kinds.items())
    if request.method != "POST":
        return form, 200
    return form, _taken(request, form, report) if form.is_valid() else 422


def _taken(request: HttpRequest, form: ReportForm, report: Report) -> int:
    now = timezone.now()
    if form.cleaned_data["website"]:
        return TAKEN
    try:
        if not _BRAKE.admits(request.META.get("REMOTE_ADDR", ""), now=now):
            raise LimitExceeded
        report(form.cleaned_data["number"], form.cleaned_data["kind"], now)
    except LimitExceeded:
        form.add_error(None, _("Gerade sind zu viele Meldungen eingegangen. Bitte versuchen Sie es später."))
        return 429
    except NotFound:
        form.add_error("number", _("Diese Nummer kennen wir nicht. Suchen Sie nach der Straße."))
        return 422
    return TAKEN
