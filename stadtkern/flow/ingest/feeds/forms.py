# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the assistant: where and how a feed is asked, and a sample that people give."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.flow.ingest.mapping.documents import Form
from stadtkern.web import uploads

from .ready.words import Ready
from .samples import MOST_BYTES
from .words import LONGEST_S, MOST_MB, Access, FeedSettings

_MINUTE_S = 60
_KINDS = (
    ("json", "JSON"),
    ("geojson", "GeoJSON"),
    ("csv", "CSV"),
    ("xml", "XML"),
    ("ndjson", gettext_lazy("JSON, ein Objekt je Zeile")),
)
_ACCESS = (
    ("none", gettext_lazy("ohne Anmeldung")),
    ("basic", gettext_lazy("Name und Passwort (Basic)")),
    ("bearer", gettext_lazy("Token (Bearer)")),
    ("header", gettext_lazy("Schlüssel in einer Kopfzeile")),
    ("query", gettext_lazy("Schlüssel in der Adresse")),
)
_HEADER = re.compile(r"[A-Za-z0-9-]{1,100}")


class FeedForm(forms.Form):
    """Where a feed is asked, how often, with which right, and how it writes."""

    url = forms.CharField(label=gettext_lazy("Adresse (URL)"), max_length=2000)
    kind = forms.ChoiceField(label=gettext_lazy("Format"), choices=_KINDS)
    every_min = forms.IntegerField(
        label=gettext_lazy("Abrufen alle … Minuten"), min_value=1, max_value=LONGEST_S // _MINUTE_S
    )
    access = forms.ChoiceField(label=gettext_lazy("Anmeldung"), choices=_ACCESS)
    access_name = forms.CharField(
        label=gettext_lazy("Name (Benutzer, Kopfzeile oder Parameter)"), max_length=200, required=False
    )
    secret = forms.CharField(
        label=gettext_lazy("Passwort, Token oder Schlüssel"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    headers = forms.CharField(
        label=gettext_lazy("Weitere Kopfzeilen, je Zeile „Name: Wert“"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = forms.CharField(
        label=gettext_lazy("Inhalt der Anfrage (dann POST)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_page = forms.CharField(
        label=gettext_lazy("Pfad zur Adresse der nächsten Seite"), required=False, max_length=300
    )
    most_mb = forms.IntegerField(
        label=gettext_lazy("Größte Antwort [MiB]"), min_value=1, max_value=MOST_MB, required=False
    )
    delimiter = forms.CharField(
        label=gettext_lazy("Trennzeichen (CSV)"), max_length=1, required=False, strip=False
    )
    encoding = forms.CharField(label=gettext_lazy("Zeichenkodierung (CSV)"), max_length=40, required=False)
    skip_lines = forms.IntegerField(
        label=gettext_lazy("Zeilen vor der Kopfzeile (CSV)"), min_value=0, max_value=1000, required=False
    )
    decimal_comma = forms.BooleanField(label=gettext_lazy("Zahlen mit Dezimalkomma"), required=False)

    def __init__(
        self, data: Any = None, *, settings: FeedSettings | None = None, ready: Ready | None = None
    ) -> None:
        super().__init__(data, initial=_initial(settings, ready))
        self.ready, self.before = ready, settings
        self.asked: list[str] = []
        if ready is not None:
            del self.fields["url"]
            for one in ready.asked:
                name = f"frage_{one.key}"
                self.asked.append(name)
                self.fields[name] = (
                    forms.ChoiceField(label=str(one.label), choices=one.choices)
                    if one.choices
                    else forms.CharField(label=str(one.label), max_length=500, required=one.required)
                )
                self.fields[name].help_text = str(one.hint or one.example)

    def clean(self) -> dict[str, Any]:
        """What belongs together must be there together."""
        given = super().clean() or {}
        kind = given.get("access")
        if kind in {"basic", "header", "query"} and not given.get("access_name"):
            self.add_error("access_name", _("Bitte den Namen angeben."))
        if kind == "header" and not _HEADER.fullmatch(given.get("access_name") or "x"):
            self.add_error("access_name", _("So kann keine Kopfzeile heißen."))
        if self.ready is not None:
            for one in self.ready.asked:
                answer = str(given.get(f"frage_{one.key}") or "")
                if answer and one.pattern and not re.fullmatch(one.pattern, answer):
                    self.add_error(f"frage_{one.key}", _("Erwartet wird etwas wie: %s") % one.example)
        return given

    def clean_url(self) -> str:
        """An address of the web."""
        url = str(self.cleaned_data["url"]).strip()
        if not url.startswith(("https://", "http://")):
            raise ValidationError(_("Die Adresse beginnt mit https:// oder http://."))
        return url

    def clean_headers(self) -> str:
        """Lines of name and value."""
        text = str(self.cleaned_data["headers"])
        for line in text.splitlines():
            name, colon, _value = line.partition(":")
            if line.strip() and not (colon and _HEADER.fullmatch(name.strip())):
                raise ValidationError(_("Je Zeile eine Kopfzeile: „Name: Wert“."))
        return text

    def settings(self) -> FeedSettings:
        """The checked answers."""
        given = self.cleaned_data
        answers = {one.key: str(given[f"frage_{one.key}"]) for one in self.ready.asked} if self.ready else {}
        before = self.before or FeedSettings(url="")
        usual_next = self.ready.settings.get("next_page", "") if self.ready else ""
        return FeedSettings(
            url=self.ready.url(answers) if self.ready else given["url"],
            every_s=given["every_min"] * _MINUTE_S,
            form=Form(
                kind=given["kind"],
                encoding=given["encoding"],
                delimiter=given["delimiter"],
                skip_lines=given["skip_lines"] or 0,
                decimal_comma=given["decimal_comma"],
            ),
            access=Access(kind=given["access"], name=given["access_name"]),
            headers=_headers(given["headers"]),
            body=given["body"],
            next_page=given["next_page"] or str(usual_next),
            most_mb=given["most_mb"] or before.most_mb,
            most_pages=before.most_pages,
            ready=self.ready.key if self.ready else "",
            answers=answers,
            streams=before.streams,
        )


class SampleForm(forms.Form):
    """A sample by file or by clipboard."""

    file = uploads.UploadField(
        label=gettext_lazy("Datei mit einer Antwort"),
        required=False,
        kinds=uploads.ANSWERS,
        most=MOST_BYTES,
    )
    text = forms.CharField(
        label=gettext_lazy("oder Text einer Antwort"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """One of both must be given."""
        given = super().clean() or {}
        if not given.get("file") and not str(given.get("text") or "").strip():
            raise ValidationError(_("Bitte eine Datei wählen oder einen Text einfügen."))
        return given

    def sample(self) -> tuple[str, bytes]:
        """Name and content."""
        file = self.cleaned_data.get("file")
        if file:
            return str(file.name), file.read(MOST_BYTES + 1)
        return _("eingefügter Text"), str(self.cleaned_data["text"]).encode()


def _headers(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def _initial(settings: FeedSettings | None, ready: Ready | None) -> dict[str, object]:
    if settings is None:
        usual = dict(ready.settings) if ready else {}
        every_s = ready.every_s if ready else 600
        form = usual.get("form")
        kind = form.get("kind", "json") if isinstance(form, dict) else "json"
        return {"kind": kind, "every_min": every_s // _MINUTE_S, "access": "none", "most_mb": 16}
    return {
        "url": settings.url,
        "kind": settings.form.kind,
        "every_min": max(1, settings.every_s // _MINUTE_S),
        "access": settings.access.kind,
        "access_name": settings.access.name,
        "headers": "\n".join(f"{name}: {value}" for name, value in settings.headers.items()),
        "body": settings.body,
        "next_page": settings.next_page,
        "most_mb": settings.most_mb,
        "delimiter": settings.form.delimiter,
        "encoding": settings.form.encoding,
        "skip_lines": settings.form.skip_lines,
        "decimal_comma": settings.form.decimal_comma,
        **{f"frage_{key}": answer for key, answer in settings.answers.items()},
    }
