# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the builder, one per step; each knows how to become, and be filled from, words of a rule."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import TaskingCapability
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.rules import (
    Action,
    Command,
    Escalation,
    Mail,
    Notice,
    Publish,
    Push,
    Rule,
    Warn,
    Webhook,
)

from .building import row_of, with_link
from .drivers import offered
from .models import Severity

_MINUTE = 60
_MOST_MINUTES = 31 * 24 * 60
_LINKS = (("all", _("alle gelten (und)")), ("any", _("eine gilt (oder)")))
_EACH = (
    ("thing", _("für jedes Objekt einzeln")),
    ("datastream", _("für jeden Datenstrom einzeln")),
    ("all", _("für die Regel als Ganzes")),
)


def minutes(
    label: Any, *, least: int = 0, most: int = _MOST_MINUTES, required: bool = False
) -> forms.IntegerField:
    """A length of time in minutes."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required)


class CapabilityField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Choice of a tasking capability, with its thing."""

    def label_from_instance(self, obj: Any) -> str:
        """Thing and capability."""
        return f"{obj.thing}: {obj}"


class NewRuleForm(forms.Form):
    """What a rule begins with."""

    title = forms.CharField(label=_("Wie heißt die Regel?"), max_length=300)
    domain = forms.ChoiceField(label=_("Zu welchem Thema gehört sie?"))

    def __init__(self, domains: list[Domain], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["domain"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.name, one.title) for one in domains]


class GeneralForm(forms.Form):
    """What holds for the rule as a whole."""

    title = forms.CharField(label=_("Titel"), max_length=300)
    severity = forms.ChoiceField(label=_("Gewicht"), choices=Severity.choices)
    each = forms.ChoiceField(label=_("Alarme gibt es"), choices=_EACH)
    link = forms.ChoiceField(label=_("Von mehreren Bedingungen"), choices=_LINKS)
    end_after = minutes(_("Alarm endet erst nach so vielen Minuten ohne Anlass"))
    text = forms.CharField(
        label=_("Text der Meldung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(label=_("Grundlage (Norm, Beschluss)"), required=False, max_length=300)
    valid = minutes(_("Ein Wert gilt höchstens so viele Minuten"), least=1)
    lateness = minutes(_("Werte, die um mehr als so viele Minuten verspätet kommen, zählen nicht"), least=1)
    implausible = forms.BooleanField(
        label=_("Auch Werte beachten, die als unplausibel gekennzeichnet sind"), required=False
    )

    def __init__(self, rule: Rule, data: Any = None) -> None:
        row = row_of(rule.condition)
        initial = {
            "title": rule.title,
            "severity": rule.severity,
            "each": rule.each,
            "link": row.link if row else "all",
            "end_after": rule.end_after_s // _MINUTE,
            "text": rule.text,
            "basis": rule.basis,
            "valid": rule.valid_s // _MINUTE,
            "lateness": rule.lateness_s // _MINUTE,
            "implausible": rule.implausible,
        }
        super().__init__(data, initial=initial)
        if row is None or len(row.parts) < 2:
            del self.fields["link"]

    def rule(self, before: Rule) -> Rule:
        """The rule with the answers."""
        given = self.cleaned_data
        made = msgspec.structs.replace(
            before,
            title=given["title"],
            severity=given["severity"],
            each=given["each"],
            end_after_s=(given["end_after"] or 0) * _MINUTE,
            text=given["text"],
            basis=given["basis"],
            valid_s=given["valid"] * _MINUTE if given["valid"] else before.valid_s,
            lateness_s=given["lateness"] * _MINUTE if given["lateness"] else before.lateness_s,
            implausible=given["implausible"],
        )
        return with_link(made, given["link"]) if "link" in given else made


class ActionsForm(forms.Form):
    """Who is told on which way, how often at most, and who next when nobody reacts."""

    notice = forms.BooleanField(label=_("Hinweis auf der Übersicht des Cockpits"), required=False)
    mail_department = forms.BooleanField(label=_("E-Mail an die Adresse des Fachbereichs"), required=False)
    mail_to = forms.CharField(
        label=_("E-Mail an diese Adressen"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    push = forms.BooleanField(label=_("Meldung auf die Geräte des Fachbereichs (Web Push)"), required=False)
    webhook = forms.URLField(
        label=_("Webhook an diese Adresse"), required=False, max_length=2000, assume_scheme="https"
    )
    topic = forms.CharField(label=_("MQTT-Nachricht unter diesem Topic"), required=False, max_length=300)
    capability = CapabilityField(
        label=_("Auftrag an einen Aktor"), required=False, queryset=TaskingCapability.objects.none()
    )
    parameters = forms.CharField(
        label=_("Parameter des Auftrags (JSON)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    end_parameters = forms.CharField(
        label=_("Parameter des Auftrags am Ende des Alarms (JSON)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    warn = forms.BooleanField(label=_("Warnung der Kommune im Portal"), required=False)
    warn_headline = forms.CharField(label=_("Überschrift der Warnung"), required=False, max_length=300)
    tell_end = forms.BooleanField(label=_("Auch das Ende des Alarms melden"), required=False)
    most = forms.IntegerField(label=_("Höchstens so viele Meldungen"), min_value=1, max_value=10_000)
    per = minutes(_("in so vielen Minuten"), least=1, required=True)
    WAYS = ("notice", "mail_department", "mail_to", "push", "webhook", "topic", "tell_end")
    TASK = ("capability", "parameters", "end_parameters")
    WARNING = ("warn", "warn_headline")
    LIMIT = ("most", "per")
    ESCALATION = ("escalate_after", "escalate_to")

    escalate_after = minutes(_("Wenn so viele Minuten lang niemand quittiert"), least=1)
    escalate_to = forms.CharField(
        label=_("dann E-Mail an diese Adressen"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, rule: Rule, domain: str, data: Any = None) -> None:
        super().__init__(data, initial=_initial(rule))
        field = self.fields["capability"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = TaskingCapability.objects.filter(thing__domain=domain).select_related("thing")
        self._drop_what_is_not_offered()

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        """Those of the fields that this installation offers."""
        return [self[name] for name in names if name in self.fields]

    def clean_mail_to(self) -> tuple[str, ...]:
        """Addresses, one per line or by comma."""
        return _addresses(self.cleaned_data["mail_to"])

    def clean_escalate_to(self) -> tuple[str, ...]:
        """Addresses, one per line or by comma."""
        return _addresses(self.cleaned_data["escalate_to"])

    def clean_topic(self) -> str:
        """A topic without wildcards."""
        topic = str(self.cleaned_data["topic"])
        if any(one in topic for one in "+#\0"):
            raise ValidationError(_("Das Topic darf keine Platzhalter (+ oder #) enthalten."))
        return topic

    def clean_parameters(self) -> dict[str, Any]:
        """A JSON object of plain values."""
        return _plain_object(self.cleaned_data["parameters"])

    def clean_end_parameters(self) -> dict[str, Any] | None:
        """The same; empty: no second task."""
        given = self.cleaned_data["end_parameters"]
        return _plain_object(given) if given.strip() else None

    def clean(self) -> dict[str, Any]:
        """An escalation needs a time and somebody."""
        given = self.cleaned_data
        if bool(given.get("escalate_after")) != bool(given.get("escalate_to")):
            self.add_error("escalate_to", _("Zur Eskalation gehören eine Zeit und mindestens eine Adresse."))
        return given

    def rule(self, before: Rule) -> Rule:
        """The rule with the answers."""
        given = self.cleaned_data
        steps: tuple[Escalation, ...] = before.escalations[1:]
        if given["escalate_after"]:
            kept = before.escalations[0].actions if before.escalations else ()
            others = tuple(one for one in kept if not isinstance(one, Mail))
            actions = (Mail(to=given["escalate_to"]), *others)
            steps = (Escalation(after_s=given["escalate_after"] * _MINUTE, actions=actions), *steps)
        return msgspec.structs.replace(
            before,
            actions=tuple(self._actions()),
            escalations=steps,
            tell_end=given["tell_end"],
            most=given["most"],
            per_s=given["per"] * _MINUTE,
        )

    def _actions(self) -> list[Action]:
        given = self.cleaned_data
        found: list[Action] = []
        if given.get("notice"):
            found.append(Notice())
        if given.get("mail_to") or given.get("mail_department"):
            found.append(Mail(to=given.get("mail_to", ()), department=given.get("mail_department", False)))
        if given.get("push"):
            found.append(Push())
        if given.get("webhook"):
            found.append(Webhook(url=given["webhook"]))
        if given.get("topic"):
            found.append(Publish(topic=given["topic"]))
        if given.get("capability"):
            found.append(self._command())
        if given.get("warn"):
            found.append(Warn(headline=given.get("warn_headline", "")))
        return found

    def _command(self) -> Command:
        given = self.cleaned_data
        return Command(
            capability=given["capability"].pk,
            parameters=given.get("parameters") or {},
            end_parameters=given.get("end_parameters"),
        )

    def _drop_what_is_not_offered(self) -> None:
        ways: dict[type, tuple[str, ...]] = {
            Publish: ("topic",),
            Warn: ("warn", "warn_headline"),
            Push: ("push",),
            Command: ("capability", "parameters", "end_parameters"),
        }
        for kind, names in ways.items():
            if kind not in offered():
                for name in names:
                    del self.fields[name]


class PeriodForm(forms.Form):
    """A period of the past, in whole days."""

    von = forms.DateField(label=_("von"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    bis = forms.DateField(label=_("bis"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        """From before to, at most 92 days."""
        given = self.cleaned_data
        first, last = given.get("von"), given.get("bis")
        if first and last and not 0 <= (last - first).days <= 91:
            raise ValidationError(_("Bitte einen Zeitraum von höchstens 92 Tagen wählen."))
        return given


def _initial(rule: Rule) -> dict[str, Any]:
    by_kind = {type(one): one for one in rule.actions}
    mail, command, warn = by_kind.get(Mail), by_kind.get(Command), by_kind.get(Warn)
    webhook, publish = by_kind.get(Webhook), by_kind.get(Publish)
    initial: dict[str, Any] = {
        "notice": Notice in by_kind,
        "push": Push in by_kind,
        "warn": Warn in by_kind,
        "tell_end": rule.tell_end,
        "most": rule.most,
        "per": rule.per_s // _MINUTE,
    }
    if isinstance(mail, Mail):
        initial |= {"mail_to": "\n".join(mail.to), "mail_department": mail.department}
    if isinstance(webhook, Webhook):
        initial["webhook"] = webhook.url
    if isinstance(publish, Publish):
        initial["topic"] = publish.topic
    if isinstance(command, Command):
        initial |= {"capability": command.capability, "parameters": json.dumps(command.parameters)}
        if command.end_parameters is not None:
            initial["end_parameters"] = json.dumps(command.end_parameters)
    if isinstance(warn, Warn):
        initial["warn_headline"] = warn.headline
    return initial | _initial_escalation(rule)


def _initial_escalation(rule: Rule) -> dict[str, Any]:
    if not rule.escalations:
        return {}
    step = rule.escalations[0]
    to = [address for one in step.actions if isinstance(one, Mail) for address in one.to]
    return {"escalate_after": step.after_s // _MINUTE, "escalate_to": "\n".join(to)}


def _addresses(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.replace(",", "\n").splitlines() if part.strip())
    if len(found) > 50:
        raise ValidationError(_("Höchstens 50 Adressen."))
    for one in found:
        try:
            validate_email(one)
        except ValidationError as error:
            raise ValidationError(_t("%(text)s ist keine E-Mail-Adresse.") % {"text": one}) from error
    return found


def _plain_object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text) if text.strip() else {}
    except ValueError:
        given = None
    if not isinstance(given, dict) or any(isinstance(one, dict | list) for one in given.values()):
        example = json.dumps({"level": 40})
        raise ValidationError(_t("Erwartet werden Namen und Werte, zum Beispiel %(x)s") % {"x": example})
    return given
