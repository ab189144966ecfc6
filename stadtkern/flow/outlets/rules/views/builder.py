# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The steps in which a rule is built: name, conditions, settings, actions."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.outlets.cockpit.guard import given, staff_page
from stadtkern.flow.outlets.rules import service
from stadtkern.flow.outlets.rules.building import Part, row_of, with_part, without_part
from stadtkern.flow.outlets.rules.condition_forms import FORMS, KINDS, LeafForm
from stadtkern.flow.outlets.rules.definitions import RuleUnreadable
from stadtkern.flow.outlets.rules.forms import ActionsForm, GeneralForm, NewRuleForm
from stadtkern.flow.outlets.rules.models import StoredRule
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Person
from stadtkern.kernel.rules import Rule

F = TypeVar("F", bound=Form)


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Name and subject of a new rule; the conditions come next."""
    form = NewRuleForm(service.domains_for(person), given(request))
    if form.is_valid():
        answers = form.cleaned_data
        row = service.create(person, domain=answers["domain"], title=answers["title"], at=timezone.now())
        return redirect("rules:rule", row.pk)
    return render(request, "rules/new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page
def general(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Settings that hold for the whole rule."""
    row, words = _rule(person, pk)
    form = GeneralForm(words, given(request))
    if form.is_valid():
        return _saved(request, person, row, form.rule(words))
    return render(
        request, "rules/general.html", {"row": row, "form": form}, status=422 if form.errors else 200
    )


@staff_page
def actions(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Who is told, how often, and who next."""
    row, words = _rule(person, pk)
    form = ActionsForm(words, row.domain, given(request))
    if form.is_valid():
        return _saved(request, person, row, form.rule(words))
    groups = {
        "ways": form.group(form.WAYS),
        "task": form.group(form.TASK),
        "warning": form.group(form.WARNING),
        "limit": form.group(form.LIMIT),
        "escalation": form.group(form.ESCALATION),
    }
    context = {"row": row, "form": form, **groups}
    return render(request, "rules/actions.html", context, status=422 if form.errors else 200)


@staff_page
def add(request: HttpRequest, person: Person, pk: int, kind: str) -> HttpResponse:
    """A further condition."""
    row, words = _rule(person, pk)
    if kind not in FORMS:
        raise Http404
    parts = row_of(words.condition)
    number = len(parts.parts) if parts else 0
    return _condition(request, person, row, FORMS[kind](row.domain, None, given(request)), number)


@staff_page
def condition(request: HttpRequest, person: Person, pk: int, number: int) -> HttpResponse:
    """One condition of the rule."""
    row, words = _rule(person, pk)
    part = _part(words, number)
    form = FORMS[KINDS[type(part.leaf)]](row.domain, part, given(request))
    return _condition(request, person, row, form, number)


@require_POST
@staff_page
def remove(request: HttpRequest, person: Person, pk: int, number: int) -> HttpResponse:
    """Take a condition away; the last one stays."""
    row, words = _rule(person, pk)
    _part(words, number)
    return _saved(request, person, row, without_part(words, number))


def _condition(
    request: HttpRequest, person: Person, row: StoredRule, form: LeafForm, number: int
) -> HttpResponse:
    if form.is_valid():
        words = service.definition(row)
        return _saved(request, person, row, with_part(words, number, form.part()))
    groups = {
        "streams": [form[name] for name in form.STREAMS],
        "narrow": [form[name] for name in form.NARROW],
        "place": [form[name] for name in form.PLACE],
        "condition": [form[name] for name in getattr(form, "CONDITION", ())],
        "together": [form[name] for name in form.TOGETHER],
    }
    context = {"row": row, "form": form, "number": number, **groups}
    return render(request, "rules/condition.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, person: Person, row: StoredRule, words: Rule) -> HttpResponse:
    try:
        service.change(person, row.pk, words, at=timezone.now())
        messages.success(request, _("Gespeichert."))
    except Contradiction as error:
        messages.error(request, str(error))
    return redirect("rules:rule", row.pk)


def _rule(person: Person, pk: int) -> tuple[StoredRule, Rule]:
    row = service.rule_for(person, pk)
    try:
        return row, service.definition(row)
    except RuleUnreadable as error:
        raise Http404 from error


def _part(words: Rule, number: int) -> Part:
    parts = row_of(words.condition)
    if parts is None or number >= len(parts.parts):
        raise Http404
    return parts.parts[number]
