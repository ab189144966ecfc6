# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Doubts about values in the visitor's language: flags, points of a series, and how values are judged."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.models import DatastreamQuerySet, StreamChecks
from stadtkern.flow.devices.quality.rules import plausible
from stadtkern.flow.outlets.readings import Channel, Point, Series
from stadtkern.kernel.observation import IMPLAUSIBLE, Quality
from stadtkern.web.templatetags.web import day, duration, number, unit

_WORDS = (
    (Quality.SOURCE_SUSPECT, gettext_lazy("von der Quelle bezweifelt")),
    (Quality.OUT_OF_RANGE, gettext_lazy("außerhalb des Wertebereichs")),
    (Quality.STEP, gettext_lazy("Sprung")),
    (Quality.STUCK, gettext_lazy("hängender Wert")),
    (Quality.DRIFT, gettext_lazy("weicht von Nachbarn ab")),
)


def reasons(quality: Quality) -> str:
    """Why a value is not to be relied on; empty when nothing speaks against it."""
    return ", ".join(str(word) for flag, word in _WORDS if quality & flag & IMPLAUSIBLE)


def doubted(point: Point) -> str:
    """How many values of a point are left out, and why."""
    words = ngettext(
        "%(n)s unplausibler Wert ausgelassen (%(why)s)",
        "%(n)s unplausible Werte ausgelassen (%(why)s)",
        point.left_out,
    )
    return words % {"n": number(point.left_out), "why": reasons(point.doubts)}


def share(found: Series) -> str:
    """How many of the values in a series are implausible, as a sentence; empty when none is."""
    left_out = found.left_out
    if not left_out:
        return ""
    every = left_out + sum(point.count or 0 for point in found.points)
    return ngettext(
        "%(n)s von %(all)s Messwerten (%(percent)s %%) ist unplausibel: gespeichert und im Download, "
        "aber in keinem Mittel, keiner Summe und keinem Höchstwert.",
        "%(n)s von %(all)s Messwerten (%(percent)s %%) sind unplausibel: gespeichert und im Download, "
        "aber in keinem Mittel, keiner Summe und keinem Höchstwert.",
        left_out,
    ) % {"n": number(left_out), "all": number(every), "percent": _percent(100 * left_out / every)}


def judged(datastreams: DatastreamQuerySet) -> DatastreamQuerySet:
    """With what :func:`rules_in_words` reads: one query more."""
    return datastreams.select_related("thing", "checks").prefetch_related("calibrations")


def rules_in_words(one: Channel) -> list[str]:
    """How the values of a channel are judged and corrected, a sentence each; fetch with :func:`judged`."""
    checks: StreamChecks | None = getattr(one.datastream, "checks", None)
    found = [*_range(one, checks), *(_checks(one, checks) if checks else ())]
    for newest in list(one.datastream.calibrations.all())[:1]:
        words = _("Kalibriert seit %(day)s: %(reason)s.")
        found.append(words % {"day": day(newest.valid_from), "reason": newest.reason.rstrip(".")})
    return found


def _range(one: Channel, checks: StreamChecks | None) -> list[str]:
    default = plausible(list(one.datastream.components.all()))
    low = checks.low if checks and checks.low is not None else default.low if default else None
    high = checks.high if checks and checks.high is not None else default.high if default else None
    if (checks and not checks.ranged) or (low is None and high is None):
        return []
    if high is None:
        return [_("Plausibel ab %(value)s.") % {"value": _amount(one, low)}]
    if low is None:
        return [_("Plausibel bis %(value)s.") % {"value": _amount(one, high)}]
    return [_("Plausibel von %(low)s bis %(high)s.") % {"low": _amount(one, low), "high": _amount(one, high)}]


def _checks(one: Channel, checks: StreamChecks) -> list[str]:
    found = []
    if checks.step is not None:
        words = (
            _("Größter Sprung: %(step)s je Minute.")
            if checks.step_per_minute
            else _("Größter Sprung zwischen zwei Werten: %(step)s.")
        )
        found.append(words % {"step": _amount(one, checks.step)})
    if checks.stuck_values:
        found.append(_("Hängt nach %(n)s gleichen Werten.") % {"n": number(checks.stuck_values)})
    if checks.stuck_s:
        found.append(_("Hängt nach %(time)s mit gleichem Wert.") % {"time": duration(checks.stuck_s)})
    if checks.gap_times:
        found.append(_("Lücke nach %(n)s Messabständen.") % {"n": number(checks.gap_times, 1)})
    return [*found, *_drift(one, checks)]


def _drift(one: Channel, checks: StreamChecks) -> list[str]:
    if checks.drift is None:
        return []
    words = _("Weicht höchstens um %(drift)s von benachbarten Messreihen ab.")
    found = [words % {"drift": _amount(one, checks.drift)}]
    if checks.drifting_since:
        found.append(_("Weicht seit %(day)s zu weit ab.") % {"day": day(checks.drifting_since)})
    return found


def _amount(one: Channel, value: float | None) -> str:
    places = 0 if value is not None and value == int(value) else max(one.quantity.decimals, 2)
    return f"{number(value, places)} {unit(one.quantity)}".strip()


def _percent(value: float) -> str:
    return number(value, 1) if value >= 0.1 else f"< {number(0.1, 1)}"
