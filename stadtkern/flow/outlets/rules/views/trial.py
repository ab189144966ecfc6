# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Test mode: a rule over past values, as a table and as a chart; nothing is stored and nobody is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.lake import current
from stadtkern.flow.lake.words import Bucket, Interval, Statistic
from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.flow.outlets.rules import service, wording
from stadtkern.flow.outlets.rules.definitions import RuleUnreadable
from stadtkern.flow.outlets.rules.forms import PeriodForm
from stadtkern.flow.outlets.rules.models import StoredRule
from stadtkern.flow.outlets.rules.replaying import Replay, replay
from stadtkern.flow.outlets.rules.streams import Stream, catalogue
from stadtkern.kernel.errors import LimitExceeded
from stadtkern.kernel.models import Person
from stadtkern.kernel.rules import Limit, Rule, leaves

_BERLIN = ZoneInfo("Europe/Berlin")
_WEEK = timedelta(days=7)
_MEAN: tuple[Statistic, ...] = ("mean",)
_STEPS = ((2, Interval(number=5, unit="minute")), (8, Interval(number=15, unit="minute")))


@staff_page
def trial(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Choose a period and see what the rule would have told."""
    row, words = _rule(person, pk)
    today = timezone.localdate()
    asked = "von" in request.GET
    form = PeriodForm(request.GET if asked else {"von": today - _WEEK, "bis": today})
    context: dict[str, object] = {
        "row": row, "form": form, "sentence": wording.sentence(words, row.domain), "asked": asked,
    }  # fmt: skip
    if asked and form.is_valid():
        start, end = _period(form.cleaned_data["von"], form.cleaned_data["bis"])
        try:
            found = replay(words, row.domain, start=start, end=end, lake=current.lake())
            context |= {"replay": found, "chart": _chart(row, words, found, form)}
        except LimitExceeded as error:
            context["refused"] = str(error)
    return render(request, "rules/trial.html", context, status=422 if form.errors else 200)


@staff_page
def series(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The values of one datastream of the rule with its limits, for the chart."""
    row, words = _rule(person, pk)
    form = PeriodForm(request.GET)
    found = catalogue([(words, row.domain)])
    code = request.GET.get("reihe", "")
    stream = next((one for one in found.streams.values() if one.code == code), None)
    if not form.is_valid() or stream is None:
        raise Http404
    start, end = _period(form.cleaned_data["von"], form.cleaned_data["bis"])
    days = (end - start).days
    interval = next((step for most, step in _STEPS if days <= most), Interval(number=1, unit="hour"))
    buckets = current.lake().series(
        stream.key[0],
        start=start,
        end=end,
        interval=interval,
        statistics=_MEAN,
        component=stream.key[1] if stream.multi else None,
    )
    return JsonResponse(_columns(stream, words, buckets))


def _columns(stream: Stream, words: Rule, buckets: list[Bucket]) -> dict[str, object]:
    return {
        "kind": "mean",
        "decimals": stream.decimals,
        "unit": stream.symbol,
        "days": False,
        "starts": [int(one.start.timestamp()) for one in buckets],
        "ends": [int(one.end.timestamp()) for one in buckets],
        "values": [one.mean for one in buckets],
        "partial": [],
        "withheld": [],
        "words": {"empty": _("keine Daten"), "partial": "", "withheld": ""},
        "thresholds": _lines(words),
    }


def _lines(words: Rule) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    for leaf in leaves(words.condition):
        if isinstance(leaf, Limit):
            lines.append({"value": leaf.value, "title": _("Grenzwert")})
            if leaf.reset is not None and leaf.reset != leaf.value:
                lines.append({"value": leaf.reset, "title": _("vorbei erst bei")})
    return lines


def _chart(row: StoredRule, words: Rule, found: Replay, form: PeriodForm) -> dict[str, str] | None:
    """The first datastream that would have told something, else the first one of the rule."""
    codes = [one.code for alarm in found.alarms for one in alarm.values if one.code]
    streams = [
        found.catalogue.streams[key]
        for place in found.resolved.subjects[:1]
        for keys in place.streams
        for key in keys
    ]
    code = next(iter(codes), streams[0].code if streams else "")
    if not code:
        return None
    name = next(
        f"{one.thing_name}: {one.name}" for one in found.catalogue.streams.values() if one.code == code
    )
    query = {"reihe": code, **{key: str(form.cleaned_data[key]) for key in ("von", "bis")}}
    return {
        "src": f"{reverse('rules:trial_series', args=[row.pk])}?{urlencode(query)}",
        "label": _("Werte von %(name)s mit den Grenzen der Regel") % {"name": name},
        "name": name,
    }


def _period(first: date, last: date) -> tuple[datetime, datetime]:
    """Whole local days."""
    start = datetime(first.year, first.month, first.day, tzinfo=_BERLIN)
    following = last + timedelta(days=1)
    return start, datetime(following.year, following.month, following.day, tzinfo=_BERLIN)


def _rule(person: Person, pk: int) -> tuple[StoredRule, Rule]:
    row = service.rule_for(person, pk)
    try:
        return row, service.definition(row)
    except RuleUnreadable as error:
        raise Http404 from error
