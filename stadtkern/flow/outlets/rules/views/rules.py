# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The list of rules, the page of one, and what is done with it by one press of a button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.cockpit.guard import staff_page
from stadtkern.flow.outlets.rules import discarded, service, wording
from stadtkern.flow.outlets.rules.actions import posting
from stadtkern.flow.outlets.rules.building import row_of
from stadtkern.flow.outlets.rules.conditions.subjects import Cause
from stadtkern.flow.outlets.rules.definitions import RuleUnreadable, declaration
from stadtkern.flow.outlets.rules.models import StoredRule
from stadtkern.flow.outlets.rules.streams import catalogue
from stadtkern.flow.outlets.rules.texts import spoken
from stadtkern.flow.outlets.rules.values import of_latest, positions
from stadtkern.flow.outlets.rules.views.times import of_json
from stadtkern.kernel import registry
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.rules import Rule, Webhook
from stadtkern.web import undoing

_SUBJECTS_SHOWN = 50
MUTES_H = (1, 4, 24, 72)


@staff_page
def rules(request: HttpRequest, person: Person) -> HttpResponse:
    """The rules of the person's departments, those with open alarms first."""
    open_alarms = Count("alarms", filter=Q(alarms__ended_at=None))
    rows = StoredRule.objects.of(person).annotate(open_alarms=open_alarms).order_by("-open_alarms", "title")
    titles = {domain.name: domain.title for domain in registry.domains()}
    shown = [
        {"row": row, "subject": titles.get(row.domain, row.domain), "sentence": condition_of(row)}
        for row in rows
    ]
    context = {"rules": shown, "now": timezone.now(), "may_make": bool(service.domains_for(person))}
    return render(request, "rules/rules.html", context)


@staff_page
def rule(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One rule: what it says, whom it watches, what it has done."""
    row = service.rule_for(person, pk)
    context: dict[str, object] = {
        "row": row,
        "sentence": sentence_of(row),
        "now": timezone.now(),
        "alarms": row.alarms.all()[:20],
        "mutes": MUTES_H,
        "ignored": _ignored(row),
        "declaration": declaration(row.key) if row.declared else None,
    }
    try:
        context |= _content(row, service.definition(row))
    except RuleUnreadable as error:
        context["unreadable"] = str(error)
    return render(request, "rules/rule.html", context)


@require_POST
@staff_page
def stage(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Switch on or pause."""
    if request.POST.get("an") == "1":
        return done(request, pk, lambda at: service.activate(person, pk, at=at), _("Die Regel ist aktiv."))
    return done(request, pk, lambda at: service.pause(person, pk, at=at), _("Die Regel ist angehalten."))


@require_POST
@staff_page
def mute(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Tell nobody for some hours; 0: tell again."""
    hours = request.POST.get("stunden", "")
    length = timedelta(hours=int(hours)) if hours.isdecimal() and len(hours) < 4 else timedelta()

    def muted(at: datetime) -> None:
        service.mute(person, pk, at + length if length else None, at=at)

    said = _("Die Regel meldet vorerst nichts.") if length else _("Die Regel meldet wieder.")
    return done(request, pk, muted, said)


@require_POST
@staff_page
def reset(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Back to what the domain declares."""
    return done(request, pk, lambda at: service.reset(person, pk, at=at), _("Es gilt wieder die Vorgabe."))


@require_POST
@staff_page
def delete(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Remove the rule."""
    try:
        key = service.delete(person, pk, at=timezone.now())
    except Contradiction as error:
        messages.error(request, str(error))
        return redirect("rules:rule", pk)
    said = _("Die Regel ist gelöscht. Ihre Alarme bleiben in der Liste.")
    undoing.deleted(request, said, kind=discarded.KIND, key=key)
    return redirect("rules:rules")


def done(request: HttpRequest, pk: int, work: Callable[[datetime], None], said: str) -> HttpResponse:
    """Do it and say so on the page of the rule, or say why not."""
    try:
        work(timezone.now())
        messages.success(request, said)
    except (Contradiction, RuleUnreadable) as error:
        messages.error(request, str(error))
    return redirect("rules:rule", pk)


def sentence_of(row: StoredRule) -> str:
    """What a rule says; an unreadable one says so."""
    try:
        return wording.sentence(service.definition(row), row.domain)
    except RuleUnreadable as error:
        return str(error)


def condition_of(row: StoredRule) -> str:
    """When a rule fires, in short."""
    try:
        words = service.definition(row)
    except RuleUnreadable as error:
        return str(error)
    return wording.condition(words.condition, row.domain) or _("noch keine Bedingung")


def _content(row: StoredRule, words: Rule) -> dict[str, object]:
    """Conditions, subjects with their present values, actions."""
    found = catalogue([(words, row.domain)])
    resolved = found.resolve(words, row.domain)
    shown = resolved.subjects[:_SUBJECTS_SHOWN]
    wanted = positions({key for place in shown for keys in place.streams for key in keys})
    latest = dict(of_latest(current.lake().latest(list(wanted)), wanted, arrived=None))
    subjects = [
        (
            place.name or _("die Regel als Ganzes"),
            spoken(
                [Cause(key=key, reading=latest.get(key)) for key in dict.fromkeys(sum(place.streams, ()))][
                    :5
                ],
                found.streams,
            ),
        )
        for place in shown
    ]
    parts = row_of(words.condition)
    conditions = (
        [(n, wording.condition(one.condition, row.domain)) for n, one in enumerate(parts.parts)]
        if parts
        else None
    )
    hooks = [(one.url, posting.secret(one.url)) for one in words.actions if isinstance(one, Webhook)]
    return {
        "words": words,
        "conditions": conditions,
        "link": parts.link if parts else "all",
        "subjects": subjects,
        "more": len(resolved.subjects) - len(shown),
        "missing": resolved.missing if conditions != [] else (),
        "hooks": hooks,
        "ways": [wording.action(one) for one in words.actions],
    }


def _ignored(row: StoredRule) -> list[dict[str, object]]:
    """Why values were not looked at, in words."""
    words = {
        "future": _("Ihre Zeit liegt in der Zukunft: Eine Uhr geht falsch."),
        "late": _("Sie kamen später, als die Regel zulässt."),
        "older": _("Es war schon ein neuerer Wert bekannt."),
        "implausible": _("Sie sind als unplausibel gekennzeichnet."),
        "no number": _("Sie sind keine Zahlen."),
    }
    return [
        {"reason": words.get(reason, reason), **facts, "time": of_json(facts.get("time"))}
        for reason, facts in row.ignored.items()
        if isinstance(facts, dict)
    ]
