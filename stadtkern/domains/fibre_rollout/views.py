# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the fibre rollout: the subject with one address, and the check of many."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from stadtkern.flow.lake.current import lake
from stadtkern.flow.outlets.portal.views.edge import page
from stadtkern.flow.outlets.portal.views.subjects import subject_context
from stadtkern.kernel.errors import LimitExceeded, PayloadRejected
from stadtkern.web import uploads

from . import service
from .addresses import MOST, MOST_CHARACTERS, addresses
from .collections import STATES
from .domain import DOMAIN
from .service import Answer

_HEADER = ("adresse", "stand", "anbieter", "ab", "bis_zu_mbit", "angabe_vom", "hinweis")
_UNREADABLE, _UNKNOWN, _SEVERAL = (
    "keine Adresse erkannt",
    "nicht bekannt",
    "mehrere Orte: bitte Postleitzahl angeben",
)


@page
def subject(request: HttpRequest) -> HttpResponseBase:
    """The subject page, with the state at one address."""
    context = subject_context(request, DOMAIN, lake=lake(), now=timezone.now())
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/subject_results.html", context)
    asked = request.GET.get("adresse", "").strip()[:200]
    context |= {
        "asked": asked,
        "answers": service.check(addresses(asked)[:1]) if asked else [],
        "states": STATES,
    }
    context["filled"] = service.collection() is not None
    return render(request, "fibre_rollout/subject.html", context)


@page
@never_cache
def check(request: HttpRequest) -> HttpResponseBase:
    """Many addresses at once, as table or as CSV; they are sent by POST, so that no log keeps them."""
    text = request.POST.get("adressen", "")
    file = request.FILES.get("datei")
    context: dict[str, object] = {"domain": DOMAIN, "most": MOST, "text": text, "states": STATES}
    context["filled"] = service.collection() is not None
    if request.method != "POST":
        return render(request, "fibre_rollout/check.html", context)
    try:
        answers = service.check(addresses(_read(file) if isinstance(file, UploadedFile) else text))
    except (PayloadRejected, LimitExceeded) as error:
        return render(request, "fibre_rollout/check.html", context | {"error": str(error)}, status=422)
    if "csv" in request.POST:
        return _csv(answers)
    return render(request, "fibre_rollout/check.html", context | {"answers": answers})


def _read(file: UploadedFile[bytes]) -> str:
    uploads.checked(file, kinds=uploads.TEXTS, most=4 * MOST_CHARACTERS)
    content: bytes = file.read(MOST_CHARACTERS + 1)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(answers: Iterable[Answer]) -> HttpResponse:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADER)
    for answer in answers:
        writer.writerows(_lines(answer))
    disposition = 'attachment; filename="glasfaser.csv"'
    content = "\ufeff" + target.getvalue()
    return HttpResponse(
        content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


def _lines(answer: Answer) -> list[tuple[str, ...]]:
    """A row per provider; a text that a spreadsheet would compute gets an apostrophe in front."""
    asked = f"'{answer.asked}" if answer.asked[:1] in ("=", "+", "-", "@", "\t") else answer.asked
    if not answer.known:
        hint = _UNREADABLE if not answer.readable else _SEVERAL if answer.several_towns else _UNKNOWN
        return [(asked, "", "", "", "", "", hint)]
    return [
        (
            asked,
            STATES.get(one.state, one.state),
            one.provider,
            one.from_day.isoformat() if one.from_day else "",
            "" if one.most_mbit is None else f"{one.most_mbit:g}",
            one.as_of.isoformat() if one.as_of else "",
            "",
        )
        for one in answer.known
    ]
