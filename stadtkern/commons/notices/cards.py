# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A warning as pages show it, whoever speaks; who that is says a word and a shape, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cap.words import SEVERITIES

from .models import Mode, Notice, Severity

Level = Literal["extreme", "severe", "moderate", "minor"]
LEVELS: tuple[Level, ...] = ("extreme", "severe", "moderate", "minor")
_WORDS = tuple(one.label for one in Severity)
_SHAPES = ("star", "triangle", "square", "circle")


@dataclass(frozen=True, kw_only=True)
class Card:
    """One warning in the language of the visitor."""

    kind: Literal["official", "city"]
    trial: str
    """Empty in earnest, else the word for a test or an exercise."""
    severity: int
    """Place in CAP's list of severities: 0 is extreme."""
    title: str
    text: str
    instruction: str = ""
    plain: str = ""
    places: str = ""
    starts: datetime
    ends: datetime | None
    sent: datetime
    sender: str
    attribution: str = ""
    web: str = ""
    url: str
    over: str = ""
    """Why it does not apply any more; empty while it does."""

    @property
    def level(self) -> Level:
        """The name of its colour and banner."""
        return level(self.severity)

    @property
    def severity_text(self) -> str:
        """How dangerous it is, in words."""
        return str(_WORDS[self.severity]) if self.severity < len(_WORDS) else _("Gefahr unbekannt")

    @property
    def shape(self) -> str:
        """The symbol of its severity."""
        return _SHAPES[min(self.severity, len(_SHAPES) - 1)]


def level(severity: int) -> Level:
    """The name for a place in CAP's list; unknown counts as the least."""
    return LEVELS[min(severity, len(LEVELS) - 1)]


def trial(status: str) -> str:
    """The word for a message that is not meant; empty for one that is."""
    return {"Test": _("Test"), "Exercise": _("Übung")}.get(status, "")


def of_notice(notice: Notice, *, city_name: str, now: datetime) -> Card:
    """A notice of the city."""
    english = (get_language() or "").startswith("en") and notice.title_en and notice.text_en
    over = _("aufgehoben") if notice.cancelled_at else ""
    if not over and notice.ends is not None and notice.ends <= now:
        over = _("abgelaufen")
    return Card(
        kind="city",
        trial=trial(notice.status) if notice.status != Mode.ACTUAL else "",
        severity=SEVERITIES.index(notice.severity),
        title=notice.title_en if english else notice.title,
        text=notice.text_en if english else notice.text,
        instruction=notice.instruction,
        plain=notice.plain_text,
        places=notice.district_names
        or (_("auf der Karte gezeichnetes Gebiet") if notice.area else city_name),
        starts=notice.starts,
        ends=notice.cancelled_at or notice.ends,
        sent=notice.changed_at,
        sender=city_name,
        url=reverse("warnings:notice", args=[notice.code]) if notice.pk else "",
        over=over,
    )
