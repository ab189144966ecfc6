# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of codecs: write a version, try it, say what its fields mean, use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.guard import action, given, staff_page
from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.kernel import rights
from stadtkern.kernel.errors import Contradiction, NotFound, PayloadRejected
from stadtkern.kernel.models import Person

from . import answers, examples, guessing, running, service
from .examples import Judged
from .forms import FieldFormSet, TrialForm, VersionForm, field_rows, quantity_choices
from .models import CodecVersion, DeviceType
from .views import found_type
from .words import CodecFailed, DecodedPayload, Uplink

_TEMPLATE = """function decodeUplink(input) {
  var b = input.bytes;
  return {
    data: {
      temperature: ((b[0] << 8) | b[1]) / 10,
    },
  };
}
"""
_EXAMPLES = """[
  {
    "description": "Beispiel aus dem Handbuch",
    "input": {"fPort": 1, "bytes": [0, 215]},
    "output": {"data": {"temperature": 21.5}}
  }
]
"""


@staff_page
def new(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """Write the next version; “try” runs its examples and saves nothing."""
    known = found_type(key)
    rights.require(service.may_change(person, known), f"change device type {key}")
    last = known.versions.first()
    form = VersionForm(given(request), initial=_beginning(last))
    judged: list[Judged] = []
    if form.is_valid():
        if "pruefen" in request.POST:
            judged = examples.run(form.cleaned_data["script"], form.cleaned_data["examples"])
        else:
            saved = _saved(person, known, form, last)
            if saved is not None:
                messages.success(request, _("Die Fassung ist als Entwurf gespeichert."))
                return redirect("codecs:version", key=key, number=saved.number)
    context = {"type": known, "form": form, "judged": [_shown(one) for one in judged]}
    return render(request, "codecs/version_form.html", context, status=422 if form.errors else 200)


@staff_page
def version(request: HttpRequest, person: Person, key: str, number: int) -> HttpResponse:
    """One version: state, examples with what comes out, a payload to try, the meaning of its fields."""
    found = _found(key, number)
    given_examples = examples.listed(found.examples)
    trial = TrialForm(request.GET if "payload" in request.GET else None)
    decoded, failure = _tried(found.script, trial.uplink()) if trial.is_valid() else (None, "")
    names = service.measurable()
    context = {
        "type": found.device_type,
        "version": found,
        "judged": [_shown(one) for one in examples.run(found.script, given_examples)],
        "trial": trial,
        "decoded": _pretty(decoded.data) if decoded else "",
        "outcome": decoded,
        "failure": failure,
        "fields": [(one, names.get(one.quantity)) for one in found.field_mappings()],
        "may_change": service.may_change(person, found.device_type),
    }
    return render(request, "codecs/version.html", context)


@staff_page
def fields(request: HttpRequest, person: Person, key: str, number: int) -> HttpResponse:
    """Say which decoded field is which quantity; proposals stand in the form until somebody saves it."""
    found = _found(key, number)
    rights.require(service.may_change(person, found.device_type), f"change device type {key}")
    guesses = guessing.guess(_samples(found), service.measurable().keys())
    rows = field_rows(guesses, found.field_mappings())
    form = FieldFormSet(
        given(request), initial=rows, prefix="feld", form_kwargs={"choices": quantity_choices()}
    )
    complaint = ""
    if form.is_bound and form.is_valid():
        try:
            mapped = [one.mapping() for one in form]
            service.confirm_fields(person, found, [one for one in mapped if one], now=timezone.now())
        except (Contradiction, ValidationError) as error:
            complaint = error.messages[0] if isinstance(error, ValidationError) else str(error)
        else:
            messages.success(request, _("Die Zuordnung ist bestätigt."))
            return redirect("codecs:version", key=key, number=number)
    values = {one.field.path: (one.field.example, one.field.unit) for one in guesses}
    context = {
        "type": found.device_type,
        "version": found,
        "form": form,
        "rows": [(one, *values.get(str(one["path"].value()), ("", ""))) for one in form],
        "complaint": complaint
        or (_("Bitte prüfen Sie Ihre Angaben.") if form.is_bound and form.errors else ""),
        "proposed": not found.fields,
    }
    return render(request, "codecs/fields.html", context, status=422 if form.is_bound else 200)


@action("codecs:version")
def activate(request: HttpRequest, person: Person, key: str, number: int) -> HttpResponse:
    """Use this version from now on, when all its examples come out right."""
    service.activate(person, _found(key, number), now=timezone.now())
    messages.success(request, _("Diese Fassung ist in Gebrauch. Neue Nutzdaten werden mit ihr gelesen."))
    return redirect("codecs:version", key=key, number=number)


@action("codecs:version")
def resume(request: HttpRequest, person: Person, key: str, number: int) -> HttpResponse:
    """Use a suspended version again."""
    service.resume(person, _found(key, number), now=timezone.now())
    messages.success(request, _("Der Codec ist wieder in Betrieb."))
    return redirect("codecs:version", key=key, number=number)


def _found(key: str, number: int) -> CodecVersion:
    versions = CodecVersion.objects.select_related("device_type__owner")
    found = versions.filter(device_type__key=key, number=number).first()
    if found is None:
        raise NotFound
    return found


def _beginning(last: CodecVersion | None) -> dict[str, str]:
    """What the form begins with: the last version, or a short script that shows how it is done."""
    if last is None:
        return {"script": _TEMPLATE, "examples": _EXAMPLES}
    lines = ",\n".join(f"  {msgspec.json.encode(one).decode()}" for one in last.examples)
    return {"script": last.script, "examples": f"[\n{lines}\n]\n"}


def _saved(
    person: Person, known: DeviceType, form: VersionForm, last: CodecVersion | None
) -> CodecVersion | None:
    kept: Sequence[FieldMapping] = last.field_mappings() if last else ()
    try:
        return service.add_version(person, known, form.facts(kept), now=timezone.now())
    except PayloadRejected as error:
        form.add_error("script", str(error))
        return None


def _samples(found: CodecVersion) -> list[Mapping[str, Json]]:
    """Decoded data of all uplink examples that come out."""
    uplinks = [one for one in examples.listed(found.examples) if one.kind == "uplink"]
    samples: list[Mapping[str, Json]] = []
    for one in examples.run(found.script, uplinks):
        data = one.result.get("data")
        if isinstance(data, Mapping):
            samples.append(data)
    return samples


def _tried(script: str, uplink: Uplink) -> tuple[DecodedPayload | None, str]:
    """What the script makes of a payload, or why it makes nothing of it."""
    moment = round(timezone.now().timestamp() * 1000)
    one: dict[str, Json] = {"fPort": uplink.f_port, "bytes": list(uplink.payload), "recvTime": moment}
    try:
        return answers.decoded(running.attempt(script, "uplink", [one])[0]), ""
    except CodecFailed as failure:
        return None, str(failure)


def _shown(judged: Judged) -> dict[str, object]:
    raw = judged.example.input.get("bytes")
    payload = bytes(one for one in raw if isinstance(one, int)).hex(" ") if isinstance(raw, list) else ""
    return {
        "judged": judged,
        "port": judged.example.input.get("fPort", ""),
        "given": payload or _pretty(judged.example.input.get("data")),
        "result": _pretty(judged.result.get("data", judged.result)),
    }


def _pretty(value: Json) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
