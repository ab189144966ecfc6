# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a rule says, as a plain sentence in the language of the visitor."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import KNOWN, Quantity
from stadtkern.kernel.rules import (
    Action,
    AllOf,
    AnyOf,
    Area,
    Change,
    Circle,
    Command,
    Condition,
    District,
    Leaf,
    Limit,
    Mail,
    Not,
    Notice,
    Publish,
    Push,
    Rule,
    Silence,
    Streams,
    Warn,
    Webhook,
    leaves,
)
from stadtkern.web.templatetags.web import duration, quantity_name, unit

_QUANTITIES = {quantity.key: quantity for quantity in KNOWN}


def sentence(rule: Rule, domain: str) -> str:
    """When the rule fires, for whom, and what happens then."""
    if not leaves(rule.condition):
        return _("Diese Regel hat noch keine Bedingung.")
    said = _("Wenn %(condition)s, löst die Regel %(whose)s aus.") % {
        "condition": condition(rule.condition, domain),
        "whose": _whose(rule),
    }
    if rule.end_after_s:
        said += " " + _("Der Alarm endet, wenn das %(time)s lang nicht mehr so ist.") % {
            "time": duration(rule.end_after_s)
        }
    return f"{said} {_then(rule)}"


def condition(one: Condition, domain: str) -> str:
    """A condition without the word “wenn”."""
    if isinstance(one, AllOf | AnyOf):
        word = _("und") if isinstance(one, AllOf) else _("oder")
        return f" {word} ".join(condition(part, domain) for part in one.parts)
    if isinstance(one, Not):
        return _("nicht gilt: %(condition)s") % {"condition": condition(one.part, domain)}
    return leaf(one, domain)


def leaf(one: Leaf, domain: str) -> str:
    """One condition on datastreams."""
    whose = _together(one)
    if isinstance(one, Silence):
        return _("%(streams)s%(whose)s seit mehr als %(time)s keinen Wert gebracht hat") % {
            "streams": streams(one.streams, domain), "whose": whose, "time": duration(one.for_s),
        }  # fmt: skip
    if isinstance(one, Change):
        verbs = {"rise": _("steigt"), "fall": _("fällt"), "either": _("sich ändert")}
        return _("%(streams)s%(whose)s um mehr als %(value)s innerhalb von %(time)s %(verb)s") % {
            "streams": streams(one.streams, domain), "whose": whose, "value": value(one.by, one.streams),
            "time": duration(one.within_s), "verb": verbs[one.direction],
        }  # fmt: skip
    return _limit(one, domain, whose)


def value(number: float, chosen: Streams) -> str:
    """A number with the unit of what is measured."""
    quantity = _QUANTITIES.get(chosen.quantity)
    decimals = 0 if number == int(number) else max(quantity.decimals if quantity else 2, 1)
    return f"{formats.number_format(number, decimals)} {unit(quantity) if quantity else ''}".strip()


def quantities(domain: str) -> list[Quantity]:
    """What things of a domain measure, by name."""
    try:
        declared = registry.domain(domain)
    except NotFound:
        return []
    found = KNOWN if declared.any_quantity else declared.quantities
    return sorted(found, key=lambda one: quantity_name(one).casefold())


def streams(chosen: Streams, domain: str) -> str:
    """Which values."""
    quantity = _QUANTITIES.get(chosen.quantity)
    name = quantity_name(quantity) if quantity else _("ein Wert")
    parts = [f"„{name}“" if quantity else name]
    if chosen.codes:
        n = len(chosen.codes)
        shown = ", ".join(chosen.codes[:3]) + (" …" if n > 3 else "")
        parts.append(_("von %(codes)s") % {"codes": shown})
    elif chosen.domain and chosen.domain != domain:
        parts.append(_("im Thema %(domain)s") % {"domain": chosen.domain})
    parts += [_("mit %(key)s = %(value)s") % {"key": key, "value": text} for key, text in chosen.properties]
    if chosen.area is not None:
        parts.append(area(chosen.area))
    return " ".join(parts)


def area(one: Area) -> str:
    """Where."""
    if isinstance(one, District):
        return _("in „%(name)s“") % {"name": one.name}
    if isinstance(one, Circle):
        return _("im Umkreis von %(radius)s m um %(latitude)s, %(longitude)s") % {
            "radius": formats.number_format(one.radius_m, 0),
            "latitude": formats.number_format(one.latitude, 4),
            "longitude": formats.number_format(one.longitude, 4),
        }
    return _("im gezeichneten Gebiet")


def action(one: Action) -> str:
    """What is done, in a few words."""
    if isinstance(one, Mail):
        return _mail(one)
    if isinstance(one, Webhook):
        return _("Webhook an %(url)s") % {"url": one.url}
    if isinstance(one, Publish):
        return _("MQTT-Nachricht unter %(topic)s") % {"topic": one.topic}
    if isinstance(one, Command):
        return _("Auftrag an Aktor %(capability)s") % {"capability": one.capability}
    words: dict[type, str] = {
        Notice: _("Hinweis im Cockpit"),
        Push: _("Meldung auf die Geräte des Fachbereichs"),
        Warn: _("Warnung im Portal"),
    }
    return words[type(one)]


def _mail(one: Mail) -> str:
    receivers = [*one.to, *([_("den Fachbereich")] if one.department else [])]
    return _("E-Mail an %(receivers)s") % {"receivers": ", ".join(receivers) or "–"}


def _limit(one: Limit, domain: str, whose: str) -> str:
    name = streams(one.streams, domain)
    if one.together == "mean":
        name = _("der Mittelwert von %(streams)s") % {"streams": name}
    words = {
        "streams": name, "whose": whose, "value": value(one.value, one.streams),
        "time": duration(one.for_s) if one.for_s else "",
        "side": _("über") if one.direction == "above" else _("unter"),
    }  # fmt: skip
    if one.for_s:
        said = _("%(streams)s%(whose)s mindestens %(time)s lang %(side)s %(value)s liegt") % words
    else:
        said = _("%(streams)s%(whose)s %(side)s %(value)s liegt") % words
    if one.reset is not None and one.reset != one.value:
        said += " " + _("(vorbei erst bei %(value)s)") % {"value": value(one.reset, one.streams)}
    return said


def _together(one: Leaf) -> str:
    if one.together == "count":
        n = one.at_least
        text = ngettext("an mindestens %(n)s Stelle", "an mindestens %(n)s Stellen", n) % {"n": n}
        return f" {text}"
    return " " + _("an allen Stellen") if one.together == "every" else ""


def _whose(rule: Rule) -> str:
    return {
        "datastream": _("für jeden Datenstrom einzeln"),
        "thing": _("für jedes Objekt einzeln"),
        "all": _("als Ganzes"),
    }[rule.each]


def _then(rule: Rule) -> str:
    done = ", ".join(action(one) for one in rule.actions) or _("nichts")
    said = [_("Dann: %(actions)s.") % {"actions": done}]
    for step in rule.escalations:
        actions = ", ".join(action(one) for one in step.actions)
        said.append(
            _("Quittiert niemand innerhalb von %(time)s: %(actions)s.")
            % {"time": duration(step.after_s), "actions": actions}
        )
    said.append(
        _("Höchstens %(most)s Meldungen in %(time)s, der Rest als Zusammenfassung.")
        % {"most": rule.most, "time": duration(rule.per_s)}
    )
    return " ".join(said)
