# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of datasets: all of them, a new one, one of them, what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stadtkern.flow.catalogue import changes, drafts, listing, readiness, release, uploads
from stadtkern.flow.catalogue.edge import given, staff_page
from stadtkern.flow.catalogue.forms import DatasetForm, FileForm, LinkForm
from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import SHOWN, State
from stadtkern.flow.catalogue.protection.reasons import REASONS
from stadtkern.flow.catalogue.words import Entry, Violation
from stadtkern.kernel.errors import CityError, NotFound, NotPermitted
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import may_administrate

_PER_PAGE = 25
_FORM_FIELDS = {"contact": "contact_email", "period": "period_start", "issued": "", "modified": ""}
"""Fields of the form that mend fields of an entry, where they are called otherwise."""
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("what", ("title", "description", "title_en", "description_en", "keywords", "themes")),
    ("whose", ("department", "publisher", "licence", "attribution")),
    ("contact", ("contact_name", "contact_email", "contact_phone", "contact_url")),
    (
        "when",
        ("frequency", "period_start", "period_end", "geocoding", "series", "high_value", "landing_page"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A field of the form, with what the catalogue says about it."""

    field: BoundField
    violations: tuple[Violation, ...]


@staff_page
def datasets(request: HttpRequest, person: Person) -> HttpResponse:
    """Own datasets, what waits for a release, and what came by itself."""
    state, text = request.GET.get("stand", ""), request.GET.get("suche", "").strip()[:200]
    found = listing.datasets(person, state=state, text=text)
    context = {
        "board": listing.board(person),
        "page": Paginator(found, _PER_PAGE).get_page(request.GET.get("seite")),
        "states": State.choices,
        "state": state,
        "text": text,
        "four_eyes": changes.rules().four_eyes,
        "administrator": may_administrate(person),
    }
    return render(request, "catalogue/datasets.html", context)


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Begin a dataset of files and links."""
    form = DatasetForm(person, given(request))
    if form.is_valid():
        try:
            made = drafts.create(person, form.facts(), now=timezone.now())
        except CityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Angelegt. Fügen Sie jetzt Dateien oder Links hinzu."))
            return redirect("catalogue:dataset", key=made.key)
    return render(request, "catalogue/facts.html", {"form": form, "sections": _groups(form, ())})


@require_POST
@staff_page
def begin(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Say more about an entry that made itself."""
    drafts.begin(person, key, now=timezone.now())
    return redirect("catalogue:dataset", key=key)


@staff_page
def dataset(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """One dataset: what is missing, what was found, files and links, and its way so far."""
    row = drafts.find(person, key)
    entry = _preview(row)
    violations = readiness.violations(entry) if entry and row.state != State.WITHDRAWN else ()
    found = [(one, REASONS[one.check_name]) for one in row.findings.all()]
    context = {
        "dataset": row,
        "entry": entry,
        "shown": row.state in SHOWN,
        "missing": readiness.own_rules(row, entry) if entry else [],
        "violations": violations,
        "findings": found,
        "ways": row.distribution_rows.all(),
        "steps": row.steps.all()[:50],
        "waits": release.waits(row),
        "may_release": release.may_release(person, row),
        "state": release.state_of(row),
        "file_form": FileForm(),
        "link_form": LinkForm(),
        "endings": uploads.accepted(),
        "most_mib": uploads.limits().file_bytes // uploads.MIB,
        "earliest": timezone.localdate() + release.NOTICE,
    }
    return render(request, "catalogue/dataset.html", context)


@staff_page
def facts(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Change what is said about a dataset; what DCAT-AP.de misses stands beside the field."""
    row = drafts.find(person, key)
    form = DatasetForm(person, given(request), dataset=row)
    if form.is_valid():
        try:
            drafts.change(person, row, form.facts(), now=timezone.now())
        except NotPermitted:
            raise
        except CityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("catalogue:dataset", key=key)
    entry = _preview(row)
    context = {
        "dataset": row,
        "form": form,
        "entry": entry,
        "sections": _groups(form, readiness.violations(entry) if entry else ()),
    }
    return render(request, "catalogue/facts.html", context)


def _preview(row: Dataset) -> Entry | None:
    """The entry; null when its source or collection is gone."""
    try:
        return readiness.preview(row)
    except NotFound:
        return None


def _groups(form: DatasetForm, violations: Sequence[Violation]) -> dict[str, list[Row]]:
    """The fields of the form in groups, each with what the catalogue misses there."""
    named: dict[str, list[Violation]] = {}
    for one in violations:
        parts = one.field.split(".")
        field = parts[-1] if parts[0] == "distributions" else parts[0]
        named.setdefault(_FORM_FIELDS.get(field, field), []).append(one)
    return {
        group: [Row(field=form[name], violations=tuple(named.get(name, ()))) for name in names]
        for group, names in _GROUPS
    }
