# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit of places: make signs from objects of collections, write them, print them, retire them."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.commons.pictures.reading import MOST_BYTES
from stadtkern.flow.outlets.cockpit.guard import action, given, staff_page
from stadtkern.kernel import rights
from stadtkern.kernel.errors import CityError, NotFound, NotPermitted
from stadtkern.kernel.models import Person
from stadtkern.kernel.rights import Visitor
from stadtkern.web import undoing, uploads

from . import pictures, service, signs
from .models import Sign
from .signs import Texts
from .views import short_address

_OVERVIEW = "poi_cockpit:overview"
_PER_PAGE = 50
_FOUND = 100
_MOST_PRINTED = 400
_DAYS = 30
_LONGEST = 20_000
_PDF = "stadtkern.commons.labels.sheets.pdf"
"""By name: its library takes a second to load, which no start of a city should wait for."""


class _Area(forms.CharField):
    widget = forms.Textarea


class TextForm(forms.Form):
    """What people write about a place."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    text = _Area(label=gettext_lazy("Text"), required=False, max_length=_LONGEST)
    plain_text = _Area(label=gettext_lazy("Text in Einfacher Sprache"), required=False, max_length=_LONGEST)
    text_en = _Area(label=gettext_lazy("Text auf Englisch"), required=False, max_length=_LONGEST)

    def texts(self) -> Texts:
        """The checked answers."""
        return Texts(**self.cleaned_data)


class PictureForm(forms.Form):
    """A picture of a place."""

    picture = uploads.UploadField(
        label=gettext_lazy("Bild (JPEG, PNG oder WebP)"), kinds=uploads.PICTURES, most=MOST_BYTES
    )
    alt = forms.CharField(label=gettext_lazy("Bildbeschreibung"), max_length=500)
    credit = forms.CharField(label=gettext_lazy("Urheber und Lizenz"), max_length=200)


def may_see(visitor: Visitor) -> bool:
    """Whether the visitor sees the page: who may make signs."""
    return isinstance(visitor, Person) and signs.may_edit(visitor)


@staff_page
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    """All signs by name."""
    rights.require(signs.may_edit(person), "see signs")
    search = request.GET.get("suche", "").strip()[:100]
    found = Sign.objects.select_related("successor")
    for word in search.split()[:5]:
        found = found.filter(name__icontains=word) | found.filter(code__iexact=word)
    shown = Paginator(found, _PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "poi/overview.html", {"page": shown, "search": search})


@staff_page
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Choose objects of a collection and make signs for them."""
    rights.require(signs.may_edit(person), "make signs")
    key = request.GET.get("sammlung") or request.POST.get("sammlung", "")
    search = (request.GET.get("suche") or request.POST.get("suche", "")).strip()[:100]
    found = service.places(key, search, person, most=_FOUND) if key else []
    if request.method == "POST":
        wanted = set(request.POST.getlist("objekt"))
        made = signs.make(person, [one for one in found if one.key in wanted], now=timezone.now())
        told = ngettext(
            "%(n)s Schild ist angelegt, als Entwurf.", "%(n)s Schilder sind angelegt, als Entwurf.", len(made)
        )
        messages.success(request, told % {"n": len(made)})
        return redirect(_OVERVIEW)
    context = {"collections": service.collections(person), "key": key, "search": search}
    return render(request, "poi/new.html", {**context, "places": found, "most": _FOUND})


@staff_page
def edit(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One sign: texts, pictures, calls per day, publish, retire."""
    rights.require(signs.may_edit(person), "edit signs")
    sign = signs.of_code(code)
    initial = {"name": sign.name, "text": sign.text, "plain_text": sign.plain_text, "text_en": sign.text_en}
    form = TextForm(given(request), initial=initial)
    publishing = "veroeffentlichen" in request.POST
    if form.is_valid():
        try:
            signs.write(person, sign, form.texts(), now=timezone.now())
            if publishing:
                signs.publish(person, sign, now=timezone.now())
        except CityError as error:
            form.add_error(None, str(error))
        else:
            told = _("Die Seite ist jetzt öffentlich.") if publishing else _("Gespeichert.")
            messages.success(request, told)
            return redirect("poi_cockpit:sign", code=sign.code)
    since = timezone.now().date() - timedelta(days=_DAYS)
    calls = {"scans": signs.scans(sign, since=since), "days": _DAYS, "total": signs.total(sign)}
    shown = calls | {"form": form, "sign": sign, "address": short_address(request, sign)}
    status = 422 if form.errors else 200
    return render(request, "poi/sign.html", shown | {"picture_form": PictureForm()}, status=status)


@action(_OVERVIEW)
def retire(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Take the sign down."""
    sign = signs.of_code(code)
    signs.retire(person, sign, request.POST.get("nachfolger", ""), now=timezone.now())
    told = _("Das Schild ist abgebaut. Die Kurzadresse bleibt vergeben.")
    undoing.deleted(request, told, kind=signs.KIND, key=sign.code)
    return redirect(_OVERVIEW)


@action(_OVERVIEW)
def add_picture(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Add a picture."""
    sign = signs.of_code(code)
    file = request.FILES.get("picture")
    alt, credit = request.POST.get("alt", ""), request.POST.get("credit", "")
    try:
        content = _picture(file) if isinstance(file, UploadedFile) else b""
        pictures.add(person, sign, content, alt, credit, now=timezone.now())
    except NotPermitted:
        raise
    except CityError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Das Bild ist gespeichert, ohne die Angaben der Kamera."))
    return redirect("poi_cockpit:sign", code=sign.code)


def _picture(file: UploadedFile[bytes]) -> bytes:
    uploads.checked(file, kinds=uploads.PICTURES, most=MOST_BYTES)
    return bytes(file.read())


@action(_OVERVIEW)
def remove_picture(request: HttpRequest, person: Person, code: str, pk: int) -> HttpResponse:
    """Remove a picture."""
    sign = signs.of_code(code)
    pictures.remove(person, sign, pk, now=timezone.now())
    messages.success(request, _("Das Bild ist entfernt."))
    return redirect("poi_cockpit:sign", code=sign.code)


@staff_page
def printed(request: HttpRequest, person: Person) -> HttpResponse:
    """The standing signs, or one of them, as PDF."""
    rights.require(signs.may_edit(person), "print signs")
    code = request.GET.get("code", "")
    found = [signs.of_code(code)] if code else list(Sign.objects.public()[:_MOST_PRINTED])
    if not found:
        raise NotFound("no sign is public")
    content = import_string(_PDF)(
        [(one.name, short_address(request, one)) for one in found],
        city=settings.CITY_NAME,
        invitation=_("Mehr über diesen Ort: Code mit dem Telefon ansehen."),
        form="labels" if request.GET.get("format") == "etiketten" else "a6",
    )
    named = {"Content-Disposition": 'attachment; filename="schilder.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=named)
