# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of LoRaWAN; secrets go in and never come out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.codecs.models import DeviceType
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.kernel.errors import Contradiction, PayloadRejected
from stadtkern.web import uploads

from . import downlinks, qr, sheet
from .connecting import Secret
from .models import Activation, Device, Priority
from .onboarding import Facts
from .servers import TITLES, Kind, Server

_BERLIN = ZoneInfo("Europe/Berlin")
_SECRET = {"autocomplete": "off"}


class ServerForm(forms.Form):
    """An application of a network server: how it proves itself, and how it takes downlinks."""

    kind = forms.ChoiceField(label=_("Netzserver"), choices=[(kind.value, TITLES[kind]) for kind in Kind])
    application = forms.CharField(label=_("Anwendung (Application ID)"), max_length=200, required=False)
    proof = forms.ChoiceField(
        label=_("Wie sich der Netzserver ausweist"),
        choices=[
            ("bearer", _("Kopfzeile „Authorization: Bearer …“")),
            ("header", _("Schlüssel in einer eigenen Kopfzeile")),
            ("hmac", _("Signatur des Inhalts (HMAC-SHA256)")),
        ],
    )
    header = forms.RegexField(
        label=_("Name der Kopfzeile"), regex=r"^[A-Za-z0-9-]*$", max_length=60, required=False
    )
    token = forms.CharField(
        label=_("Schlüssel des Webhooks"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs=_SECRET),
    )
    base_url = forms.URLField(
        label=_("Adresse des Netzservers für Downlinks"),
        max_length=1000,
        required=False,
        assume_scheme="https",
    )
    webhook = forms.CharField(label=_("Webhook ID (The Things Stack)"), max_length=200, required=False)
    api_key = forms.CharField(
        label=_("API-Schlüssel des Netzservers"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs=_SECRET),
    )
    broker = forms.CharField(label=_("Adresse des MQTT-Brokers"), max_length=1000, required=False)
    user = forms.CharField(
        label=_("Benutzer am Broker"), max_length=200, required=False, widget=forms.TextInput(attrs=_SECRET)
    )
    password = forms.CharField(
        label=_("Passwort am Broker"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs=_SECRET),
    )

    keep_days = forms.IntegerField(label=_("Rohdaten aufbewahren [Tage]"), min_value=1, max_value=366)

    def __init__(self, data: Any = None, *, server: Server | None = None) -> None:
        shown = server or Server(kind=Kind.THINGS_STACK)
        super().__init__(data, initial=msgspec.to_builtins(shown))
        self._before = server

    def clean_broker(self) -> str:
        """It is an address of MQTT."""
        broker = str(self.cleaned_data["broker"]).strip()
        if broker and not broker.startswith(("mqtt://", "mqtts://")):
            raise ValidationError(_("Die Adresse beginnt mit mqtts:// oder mqtt://."))
        return broker

    def server(self) -> Server:
        """The checked settings."""
        given = self.cleaned_data
        return Server(
            kind=Kind(given["kind"]),
            application=given["application"].strip(),
            base_url=given["base_url"].rstrip("/"),
            webhook=given["webhook"].strip(),
            proof=given["proof"],
            header=given["header"],
            broker=given["broker"],
            user=given["user"].strip(),
            topics=self._before.topics if self._before else (),
            keep_days=given["keep_days"],
        )

    def secret(self) -> Secret:
        """What was entered anew."""
        return Secret(**{name: self.cleaned_data[name] or None for name in ("token", "api_key", "password")})


class DeviceForm(forms.Form):
    """What people say about a device; keys that are stored are not shown."""

    qr = forms.CharField(
        label=_("QR-Code des Geräts"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    dev_eui = forms.CharField(label="DevEUI", max_length=40, required=False)
    join_eui = forms.CharField(label="JoinEUI", max_length=40, required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    code = forms.CharField(label=_("Kennung"), max_length=90, required=False)
    device_type = forms.ModelChoiceField(
        label=_("Gerätetyp"), queryset=DeviceType.objects.all(), required=False, empty_label=_("noch keiner")
    )
    longitude = forms.FloatField(label=_("Länge (Grad Ost)"), required=False, localize=True)
    latitude = forms.FloatField(label=_("Breite (Grad Nord)"), required=False, localize=True)
    server_id = forms.CharField(
        label=_("Kennung beim Netzserver (The Things Stack)"), max_length=100, required=False
    )
    activation = forms.ChoiceField(label=_("Aktivierung"), choices=Activation.choices)
    app_key = forms.CharField(
        label="AppKey", max_length=60, required=False, widget=forms.PasswordInput(attrs=_SECRET)
    )
    nwk_key = forms.CharField(
        label=_("NwkKey (nur LoRaWAN 1.1)"),
        max_length=60,
        required=False,
        widget=forms.PasswordInput(attrs=_SECRET),
    )
    notes = forms.CharField(
        label=_("Notizen"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, data: Any = None, *, device: Device | None = None, initial: dict[str, object] | None = None
    ) -> None:
        shown = {name: getattr(device, name) for name in _SHOWN} if device else initial
        super().__init__(data, initial=shown)
        if device is not None:
            for name in ("qr", "dev_eui", "code"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The QR code says DevEUI and JoinEUI."""
        given = super().clean() or self.cleaned_data
        if given.get("qr"):
            try:
                label = qr.read(given["qr"])
            except PayloadRejected as error:
                self.add_error("qr", str(error))
            else:
                given["dev_eui"], given["join_eui"] = label.dev_eui, label.join_eui
        elif "dev_eui" in self.fields and not given.get("dev_eui"):
            self.add_error("dev_eui", _("Nötig ist die DevEUI oder der QR-Code."))
        return given

    def facts(self, dev_eui: str = "") -> Facts:
        """The checked answers."""
        given = self.cleaned_data
        names = ("join_eui", "name", "device_type", "longitude", "latitude", "server_id", "notes")
        return Facts(
            dev_eui=given.get("dev_eui") or dev_eui,
            code=given.get("code", ""),
            activation=Activation(given["activation"]),
            app_key=given["app_key"],
            nwk_key=given["nwk_key"],
            **{name: given[name] for name in names},
        )


_SHOWN = (
    "join_eui",
    "name",
    "device_type",
    "longitude",
    "latitude",
    "server_id",
    "activation",
    "notes",
)


class TableForm(forms.Form):
    """A table of devices for one application."""

    connection = forms.ModelChoiceField(
        label=_("Anbindung"), queryset=Connection.objects.none(), empty_label=None, to_field_name="key"
    )
    table = uploads.UploadField(
        label=_("Tabelle (CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        kinds=uploads.TEXTS,
        most=sheet.MOST_BYTES,
    )

    def __init__(self, connections: Sequence[Connection], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        choice = self.fields["connection"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = Connection.objects.filter(pk__in=[one.pk for one in connections])

    def clean_table(self) -> bytes:
        """Its content."""
        content: bytes = self.cleaned_data["table"].read()
        return content


class DownlinkForm(forms.Form):
    """Something to send: bytes, or what the codec makes bytes of."""

    f_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=223, initial=1)
    payload = forms.CharField(
        label=_("Rohdaten (hexadezimal)"),
        max_length=800,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    command = forms.CharField(
        label=_("oder Befehl für den Codec (JSON)"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    priority = forms.ChoiceField(label=_("Dringlichkeit"), choices=Priority.choices)
    confirmed = forms.BooleanField(label=_("Bestätigung verlangen"), required=False, initial=True)

    def clean_payload(self) -> bytes:
        """The bytes."""
        try:
            return downlinks.payload_of(str(self.cleaned_data["payload"]))
        except Contradiction as error:
            raise ValidationError(str(error)) from error

    def clean_command(self) -> dict[str, Json] | None:
        """The object."""
        text = str(self.cleaned_data["command"]).strip()
        if not text:
            return None
        try:
            read: dict[str, Json] = msgspec.json.decode(text, type=dict)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValidationError(_('Der Befehl ist ein JSON-Objekt, z. B. {"minutes": 10}.')) from error
        return read

    def clean(self) -> dict[str, Any]:
        """One of both is needed."""
        given = super().clean() or self.cleaned_data
        if not self.errors and bool(given.get("payload")) == (given.get("command") is not None):
            raise ValidationError(_("Nötig sind entweder Rohdaten oder ein Befehl."))
        return given


class ReplayForm(forms.Form):
    """Which stored messages are read again."""

    scope = forms.ChoiceField(
        label=_("Welche Geräte"),
        choices=[("device", _("nur dieses Gerät")), ("type", _("alle Geräte dieses Typs"))],
    )
    since = forms.DateField(
        label=_("ab (Tag)"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("bis (Tag)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    rejected_only = forms.BooleanField(label=_("nur abgewiesene"), required=False)

    def moments(self) -> tuple[str, str]:
        """Start and end of the days, in ISO 8601; empty: open."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        start = datetime.combine(since, time(), _BERLIN).isoformat() if since else ""
        end = datetime.combine(until + timedelta(days=1), time(), _BERLIN).isoformat() if until else ""
        return start, end
