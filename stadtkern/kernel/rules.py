# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of a rule: which values, under which condition, and what is done then.

The same words are used by declarations of domains and by rules that people build in the cockpit; there they
are stored as JSON. Values are in the unit of their quantity, lengths of time in seconds.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=300)]
Long = Annotated[str, msgspec.Meta(max_length=2000)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=366 * 86_400)]
Fact: TypeAlias = bool | int | float | str | None


class Circle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="circle"):
    """Everything within a distance of a point."""

    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    """WGS 84 degrees."""
    radius_m: Annotated[float, msgspec.Meta(gt=0, le=200_000)]


class Polygon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="polygon"):
    """Everything within a ring of positions."""

    ring: Annotated[tuple[tuple[float, float], ...], msgspec.Meta(min_length=3, max_length=5000)]
    """Pairs (longitude, latitude), WGS 84 degrees."""


class District(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="district"):
    """A part of the municipality, by its name in the boundaries of the city's map."""

    name: Text


Area = Circle | Polygon | District


class Streams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which datastreams are meant: what is given here must all be true of one."""

    codes: Annotated[tuple[Text, ...], msgspec.Meta(max_length=500)] = ()
    """Codes of single datastreams; empty: all that fit the rest."""
    domain: Text = ""
    """Name of the subject of their things; empty: that of the rule."""
    quantity: Text = ""
    """Key of what is measured; empty: whatever the datastream measures first."""
    properties: Annotated[tuple[tuple[Text, Text], ...], msgspec.Meta(max_length=20)] = ()
    """Pairs (key, value as text) that the thing has among its properties."""
    area: Area | None = None
    """Where the thing is."""


Together = Literal["any", "every", "mean", "count"]
"""How several datastreams answer together: one is enough, all, their mean, at least so many."""


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="limit"):
    """A value is above (below) a limit, for at least some time."""

    streams: Streams
    value: float
    direction: Literal["above", "below"] = "above"
    reset: float | None = None
    """Hysteresis: over again only when the value is at or beyond this; null: at the limit."""
    for_s: Seconds = 0
    """Must hold for so long without a break."""
    together: Together = "any"
    at_least: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    """For ``count``."""
    shared: bool = False
    """True: all its datastreams count for every subject of the rule."""


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="change"):
    """A value has risen (fallen) by more than ``by`` within a time."""

    streams: Streams
    by: Annotated[float, msgspec.Meta(gt=0)]
    within_s: Annotated[int, msgspec.Meta(gt=0, le=31 * 86_400)]
    direction: Literal["rise", "fall", "either"] = "rise"
    together: Literal["any", "every", "count"] = "any"
    at_least: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    shared: bool = False


class Silence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="silence"):
    """The newest value is older than this, by its phenomenon time."""

    streams: Streams
    for_s: Annotated[int, msgspec.Meta(gt=0, le=366 * 86_400)]
    together: Literal["any", "every", "count"] = "any"
    at_least: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    shared: bool = False


Leaf = Limit | Change | Silence


class AllOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="all"):
    """Every part holds."""

    parts: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=50)]


class AnyOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="any"):
    """At least one part holds."""

    parts: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=50)]


class Not(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="not"):
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = Limit | Change | Silence | AllOf | AnyOf | Not


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="notice"):
    """A notice on the overview of the cockpit, for the department of the rule."""


class Mail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="mail"):
    """An e-mail."""

    to: Annotated[tuple[Text, ...], msgspec.Meta(max_length=50)] = ()
    department: bool = False
    """Also to the address of the rule's department."""


class Webhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="webhook"):
    """A signed POST."""

    url: Long


class Push(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="push"):
    """A message to the devices on which people of the department have asked for it."""


class Publish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="mqtt"):
    """A message to an MQTT topic."""

    topic: Text


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="task"):
    """A task to an actuator."""

    capability: int
    """Id of the tasking capability."""
    parameters: dict[str, Fact] = {}
    end_parameters: dict[str, Fact] | None = None
    """Parameters of a second task when the alarm ends; null: none."""


class Warn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="warning"):
    """A warning of the city on its public pages."""

    headline: Text = ""
    """Empty: the title of the rule."""
    area: Text = ""
    """Empty: the whole municipality."""


Action = Notice | Mail | Webhook | Push | Publish | Command | Warn


class Escalation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done when nobody has acknowledged the alarm for so long."""

    after_s: Annotated[int, msgspec.Meta(gt=0, le=31 * 86_400)]
    actions: Annotated[tuple[Action, ...], msgspec.Meta(max_length=20)]


Severity = Literal["info", "warning", "alarm"]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule on stored observations."""

    key: Annotated[str, msgspec.Meta(max_length=60)]
    """Unique within its domain, e.g. ``frost``."""
    title: Text
    title_en: Text = ""
    condition: Condition
    each: Literal["datastream", "thing", "all"] = "thing"
    """Who has alarms: every datastream, every thing, or the rule as a whole."""
    severity: Severity = "warning"
    text: Long = ""
    """Message with the placeholders {wert}, {einheit}, {ort}, {zeit}, {regel}; empty: a plain sentence."""
    basis: Text = ""
    """Norm or decision the rule rests on."""
    implausible: bool = False
    """True: values that are flagged as implausible count too."""
    lateness_s: Seconds = 6 * 3600
    """A value that arrives later than this after its time is not looked at."""
    valid_s: Seconds = 3 * 3600
    """A value says nothing about the present when it is older than this."""
    end_after_s: Seconds = 0
    """The alarm ends when the condition has not held for so long."""
    actions: Annotated[tuple[Action, ...], msgspec.Meta(max_length=20)] = (Notice(),)
    escalations: Annotated[tuple[Escalation, ...], msgspec.Meta(max_length=5)] = ()
    tell_end: bool = True
    """Whether the end of an alarm is told, too."""
    most: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 10
    per_s: Annotated[int, msgspec.Meta(ge=60, le=31 * 86_400)] = 3600
    """At most so many notifications in so many seconds; the rest is counted and summed up."""
    active: bool = True
    """False: it must be switched on by the city first."""


def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """The conditions on datastreams, from left to right."""
    if isinstance(condition, AllOf | AnyOf):
        return tuple(leaf for part in condition.parts for leaf in leaves(part))
    if isinstance(condition, Not):
        return leaves(condition.part)
    return (condition,)
