# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of MQTT connections: topics and broker, and a sample that people give."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.mapping.checking import MappingRefused

from .words import Subscription, understood

_KINDS = (
    ("json", "JSON"),
    ("text", _("ein einzelner Wert als Text")),
    ("csv", "CSV"),
    ("xml", "XML"),
)
_QOS = (
    (1, _("1: mindestens einmal (empfohlen)")),
    (0, _("0: höchstens einmal")),
    (2, _("2: genau einmal")),
)
MOST_BYTES = 256 * 1024


class TopicsForm(forms.Form):
    """Which topics are heard, at which broker, and where devices say that they are there."""

    topics = forms.CharField(
        label=_("Topics, je Zeile eines"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=_("Format der Nachrichten"), choices=_KINDS)
    qos = forms.TypedChoiceField(label=_("Zustellung (QoS)"), choices=_QOS, coerce=int, initial=1)
    broker = forms.CharField(label=_("Adresse des Brokers"), max_length=500, required=False)
    user = forms.CharField(label=_("Benutzer"), max_length=200, required=False)
    secret = forms.CharField(
        label=_("Passwort"),
        max_length=2_000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    authority = forms.CharField(
        label=_("Zertifikat der ausstellenden Stelle (PEM)"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    presence_topic = forms.CharField(label=_("Topic der Zustandsmeldungen"), max_length=500, required=False)
    presence_thing = forms.CharField(label=_("Kennung des Geräts darin"), max_length=300, required=False)
    presence_path = forms.CharField(label=_("Pfad zum Zustand"), max_length=300, required=False)
    offline = forms.CharField(label=_("Wörter für „nicht erreichbar“"), max_length=200, required=False)
    online = forms.CharField(label=_("Wörter für „erreichbar“"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, subscription: Subscription | None = None) -> None:
        super().__init__(data, initial=_initial(subscription))
        self._before = subscription

    def clean(self) -> dict[str, Any]:
        """The answers must make sense together."""
        given = super().clean() or {}
        if not self.errors:
            try:
                understood(_raw(given))
            except MappingRefused as error:
                self.add_error(None, str(error))
        return given

    def settings(self) -> dict[str, object]:
        """The checked answers, as they are stored."""
        return _raw(self.cleaned_data)


class SampleForm(forms.Form):
    """A message by hand."""

    topic = forms.CharField(label=_("Topic"), max_length=500)
    payload = forms.CharField(
        label=_("Nachricht"),
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )


def _raw(given: dict[str, Any]) -> dict[str, object]:
    raw: dict[str, object] = {
        "topics": [line.strip() for line in str(given["topics"]).splitlines() if line.strip()],
        "form": {"kind": given["kind"]},
        "qos": given["qos"],
        "broker": str(given["broker"]).strip().rstrip("/"),
        "user": given["user"],
        "authority": str(given["authority"]).strip(),
    }
    if given["presence_topic"]:
        raw["presence"] = {
            "topic": given["presence_topic"],
            "thing": given["presence_thing"],
            "path": given["presence_path"],
            "offline": _said(given["offline"]),
            "online": _said(given["online"]),
        }
    return raw


def _said(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _initial(subscription: Subscription | None) -> dict[str, object]:
    usual: dict[str, object] = {
        "kind": "json",
        "qos": 1,
        "presence_thing": "{topic.2}",
        "offline": "offline, 0, false",
        "online": "online, 1, true",
    }
    if subscription is None:
        return usual
    known = {
        **usual,
        "topics": "\n".join(subscription.topics),
        "kind": subscription.form.kind,
        "qos": subscription.qos,
        "broker": subscription.broker,
        "user": subscription.user,
        "authority": subscription.authority,
    }
    presence = subscription.presence
    if presence is not None:
        known |= {
            "presence_topic": presence.topic,
            "presence_thing": presence.thing,
            "presence_path": presence.path,
            "offline": ", ".join(presence.offline),
            "online": ", ".join(presence.online),
        }
    return known
