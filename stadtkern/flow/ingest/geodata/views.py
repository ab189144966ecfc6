# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of geodata: file, review of its fields, preview, and what each run has done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections.facts import fields_of
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.models import Person

from . import accepting, listing, records, reviewing, uploading
from .forms import CollectionForm, FileForm
from .models import RunState, Upload
from .reader.words import TABLES, Layer, Report
from .uploading import Given
from .wishes import Wish, layer_of, proposed, survey_of, wish_of

_AGAIN_S = 5


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """All collections that the person answers for, and files under review."""
    context = {"listed": listing.listed(person), "uploads": listing.uploads(person)}
    return render(request, "geodata/overview.html", context)


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Step 1: a file, and into which collection it goes."""
    data = given(request)
    chosen = request.GET.get("sammlung", "")
    form = FileForm(person, data, request.FILES or None, chosen=chosen)
    if data is not None and form.is_valid():
        file = form.cleaned_data["file"]
        brought = Given(name=str(file.name), parts=file.chunks(), collection=form.target)
        try:
            upload = uploading.begin(person, brought, timezone.now())
        except (NotPermitted, LakeUnavailable):
            raise
        except CityError as error:
            form.add_error("file", str(error))
        else:
            return redirect("geodata:review", upload_id=upload.pk)
    return render(request, "geodata/new.html", {"form": form, "step": 1})


@staff_page
def review(request: HttpRequest, person: Person, upload_id: UUID) -> HttpResponse:
    """Step 2: what the columns are, and where the features lie."""
    upload = uploading.of_person(person, str(upload_id))
    survey = survey_of(upload.survey)
    kept = wish_of(upload.wish) if upload.wish else None
    data = given(request)
    asked = (data or request.GET).get("ebene", "") or (kept.layer if kept else "")
    layer = layer_of(survey, asked)
    wish = kept if kept and kept.layer == layer.name else _proposal(upload, layer)
    if data is not None:
        try:
            said = {name: str(data[name]) for name in data}
            uploading.review(upload, reviewing.reviewed(layer, wish, upload.collection, said))
        except PayloadRejected as error:
            messages.error(request, str(error))
        else:
            return redirect("geodata:preview", upload_id=upload.pk)
    context = {
        "upload": upload,
        "survey": survey,
        "layer": layer,
        "wish": wish,
        "rows": reviewing.rows(layer, wish),
        "fields": fields_of(upload.collection) if upload.collection else (),
        "systems": reviewing.systems(layer),
        "table": survey.format in TABLES,
        "step": 2,
    }
    return render(request, "geodata/review.html", context)


@staff_page
def preview(request: HttpRequest, person: Person, upload_id: UUID) -> HttpResponse:
    """Step 3: what would change; a new collection gets its name here."""
    upload = uploading.of_person(person, str(upload_id))
    if upload.wish is None:
        return redirect("geodata:review", upload_id=upload.pk)
    wish = wish_of(upload.wish)
    try:
        if upload.preview is None:
            accepting.preview(upload)
        found = accepting.preview_of(upload)
    except PayloadRejected as error:
        messages.error(request, str(error))
        return redirect("geodata:review", upload_id=upload.pk)
    data = given(request)
    form = None
    if upload.collection is None:
        form = CollectionForm(person, wish, data, name=upload.type_name or upload.name)
    if data is not None and found is not None and (form is None or form.is_valid()):
        answer = _accepted(request, person, upload, form)
        if answer is not None:
            return answer
    context = {
        "upload": upload,
        "wish": wish,
        "found": found,
        "sample": _table(wish, found.sample) if found else (),
        "form": form,
        "step": 3,
    }
    return _again(render(request, "geodata/preview.html", context), waiting=found is None)


@action("geodata:review")
def discard(request: HttpRequest, person: Person, upload_id: UUID) -> HttpResponse:
    """Remove the file."""
    uploading.discard(uploading.of_person(person, str(upload_id)))
    messages.success(request, _("Die Datei ist verworfen."))
    return redirect("geodata:overview")


@staff_page
def collection(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """One collection: where its features come from, and its runs."""
    found = listing.of_person(person, key)
    context = {
        "collection": found,
        "fields": fields_of(found),
        "origin": listing.origin_of(found),
        "runs": found.runs.all()[: listing.RUNS],
        "rejected_source": records.file_source(key),
    }
    return render(request, "geodata/collection.html", context)


@staff_page
def run(request: HttpRequest, person: Person, run_id: int) -> HttpResponse:
    """What one run has done."""
    found = listing.run_of_person(person, run_id)
    report = _report(found.report)
    context = {"run": found, "report": report, "rejected_source": records.file_source(found.collection.key)}
    answer = render(request, "geodata/run.html", context)
    return _again(answer, waiting=found.state == RunState.RUNNING)


def _proposal(upload: Upload, layer: Layer) -> Wish:
    return proposed(layer, upload.collection, uploading.last_wish(upload.collection))


def _again(answer: HttpResponse, *, waiting: bool) -> HttpResponse:
    """The page loads itself again while a job works for it."""
    if waiting:
        answer["Refresh"] = str(_AGAIN_S)
    return answer


def _table(wish: Wish, sample: Sequence[Mapping[str, object]]) -> list[list[object]]:
    """The first features: key, then the fields in their order."""
    keys = ["key", *(one.key for one in wish.taken)]
    return [["–" if row.get(key) is None else row[key] for key in keys] for row in sample]


def _accepted(
    request: HttpRequest, person: Person, upload: Upload, form: CollectionForm | None
) -> HttpResponse | None:
    """Take the file in; what is wrong is said on the page."""
    now = timezone.now()
    target = upload.collection
    try:
        if form is not None:
            target = _made(person, form)
        if target is None:
            raise NotFound("no collection")
        started = accepting.accept(person, upload, target, now)
    except (NotPermitted, NotFound, LakeUnavailable):
        raise
    except CityError as error:
        if form is not None:
            form.add_error(None, str(error))
        else:
            messages.error(request, str(error))
        return None
    return redirect("geodata:run", run_id=started.pk)


def _made(person: Person, form: CollectionForm) -> FeatureCollection:
    return collections.create(person, form.draft(), timezone.now())


def _report(kept: object) -> Report | None:
    return reviewing.report_of(kept) if kept else None
